"""Every word on a page is marked for translation, and every one that is shown has its German.

A language of the tests' own puts ⟦ ⟧ around whatever was marked. What stands outside and is nobody's name
or words is a text that no translator was ever shown.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.contrib.messages import get_messages
from django.core import mail
from django.template import engines, loader
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

import hansei
from hansei.core import library
from hansei.core.policy import ACTIONS
from hansei.web.common.people.models import Organization, Person, Unit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.policy import checks
from hansei.web.ground.policy.services import LIBRARY_ROUTES
from tests.web.pages import Page
from tests.web.records import SUPPOSED, Records, address, make_records
from tests.web.steps.practice import tries
from tests.web.steps.ready.browsing import Walk, to_the_end
from tests.web.steps.talk.talks import SPOKEN
from tests.world import World, agree

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

_CONTEXT = "\x04"
TEMPLATES = Path(hansei.__file__).parent / "web" / "ground" / "ui" / "templates"
#: Shown as they are in every language; the last two stand on the page of components.
NAMES = (
    "Hansei",
    "Reflections: Leading Lean",
    "English",
    "Deutsch",
    "Europe/Berlin",
    "Ilse Brandt",
    "Jon Reyes",
)
ZONES = available_timezones()
#: The number of a request.
NUMBER = re.compile(r"\b[2-9A-Z]{3}-[2-9A-Z]{3}\b")
NONSENSE = "x" * 5000
#: What people of the tests wrote.
WRITTEN = (
    NONSENSE,
    "That I hear of it the same day",
    "That I hear of it",
    "I ask for the number first.",
    "I do not ask.",
    "They told me so.",
    "Twice.",
    "I had it in my head only.",
    "For me alone.",
    "I spoke too soon.",
    "A word to both.",
    "An answer to both.",
    "I wait for the number.",
    "They ask the shift first.",
    "That the shift hears of it first.",
    "That I ask first.",
    "The night shift.",
    "I talk too much.",
    "The foremen ask for this one by name.",
    "I ask before I answer.",
    "I ask twice.",
    "I go there first.",
    "I say what I do not know.",
    "I come without slides.",
    "I thank first.",
    "Thank you. I will ask before I say anything.",
    "The morning meeting in the works",
    "It was said before anybody had asked.",
    "Asks the early shift first",
    SUPPOSED.do,
    SUPPOSED.live,
    SUPPOSED.believe,
    tries.EXPECTED,
    tries.HAPPENED,
    tries.LEARNED,
    *SPOKEN,
)


# ------------------------------------------------------------------------------------------- the languages
class Pseudo(trans_real.DjangoTranslation):
    """English, with every marked text in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(_CONTEXT)[2]}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class German(trans_real.DjangoTranslation):
    """German from the catalogue as it is now, which remembers what it was asked for and does not have."""

    def __init__(self) -> None:
        super().__init__("de")
        self.missing: set[str] = set()
        path = Path(hansei.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "django.po"
        with path.open("rb") as source:
            catalogue = read_po(source, locale="de")
        packed = io.BytesIO()
        write_mo(packed, catalogue)
        packed.seek(0)
        self.merge(trans_real.gettext_module.GNUTranslations(packed))

    def gettext(self, message: str) -> str:
        if self._catalog.get(message) is None:
            self.missing.add(message)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        if not any((msgid1, form) in cat for cat in self._catalog._catalogs for form in range(3)):
            self.missing.add(msgid1)
        return super().ngettext(msgid1, msgid2, n)


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English becomes the language of the tests; a text of the library counts as marked."""
    language = Pseudo("en")
    monkeypatch.setitem(trans_real._translations, "en", language)
    monkeypatch.setattr(trans_real, "_default", language)
    plain = library.Text.get
    monkeypatch.setattr(library.Text, "get", lambda self, lang: f"⟦{plain(self, lang)}⟧")
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[German]:
    """German as the catalogue has it now."""
    language = German()
    monkeypatch.setitem(trans_real._translations, "de", language)
    yield language
    translation.deactivate()


# ------------------------------------------------------------------------------------------------ the pages
class Reader(HTMLParser):
    """The texts of a page that are outside ⟦ ⟧: what is seen, and what is read out."""

    SILENT = frozenset({"script", "style", "code", "pre"})
    READ_OUT = ("title", "aria-label", "alt", "placeholder", "label")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.outside: list[str] = []
        self._depth = 0
        self._silent = 0
        self.feed(html)
        assert self._depth == 0, "a bracket without its other half"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        given = dict(attrs)
        read = [given.get(name) for name in self.READ_OUT]
        if tag == "input" and given.get("type") in {"submit", "button", "reset", "text", "search"}:
            read.append(given.get("value"))
        for text in read:
            if text:
                self.outside.append(_outside(text, 0)[0])

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # A marked text may have a link in the middle: the bracket is open across tags.
            text, self._depth = _outside(data, self._depth)
            self.outside.append(text)


def _outside(text: str, depth: int) -> tuple[str, int]:
    kept = []
    for letter in text:
        if letter == "⟧":
            depth -= 1
            kept.append(" ")
        elif letter == "⟦":
            depth += 1
        elif depth == 0:
            kept.append(letter)
    return "".join(kept), depth


def unmarked(html: str, data: list[str]) -> list[str]:
    """The texts of a page that nobody marked and that are not anybody's."""
    found = []
    for text in Reader(html).outside:
        rest = text
        for known in data:
            rest = rest.replace(known, " ")
        if re.search(r"[^\W\d_]{2}", NUMBER.sub(" ", rest)) and text.strip() not in ZONES:
            found.append(" ".join(text.split()))
    return found


def anybodys() -> list[str]:
    """Names and words of people, the longest first: they stand on pages as they are."""
    found = {*NAMES, *WRITTEN, *(leader.name for leader in library.leaders().leaders)}
    for person in Person.objects.all():
        found |= {person.name, person.email, person.title}
    found |= set(Unit.objects.values_list("name", flat=True))
    house = Organization.get()
    assert house is not None
    found |= {house.name, house.contact_inside, house.contact_outside, house.code_of_ethics}
    return sorted(found - {""}, key=len, reverse=True)


def pages(records: Records) -> Iterator[tuple[str, str]]:
    """Every page of ours at any address: opened, sent as it is and sent with nonsense by whoever may."""
    for _where, pattern in checks.every_route():
        if not hasattr(pattern.callback, "policy_action"):
            continue
        may = ACTIONS[pattern.callback.policy_action]
        for record in records.of(pattern.callback.policy_record):
            for seat in records.world.seats:
                if not may & records.relations(seat, record):
                    continue
                for method, answer in _answers(records, seat, address(pattern, record)):
                    name = f"{method} {pattern.name}, {record.name}, {seat}"
                    for notice in get_messages(answer.wsgi_request):
                        yield f"notice after {name}", escape(str(notice))
                    if answer.content and answer["Content-Type"].startswith("text/html"):
                        yield name, answer.content.decode()


def _answers(records: Records, seat: str, url: str) -> Iterator[tuple[str, Any]]:
    opened = records.ask(seat, "get", url)
    yield "get", opened
    yield "post", records.ask(seat, "post", url)
    if opened.status_code == 200 and b'method="post"' in opened.content:
        for form in Page(opened.content.decode(), url).forms:
            if form.method == "post" and form.fields:
                yield (
                    "nonsense to",
                    records.ask(seat, "post", form.action, **dict.fromkeys(form.fields, NONSENSE)),
                )


def a_first_look(language: str) -> Iterator[tuple[str, str]]:
    """Its pages come only one after the other."""
    for step, page in enumerate(to_the_end(Walk(HTTP_ACCEPT_LANGUAGE=language)).pages, start=1):
        yield f"first look, page {step}", page.content.decode()


def of_libraries(records: Records, language: str) -> Iterator[tuple[str, str]]:
    """Pages at addresses that are not ours, with templates that are: signing in and out."""
    for name in LIBRARY_ROUTES:
        for seat in ("nobody", "leader"):
            for method in ("get", "post"):
                answer = records.ask(seat, method, reverse(name))
                yield f"{method} {name}, {seat}", answer.content.decode()
    browser = Client(HTTP_ACCEPT_LANGUAGE=language)
    browser.post(reverse("account_request_login_code"), {"email": records.world.leader.email})
    yield "the code", browser.get(reverse("account_confirm_login_code")).content.decode()


def of_errors() -> Iterator[tuple[str, str]]:
    """Every page about something that went wrong, with all that it can say."""
    words = {"number": "7K2-9CD", "minutes": 5, "typed": [], "back": "/"}
    for found in sorted(TEMPLATES.glob("*.html")) + sorted((TEMPLATES / "ui").glob("*.html")):
        name = str(found.relative_to(TEMPLATES))
        if re.match(r"(ui/)?(\d{3}|closed|key_missing)\.html", name):
            yield name, loader.get_template(name).render(words)


def taken_along(records: Records) -> Iterator[tuple[str, str]]:
    """The page in the file that somebody takes out."""
    for seat in ("leader", "coach", "boss"):
        answer = records.ask(seat, "post", reverse("take_out"))
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            yield f"taken out, {seat}", archive.read("everything.html").decode()


def mails() -> Iterator[tuple[str, str]]:
    """Every mail that has gone out so far, without its addresses."""
    jobs.run_all(future=True, loud=True)
    for letter in mail.outbox:
        said = re.sub(r"https?://\S+", "", f"{letter.subject}\n{letter.body}")
        yield f"mail: {letter.subject}", escape(said)


def everything(world: World, language: str) -> Iterator[tuple[str, str]]:
    """All that anybody can read here, with where it stands."""
    agree(world)
    records = make_records(world)
    records.browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    yield from pages(records)
    yield from a_first_look(language)
    yield from of_libraries(records, language)
    yield from of_errors()
    yield from taken_along(records)
    yield from mails()


def test_every_text_that_anybody_can_read_is_marked(pseudo: None, world: World) -> None:
    found: dict[str, str] = {}
    read: Counter[str] = Counter()
    names: list[str] = []
    for name, html in everything(world, "en"):
        names = names or anybodys()
        read[name.split()[0]] += 1
        for text in unmarked(html, names):
            found.setdefault(text, name)
    assert read["get"] > 200
    assert set(read) >= {"get", "post", "nonsense", "notice", "first", "the", "taken", "mail:", "404.html"}
    assert not found, "\n".join(f"{text!r}: {name}" for text, name in found.items())


@pytest.mark.parametrize(
    "planted",
    [
        "<p>A word nobody marked</p>",
        "<p>{% translate 'Marked' %} and not</p>",
        "<p>{% translate 'Marked' %}</p><img src='x' alt='A picture'>",
        "<nav aria-label='Main'>{% translate 'Marked' %}</nav>",
        "<input type='submit' value='Send'>",
        "<input type='text' placeholder='Your name'>",
        "<svg><title>Marks</title></svg>",
        "<title>{% translate 'Today' %} at Hansei</title>",
        "{% blocktranslate with name='x' %}To <a href='/'>{{ name }}</a>{% endblocktranslate %} go",
    ],
)
def test_a_text_that_nobody_marked_is_found(pseudo: None, world: World, planted: str) -> None:
    html = engines["django"].from_string("{% load i18n %}" + planted).render()
    assert unmarked(html, anybodys())


@pytest.mark.parametrize(
    "fine",
    [
        "<title>{% translate 'Today' %} · Hansei</title>",
        "<p>Marianne Vos, 24 {% translate 'March' %} 2026, 18:00</p>",
        "{% blocktranslate with name='x' %}To <a href='/'>{{ name }}</a>, and on{% endblocktranslate %}",
        "<pre>hansei steward-link</pre><script>let name = 'x'</script>",
        "<button name='go' value='search'>{% translate 'Search' %}</button>",
    ],
)
def test_marked_texts_names_and_figures_are_fine(pseudo: None, world: World, fine: str) -> None:
    assert unmarked(engines["django"].from_string("{% load i18n %}" + fine).render(), anybodys()) == []


def test_every_text_that_anybody_can_read_has_its_german(german: German, world: World) -> None:
    Person.objects.update(language="de")
    for person in world.seats.values():
        if person is not None:
            person.refresh_from_db()
    with translation.override("de"):
        pages_read = dict(everything(world, "de"))
    for name, html in pages_read.items():
        assert not html.startswith("<!doctype") or '<html lang="de"' in html, name
    assert len(pages_read) > 200
    # Django asks for some texts of its forms that no page shows.
    text = unescape("\n".join(pages_read.values()))
    missing = [one for one in sorted(german.missing) if _longest_piece(one) in text]
    assert not missing, "\n".join(missing)


def _longest_piece(message: str) -> str:
    """The longest part of a text that stands on a page as it is, whatever is filled in around it."""
    return max(re.split(r"%\(\w+\)[sd]|\{\w+\}", message.rpartition(_CONTEXT)[2]), key=len)
