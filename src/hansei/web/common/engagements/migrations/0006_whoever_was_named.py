from django.db import migrations
from django.db.models import F, Q


def whoever_was_named_is_asked(apps, schema_editor):
    """Named in a text that does not hold yet, and standing there in none that does: asked from now on."""
    versions = apps.get_model("engagements", "AgreementVersion")
    asked = apps.get_model("engagements", "SecondAsked")
    waiting = versions.objects.filter(
        in_force_on=None, second_coach__isnull=False, engagement__state__in=["choosing", "agreed", "paused"]
    ).exclude(Q(engagement__second_coach__isnull=False) & Q(engagement__second_coach=F("second_coach")))
    for version in waiting:
        asked.objects.get_or_create(
            engagement_id=version.engagement_id,
            person_id=version.second_coach_id,
            defaults={"asked_on": version.drafted_on},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0005_asked_second"),
    ]

    operations = [migrations.RunPython(whoever_was_named_is_asked, migrations.RunPython.noop)]
