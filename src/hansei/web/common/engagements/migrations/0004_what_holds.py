from django.db import migrations


def what_was_signed_holds(apps, schema_editor):
    """Before versions had a day from which they hold, the newest of an agreed engagement was it."""
    engagements = apps.get_model("engagements", "Engagement")
    versions = apps.get_model("engagements", "AgreementVersion")
    for engagement in engagements.objects.exclude(agreed_on=None):
        newest = versions.objects.filter(engagement=engagement).order_by("-number").first()
        if newest is not None:
            newest.in_force_on = engagement.agreed_on
            newest.planned_end = engagement.planned_end
            newest.save(update_fields=["in_force_on", "planned_end"])


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0003_agree"),
    ]

    operations = [migrations.RunPython(what_was_signed_holds, migrations.RunPython.noop)]
