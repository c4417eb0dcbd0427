"""Reading a page as a browser does: its links, its forms, its words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin

#: Inputs that somebody can put words of their own into.
_TYPED = {"text", "search", "email", "password", "tel", "url"}


@dataclass
class Field:
    """One named control of a form. `values` are what a browser would send if nothing is touched."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    @property
    def takes_words(self) -> bool:
        """Whether words of one's own can be typed here."""
        return self.kind == "textarea" or self.kind in _TYPED


@dataclass(frozen=True)
class Button:
    """One way to send a form: what it adds, and where the form goes by it."""

    name: str
    value: str
    action: str


@dataclass
class Form:
    """A form with its controls by name, and the buttons that send it."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[Button] = field(default_factory=list)

    def data(self, **typed: Any) -> dict[str, Any]:
        """What a browser sends after `typed` was put in; a name the form does not have is an error."""
        unknown = set(typed) - set(self.fields) - {button.name for button in self.buttons}
        assert not unknown, f"no such field on the page: {sorted(unknown)}"
        untouched = {name: one.values for name, one in self.fields.items() if one.values}
        return {**untouched, **typed}


class Page(HTMLParser):
    """One page. `links` and the actions of its forms are addresses within the installation."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__()
        self.url = url
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._area: Field | None = None
        self._select: Field | None = None
        self._silent = 0
        self.feed(html)

    def form(self, action: str | None = None, *, having: str | None = None) -> Form:
        """The one form that is sent to `action`, or that has the field `having`."""
        found = [
            one
            for one in self.forms
            if (action is None or one.action == urljoin(self.url, action))
            and (having is None or having in one.fields)
        ]
        assert len(found) == 1, [(one.action, list(one.fields)) for one in self.forms]
        return found[0]

    @property
    def text(self) -> str:
        """The words of the page, with single blanks."""
        return " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            target = urldefrag(urljoin(self.url, given["href"])).url
            if target.startswith("/"):
                self.links.append(target)
        elif tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self._form = Form(action, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in {"script", "style"}:
            self._silent += 1
        elif self._form is not None and "disabled" not in given:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "button":
            to = urljoin(self.url, given["formaction"]) if "formaction" in given else self._form.action
            self._form.buttons.append(Button(name, value, urldefrag(to).url))
        elif tag == "option" and self._select is not None:
            self._select.choices.append(value)
            if "selected" in given:
                self._select.values.append(value)
        elif not name:
            return
        elif tag == "input":
            kind = given.get("type", "text")
            one = self._form.fields.setdefault(name, Field(name, kind))
            if kind in {"radio", "checkbox"}:
                one.choices.append(value or "on")
                if "checked" in given:
                    one.values.append(value or "on")
            else:
                one.values = [value]
        elif tag == "textarea":
            self._area = self._form.fields.setdefault(name, Field(name, "textarea", [""]))
        elif tag == "select":
            self._select = self._form.fields.setdefault(name, Field(name, "select"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            # A browser drops one line end right behind the tag.
            self._area.values = [self._area.values[0].removeprefix("\n")]
            self._area = None
        elif tag == "select":
            if self._select is not None and not self._select.values and self._select.choices:
                self._select.values = self._select.choices[:1]
            self._select = None
        elif tag in {"script", "style"}:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.values = [self._area.values[0] + data]
        elif not self._silent:
            self.words.append(data)


class Walk:
    """Every page that can be reached by links from the first one; `get` makes a request.

    Addresses in `without` are not followed.
    """

    def __init__(self, get: Callable[[str], Any], start: str = "/", without: Collection[str] = ()) -> None:
        self.pages: dict[str, Page] = {}
        self.broken: list[tuple[str, str, int]] = []
        self.posts: set[str] = set()
        waiting = [(start, "the beginning")]
        while waiting:
            url, on = waiting.pop()
            if url in self.pages or url in without or url.startswith("/static/"):
                continue
            response = get(url)
            if response.status_code == 302:
                self.pages[url] = Page("", url)
                waiting.append((response["Location"], url))
                continue
            if response.status_code != 200:
                self.broken.append((url, on, response.status_code))
                continue
            page = self.pages[url] = read(response)
            waiting += [(link, url) for link in page.links]
            self.posts |= {form.action for form in page.forms if form.method == "post"}


def read(response: Any) -> Page:
    """The page of a response of Django's test client."""
    return Page(response.content.decode(), response.wsgi_request.get_full_path())
