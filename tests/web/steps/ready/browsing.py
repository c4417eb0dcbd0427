"""A browser without scripts: what a form sends is what stands in the page, and nothing else is remembered."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

START = "/first-look/"


class _Forms(HTMLParser):
    """Every form of a page with what it would send, and its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({"action": given.get("action"), "fields": {}, "buttons": {}})
        if not self.forms:
            return
        form, name = self.forms[-1], given.get("name") or ""
        if tag == "input" and name:
            ticked = given.get("type") not in {"radio", "checkbox"} or "checked" in given
            if ticked:
                form["fields"].setdefault(name, []).append(given.get("value") or "")
        elif tag == "button":
            form["buttons"][given.get("value") or ""] = (name, given.get("formaction"))
        elif tag == "textarea":
            self._area = name
            form["fields"][name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1]["fields"][self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # The first line end after the tag is the template's.
            area = self.forms[-1]["fields"][self._area]
            area[0] = area[0].removeprefix("\r\n").removeprefix("\n")
            self._area = None


def text(response: HttpResponse) -> str:
    """The words of a page, without markup."""
    body = re.sub(r"<(head|script)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", body)))


class Walk:
    """A first look, page after page."""

    def __init__(self, client: Client | None = None, **headers: Any) -> None:
        self.client = client or Client(enforce_csrf_checks=True)
        self.headers = headers
        self.pages: list[HttpResponse] = []
        self.addresses: list[str] = []
        self._took(START, self.client.get(START, **headers))

    def _took(self, address: str, page: HttpResponse) -> None:
        self.page = page
        self.pages.append(page)
        self.addresses.append(address)

    @property
    def text(self) -> str:
        return text(self.page)

    def form(self) -> dict[str, Any]:
        """The one form that carries the look."""
        found = _Forms()
        found.feed(self.page.content.decode())
        (form,) = [form for form in found.forms if "look" in form["fields"]]
        return form

    @property
    def state(self) -> str:
        return str(self.form()["fields"]["look"][0])

    def press(self, button: str = "", **answers: Any) -> Walk:
        """Answer and press a button (by its value; the first one by default)."""
        form = self.form()
        name, elsewhere = form["buttons"].get(button, ("", None))
        assert not button or name, f"there is no button {button}"
        data = {**form["fields"], **{k: v if isinstance(v, list) else [v] for k, v in answers.items()}}
        if name:
            data[name] = [button]
        address = elsewhere or form["action"]
        self._took(address, self.client.post(address, data, **self.headers))
        return self

    def send(self, address: str, **data: Any) -> Walk:
        """Send what no page of ours would."""
        self._took(address, self.client.post(address, data, **self.headers))
        return self


def to_the_end(walk: Walk) -> Walk:
    """One behaviour with two different numbers, and a count, with words everywhere."""
    walk.press(chosen=["LL-D2"])
    walk.press(own="4", expected="2", sure="sure")
    walk.press(why="They told me so.\r\nTwice.")
    walk.press(what="hours_at_the_work")
    walk.press(number="6")
    walk.press(number="2")
    return walk.press(make="I had it in my head only.")
