"""Error pages: a clear sentence and a number, made without a query, a request or a person."""

from unittest import mock

import pytest
from django.db import connections
from django.template import loader
from django.test import Client
from django.utils import translation

STATUSES = ("400", "403", "404", "409", "413", "429", "500", "503")
PAGES = [*(f"{status}.html" for status in STATUSES), "ui/closed.html"]


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_is_made_from_nothing_but_its_number(page: str) -> None:
    with mock.patch.object(connections["default"], "cursor", side_effect=AssertionError("a query")):
        html = loader.get_template(page).render({"number": "7K2-9CD"})
    assert "7K2-9CD" in html
    assert html.count("<h1>") == 1
    assert "<form" not in html


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_without_a_number_promises_none(page: str) -> None:
    assert "this number helps" not in loader.get_template(page).render({})


@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_speaks_the_language_of_the_moment(page: str) -> None:
    with translation.override("de"):
        assert '<html lang="de">' in loader.get_template(page).render({})


def test_what_is_not_there_says_no_more_than_that() -> None:
    html = loader.get_template("404.html").render({})
    assert "It may have been erased, or never have been yours to open;" in html
    assert "from here the two look the same." in html


def test_a_conflict_keeps_what_was_typed_and_escapes_it() -> None:
    typed = [("Your finding", "<b>I ask first.")]
    html = loader.get_template("409.html").render({"typed": typed, "back": "/x"})
    assert "&lt;b&gt;I ask first." in html
    assert 'href="/x"' in html


def test_too_many_tries_say_when_it_works_again() -> None:
    page = loader.get_template("429.html")
    assert "In one minute it works again" in page.render({"minutes": 1})
    assert "In 5 minutes it works again" in page.render({"minutes": 5})


def test_a_link_that_is_closed_asks_for_nothing() -> None:
    html = loader.get_template("ui/closed.html").render({})
    assert "Thank you; nothing more is asked of you." in html
    assert 'href="/"' not in html


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_error_page_keeps_the_theme_that_the_reader_chose(theme: str) -> None:
    client = Client()
    client.cookies["theme"] = theme
    response = client.get("/no-such-address")
    assert response.status_code == 404
    assert f'data-theme="{theme}"' in response.content.decode()


def test_an_error_page_is_made_even_when_a_file_is_missing_from_the_manifest() -> None:
    missing = ValueError("not in the manifest")
    with mock.patch("hansei.web.ground.ui.templatetags.ui.static", side_effect=missing):
        assert 'href="/static/ui/hansei.css"' in loader.get_template("500.html").render({})
