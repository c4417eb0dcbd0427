from django.apps import AppConfig

from hansei.web.ground.audit import guards


class PeopleConfig(AppConfig):
    name = "hansei.web.common.people"
    label = "people"

    def ready(self) -> None:
        from hansei.web.common.people import doors  # noqa: F401

        guards.append_only(
            "settled", "people_settled", message="what was settled stays on record", unique=[("id",)]
        )
        # The demo signs anybody in with a click: no installation with people in it can be turned into one.
        guards.guard(
            "demo_mark",
            "people_organization",
            message="only an empty database is made a demo",
            on=("update",),
            sqlite="NEW.is_demo AND NOT OLD.is_demo",
            postgres="NEW.is_demo AND NOT OLD.is_demo",
        )
        guards.guard(
            "demo_mark_made",
            "people_organization",
            message="only an empty database is made a demo",
            on=("insert",),
            sqlite="NEW.is_demo AND EXISTS (SELECT 1 FROM people_person)",
            postgres="NEW.is_demo AND EXISTS (SELECT 1 FROM people_person)",
        )
