from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from hansei.web.ground.audit import guards


class AuditConfig(AppConfig):
    name = "hansei.web.ground.audit"
    label = "audit"

    def ready(self) -> None:
        guards.append_only(
            "audit_entry",
            "audit_entry",
            message="an audit entry is never changed or deleted",
            unique=[("id",), ("chain", "number")],
        )
        # Once a migrate run, after every table is as it will stay.
        post_migrate.connect(_put_guards_in_place, sender=self, dispatch_uid="hansei.guards")


def _put_guards_in_place(using: str, **_: Any) -> None:
    guards.make(using)
