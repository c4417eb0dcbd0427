"""Wrapped data keys, and the scopes whose key is gone for good. No times: they would tell who erased when."""

from django.db import models


class DataKey(models.Model):
    """The data key of one scope, wrapped under the master key of the installation."""

    scope = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    wrapped = models.BinaryField(editable=False)

    def __str__(self) -> str:
        return "data key"


class ErasedScope(models.Model):
    """A scope whose key was destroyed. It never gets another, and a restore erases it again."""

    scope = models.UUIDField(primary_key=True, editable=False)

    def __str__(self) -> str:
        return "erased scope"
