"""What a base install takes in site-packages."""

import re
from importlib import metadata
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


def measure() -> tuple[float, int]:
    """MB (10**6 bytes) of the packages in requirements/base.txt with hansei itself, and how many they are.

    Taken from what is installed here, compiled files included: an environment for development holds more
    than a base install, and pip itself is counted in neither.
    """
    names = _PINNED.findall((_ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"))
    paths = set((_ROOT / "src").rglob("*"))
    for name in names:
        distribution = metadata.distribution(name)
        listed = [Path(str(distribution.locate_file(file))) for file in distribution.files or ()]
        # What was compiled later is in no list.
        compiled = (path.parent / "__pycache__" for path in listed if path.suffix == ".py")
        paths.update(listed, *(folder.glob("*.pyc") for folder in set(compiled)))
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6, len(names) + 1
