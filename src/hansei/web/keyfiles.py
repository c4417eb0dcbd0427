"""The two secrets an installation owns: the signing key and the master key.

Each comes from the environment or from a file in the data folder. A missing file is made once, readable
by its owner alone. Neither is ever printed, logged or part of a backup.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def data_folder() -> Path:
    """The folder that holds the databases and key files: HANSEI_DATA, or the user's data folder.

    Raises ImproperlyConfigured with one sentence when it cannot be made or written.
    """
    configured = os.environ.get("HANSEI_DATA")
    base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    folder = Path(configured) if configured else base / "hansei"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Set HANSEI_DATA to a folder you may write."
        ) from None
    if not os.access(folder, os.W_OK):
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be written. Set HANSEI_DATA to a folder you may write."
        )
    return folder


def secret(folder: Path, variable: str, filename: str) -> str:
    """The secret in `variable`, else in `filename` (64 hex digits, made when absent)."""
    if given := os.environ.get(variable):
        if len(given) < 64 or any(digit not in "0123456789abcdefABCDEF" for digit in given):
            raise ImproperlyConfigured(f"{variable} must be at least 64 hexadecimal digits.")
        return given
    path = folder / filename
    try:
        # O_EXCL: server and worker may start together; only one of them may make the file.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = path.read_text(encoding="ascii").strip()
        if len(found) != 64:
            raise ImproperlyConfigured(f"{path} is damaged: put back your copy of it.") from None
        return found
    fresh = secrets.token_hex(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh
