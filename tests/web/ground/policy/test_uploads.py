"""A file that somebody sends rests in memory alone, and one that is too large is said to be so."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from hansei.web.ground.policy import uploads


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("size", [0, 10, 3_000_000, uploads.MOST_BYTES])
def test_a_file_up_to_the_cap_comes_whole_and_touches_no_disk(size: int, spool: Path) -> None:
    sent = SimpleUploadedFile("talk.vtt", b"x" * size, content_type="text/vtt")
    request = RequestFactory().post("/", {"file": sent})
    assert not uploads.too_large(request)
    if size:
        assert request.FILES["file"].read() == b"x" * size
    assert list(spool.iterdir()) == []


def test_a_file_over_the_cap_is_said_to_be_too_large_and_nothing_of_it_is_there(spool: Path) -> None:
    sent = SimpleUploadedFile("talk.vtt", b"x" * (uploads.MOST_BYTES + 1), content_type="text/vtt")
    request = RequestFactory().post("/", {"file": sent})
    assert uploads.too_large(request)
    assert "file" not in request.FILES
    assert list(spool.iterdir()) == []
