"""The key store is a database of its own: its tables are nowhere else, and nothing else is in it."""

from typing import Any

from django.db.models import Model

KEYS = "keys"
_LABEL = "vault"


class KeyStoreRouter:
    """Sends the vault to the key store and everything else to the main database, migrations likewise."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return KEYS if model._meta.app_label == _LABEL else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return (one._meta.app_label == _LABEL) == (other._meta.app_label == _LABEL)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == KEYS) == (app_label == _LABEL)
