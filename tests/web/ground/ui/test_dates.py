"""Dates as English readers see them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

TWELFTH = datetime(2027, 1, 12, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "form",
    ["DATE_FORMAT", "SHORT_DATE_FORMAT", "MONTH_DAY_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"],
)
def test_no_date_in_english_is_read_otherwise_across_the_ocean(form: str) -> None:
    """01/12 is the twelfth of January to some and the first of December to others."""
    with translation.override("en"):
        assert date_format(TWELFTH, form).startswith("12 Jan")
