"""The product's own settings, with the bare pages beside its addresses."""

from pathlib import Path

from hansei.web.settings import *  # noqa: F403
from hansei.web.settings import TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"] = [str(Path(__file__).parent / "templates")]
