"""Light or dark: chosen by the reader, kept in a cookie that says nothing else."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from hansei.web.ground.ui import look


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_kept_and_shown_on_the_next_page(theme: str) -> None:
    client = Client()
    response = client.post("/look/theme", {"theme": theme, "next": "/somewhere?q=1"})
    assert (response.status_code, response["Location"]) == (302, "/somewhere?q=1")
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert f'data-theme="{theme}"' in render_to_string("ui/quiet.html", {"request": request})


def test_as_the_system_forgets_the_choice() -> None:
    client = Client()
    client.cookies[look.COOKIE] = "dark"
    response = client.post("/look/theme", {"theme": "", "next": "/"})
    assert response.cookies[look.COOKIE]["max-age"] == 0


def test_the_cookie_holds_a_word_and_is_out_of_reach_of_scripts_and_other_sites() -> None:
    cookie = Client().post("/look/theme", {"theme": "dark", "next": "/"}).cookies[look.COOKIE]
    assert cookie.value == "dark"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_the_switch_never_sends_anyone_to_another_site(back: str) -> None:
    assert Client().post("/look/theme", {"theme": "dark", "next": back})["Location"] == "/"


def test_a_link_changes_nothing() -> None:
    response = Client().get("/look/theme", {"theme": "dark"})
    assert response.status_code == 405
    assert look.COOKIE not in response.cookies


def test_a_forged_form_changes_nothing() -> None:
    response = Client(enforce_csrf_checks=True).post("/look/theme", {"theme": "dark"})
    assert response.status_code == 403
    assert look.COOKIE not in response.cookies


def test_a_cookie_that_somebody_wrote_by_hand_is_ignored() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[look.COOKIE] = '"><script>'
    assert look.theme_of(request) == ""


def test_a_page_offers_both_switches_and_says_which_is_on() -> None:
    request = RequestFactory().get("/somewhere", {"q": "1"})
    request.COOKIES[look.COOKIE] = "dark"
    html = render_to_string("ui/quiet.html", {"request": request})
    assert '<button name="theme" value="dark" aria-pressed="true">' in html
    assert '<button name="theme" value="light" aria-pressed="false">' in html
    assert '<button name="language" value="de" lang="de" aria-pressed="false">Deutsch</button>' in html
    assert 'name="next" value="/somewhere?q=1"' in html
