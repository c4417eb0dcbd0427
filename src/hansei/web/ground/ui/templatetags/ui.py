"""The components. In a template: `{% load i18n ui %}`. Every text given is already translated: `_("…")`.

Page::

    {% extends "ui/base.html" %}   blocks title, where, nav, main_class, main, foot, foot_links
    {% extends "ui/quiet.html" %}  without navigation: where a leader meets evidence, and for people around
    {% extends "ui/saying.html" %} one thing to say (sent, ended, not found): blocks title, heading, said
    {% extends "ui/export.html" %} for keeping: one file with its styles; parts of name and rows; block lead

A part of a page; its label hangs in the margin::

    {% entry _("Going on") %}…{% endentry %}
    {% entry _("In your words") big=True aside=_("…") %}…{% endentry %}   big: beside a large question
    {% entry label heading="h1" %}, {% entry label flow=False full=True %}

Forms (`form.x` is a Django form's field; no `<form>` here, and write `novalidate` on yours)::

    {% problems form other_form %}            what is still open, with links; focused; or nothing
    {% field form.email %}                    input, text area, select or a single tick, by its widget
    {% field form.finding question="big" %}   question: big, medium, small (serif); kind: short, figure, code
    {% field form.note optional=True hint=_("…") label=_("…") rows=3 %}
    {% choices form.self_rating figures=True %}           radio rows; "0" set apart; figures for a leader only
    {% choices form.b1 label=here question="medium" %}    label: what hangs in the margin, for instance 1 of 3
    {% choices form.then notes=notes question="plain" %}  notes: {value: sentence}; legend=, hint=, optional=
    {% choices form.sure across=True %}                   side by side where there is room
    {% ruler form.importance %}                           0 to 10 in one line; "open" is a dash, not said
    {% actions hint=_("…") %}{% button … %} {% button … %}{% endactions %}
    {% button _("Keep this") "seal" %}   kinds: "" outlined, "seal" one a page, "plain" the way out
    {% button _("Decline") name="act" value="decline" %}   {% button _("Stop here") "plain" url=out %}

Saying::

    {% notice %}<p>…</p>{% endnotice %}   {% notice _("Heading") status=True %}
    {% words text who=_("Marianne Vos") when="11 March" %}   anyone's own words
    {% nothing _("Nothing to see yet.") %}                    an empty state
    {% fold _("What exactly is stored") %}<p>…</p>{% endfold %}
    {% sheet _("Erase everything?") %}<p>…</p>{% endsheet %}  a confirmation; level="h2" under an h1
    {% progress 2 3 as here %}                                "2 of 3"

Lists and pictures::

    {% rows items %}        items: shapes.RowItem or dicts: title, url | post + fields, when, note
    {% record pairs %}      pairs: (what, value)
    {% table _("Caption") head rows note=_("…") %}   head: shapes.Column or text; cells: shapes.Cell or text
    {% search _("Name") query show=part %}  {% pager page %}   page: a Page of Django's Paginator
    {% marks data sentences=sentences %}             data: ui.marks.picture(…); picture, sentences, table
    {% ribbon report.ribbon note=_("…") %}           a talk; {% stroke "ask" %}: the key to it in a table
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from hansei.core.pictures.marks import MarksData, three_marks
from hansei.core.pictures.ribbon import Kind, Ribbon, key
from hansei.core.pictures.ribbon import ribbon as ribbon_svg
from hansei.web.ground.ui import fields as build
from hansei.web.ground.ui.look import theme_in
from hansei.web.ground.ui.marks import figures as figures_of
from hansei.web.ground.ui.ribbon import words as ribbon_words
from hansei.web.ground.ui.shapes import Cell, Column, RowItem

register = template.Library()

_HEADINGS = {level: f"<{level}{{}}>{{}}</{level}>\n" for level in ("h1", "h2", "h3", "p")}
_STYLESHEET = Path(__file__).parent.parent / "static" / "ui" / "hansei.css"
_BUTTONS = {"": "button", "seal": "button button-seal", "plain": "button button-plain"}


def _heading(level: str, classes: str, text: str) -> SafeString:
    if level not in _HEADINGS:
        raise template.TemplateSyntaxError(f"no such heading: {level}")
    return format_html(_HEADINGS[level], format_html(' class="{}"', classes) if classes else "", text)


# ------------------------------------------------------------------------------------------------- page
@register.simple_tag(takes_context=True)
def theme_attr(context: Context) -> SafeString:
    """` data-theme="dark"` when the reader chose one, else nothing."""
    theme = theme_in(context.flatten())
    return format_html(' data-theme="{}"', theme) if theme else mark_safe("")


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file. Never fails: an error page needs it when all else is broken."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def stylesheet_text() -> SafeString:
    """The stylesheet itself, for a page that somebody takes with them and opens from their own disk."""
    return mark_safe(_STYLESHEET.read_text(encoding="utf-8"))  # noqa: S308 (a file of ours)


@register.inclusion_tag("ui/looks.html", takes_context=True)
def looks(context: Context) -> dict[str, Any]:
    """The switches for theme and language; nothing where there is no request (an error page)."""
    request = context.get("request")
    if request is None:
        return {"shown": False}
    now = get_language() or settings.LANGUAGE_CODE
    languages = [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize(), "on": code == now}
        for code, _name in settings.LANGUAGES
    ]
    theme = theme_in(context.flatten())
    themes = [
        {"code": code, "name": name, "on": code == theme}
        for code, name in (("", _("as the system")), ("light", _("light")), ("dark", _("dark")))
    ]
    return {
        "shown": True,
        "languages": languages,
        "themes": themes,
        "back": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "csrf_token": context.get("csrf_token") or get_token(request),
    }


@register.simple_block_tag(takes_context=True)
def entry(
    context: Context,
    content: str,
    label: str = "",
    *,
    big: bool = False,
    heading: str = "",
    aside: str = "",
    flow: bool = True,
    full: bool = False,
) -> SafeString:
    """A part of a page with its label in the margin. `heading`: h1, h2 (default), h3, or p."""
    level = heading or ("p" if big else "h2")
    hung = _heading(level, "label label-big" if big else "label", label) if label else ""
    classes = " ".join(c for c, on in (("flow", flow), ("full", full)) if on)
    kind = format_html(' class="{}"', classes) if classes else ""
    beside = format_html('<p class="aside">{}</p>\n', aside) if aside else ""
    body = format_html("<div{}>{}</div>\n", kind, conditional_escape(content))
    return format_html('<section class="entry">\n{}{}{}</section>', hung, body, beside)


# ------------------------------------------------------------------------------------------------ forms
@register.inclusion_tag("ui/problems.html")
def problems(*given: Any, focus: bool = True) -> dict[str, Any]:
    """What is still open in the forms given, each a link to its field. Nothing when all is well."""
    return {"found": build.open_problems(given), "focus": focus}


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    *,
    label: str | None = None,
    hint: str | None = None,
    question: str = "",
    kind: str = "",
    optional: bool | str = False,
    rows: int | None = None,
) -> dict[str, Any]:
    """One input, text area, select or single tick with its label, hint and problem."""
    return build.field_context(
        bound, label=label, hint=hint, question=question, kind=kind, optional=optional, rows=rows
    )


@register.inclusion_tag("ui/choices.html")
def choices(
    bound: BoundField,
    *,
    legend: str | None = None,
    label: str = "",
    hint: str | None = None,
    question: str = "small",
    figures: bool = False,
    apart: str | int = "0",
    notes: Mapping[Any, str] | None = None,
    across: bool = False,
    optional: bool | str = False,
) -> dict[str, Any]:
    """A group of radio buttons or ticks, each a whole row. `apart`: the value off the scale."""
    return build.choices_context(
        bound,
        legend=legend,
        label=label,
        hint=hint,
        question=question,
        figures=figures,
        apart=apart,
        notes=notes,
        across=across,
        optional=optional,
    )


@register.inclusion_tag("ui/ruler.html")
def ruler(bound: BoundField, *, hint: str | None = None, apart: str | int = "open") -> dict[str, Any]:
    """Steps from 0 to 10 in one line. `apart`: the value for "not said", a dash to the eye and read out."""
    return build.ruler_context(bound, hint=hint, apart=apart)


@register.simple_block_tag
def actions(content: str, *, hint: str = "") -> SafeString:
    """The buttons at the end, and what happens then."""
    after = format_html('\n<p class="hint actions-note">{}</p>', hint) if hint else ""
    return format_html('<div class="actions">{}</div>{}', conditional_escape(content), after)


@register.simple_tag
def button(
    text: str, kind: str = "", *, url: str = "", name: str = "", value: str = "", to: str = ""
) -> SafeString:
    """Sends the form (`name` and `value` say by which button, `to` sends elsewhere), or is a link (`url`)."""
    if kind not in _BUTTONS:
        raise template.TemplateSyntaxError(f"button: no such kind: {kind}")
    if url:
        return format_html('<a class="{}" href="{}">{}</a>', _BUTTONS[kind], url, text)
    given = {"name": name, "value": value, "formaction": to}
    attrs = format_html_join("", ' {}="{}"', ((k, v) for k, v in given.items() if v))
    return format_html('<button class="{}" type="submit"{}>{}</button>', _BUTTONS[kind], attrs, text)


# ----------------------------------------------------------------------------------------------- saying
@register.simple_block_tag
def notice(content: str, heading: str = "", *, status: bool = False, level: str = "h2") -> SafeString:
    """Something to know. `status`: it answers what was just done, and is read out."""
    head = _heading(level, "", heading) if heading else ""
    role = mark_safe(' role="status"') if status else ""
    return format_html('<div class="notice"{}>{}{}</div>', role, head, conditional_escape(content))


@register.inclusion_tag("ui/words.html")
def words(text: str, *, who: str = "", when: str = "") -> dict[str, Any]:
    """Anyone's own words, a paragraph for each line, with whose they are and from when."""
    said = ", ".join(part for part in (str(who), str(when)) if part)
    return {"paragraphs": [line for line in re.split(r"\s*\n\s*", str(text).strip()) if line], "said": said}


@register.simple_tag
def nothing(text: str) -> SafeString:
    """An empty state: one sentence that says what would be here, and no blame."""
    return format_html('<p class="empty">{}</p>', text)


@register.simple_block_tag
def fold(content: str, summary: str, *, unfolded: object = False) -> SafeString:
    """What is wanted seldom. Never for what everybody has to read.

    `unfolded`: open from the start, as where something in it went wrong.
    """
    inside = conditional_escape(content)
    is_open = mark_safe(" open") if unfolded else ""
    return format_html(
        '<details class="fold"{}><summary>{}</summary><div>{}</div></details>', is_open, summary, inside
    )


@register.simple_block_tag
def sheet(content: str, question: str, *, level: str = "h1") -> SafeString:
    """A confirmation, on a page of its own: what would happen, in sentences, and both ways on."""
    head = _heading(level, "question", question)
    return format_html('<div class="sheet flow">{}{}</div>', head, conditional_escape(content))


@register.simple_tag
def progress(here: int, last: int) -> str:
    """Where one is, in words: "2 of 3"."""
    return _("%(here)s of %(last)s") % {"here": here, "last": last}


# ------------------------------------------------------------------------------------ lists and pictures
@register.inclusion_tag("ui/rows.html", takes_context=True)
def rows(context: Context, items: Iterable[RowItem | Mapping[str, Any]]) -> dict[str, Any]:
    """A quiet list of what there is. The whole row is the link, or the button of a small form."""
    return {"items": list(items), "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("ui/record.html")
def record(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What is what, one under the other."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("ui/table.html")
def table(
    caption: str, head: Sequence[Any], rows: Iterable[Sequence[Any]], *, note: str = "", wide: bool = False
) -> dict[str, Any]:
    """Hairlines and aligned figures; the first cell of a row is its heading.

    `wide`: has more columns than a phone, and can then be scrolled with the keyboard as well.
    """
    columns = [one if isinstance(one, Column) else Column(str(one)) for one in head]

    def cells(row: Sequence[Any]) -> list[dict[str, Any]]:
        made = [one if isinstance(one, Cell) else Cell(str(one)) for one in row]
        return [{"cell": cell, "figures": column.figures} for cell, column in zip(made, columns, strict=True)]

    return {
        "caption": caption,
        "columns": columns,
        "rows": [cells(row) for row in rows],
        "note": note,
        "wide": wide,
    }


@register.inclusion_tag("ui/search.html", takes_context=True)
def search(context: Context, label: str, query: str = "", *, name: str = "q", **kept: str) -> dict[str, Any]:
    """One field that looks through a list; sends a GET to the same address. `kept` goes with it as it is."""
    return {"label": label, "query": query, "name": name, "id": f"search-{slugify(name)}", "kept": kept}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Previous, "1 to 50 of 213", next. What was searched for stays. Nothing when there is one page."""
    request = context.get("request")

    def address(number: int) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?page={number}"
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    several = page.paginator.num_pages > 1
    return {
        "shown": several,
        "previous": address(page.previous_page_number()) if several and page.has_previous() else "",
        "next": address(page.next_page_number()) if several and page.has_next() else "",
        "first": page.start_index(),
        "last": page.end_index(),
        "count": page.paginator.count,
        "size": page.paginator.per_page,
    }


@register.inclusion_tag("ui/marks.html")
def marks(data: MarksData, *, sentences: Sequence[str] = (), note: str = "") -> dict[str, Any]:
    """Three marks on a line: the picture, then the sentences, then the same in a table."""
    return {
        "svg": mark_safe(three_marks(data)),  # noqa: S308 (the picture escapes every text it is given)
        "sentences": sentences,
        "figures": figures_of(data),
        "note": note,
    }


@register.inclusion_tag("ui/ribbon.html")
def ribbon(data: Ribbon, *, prefix: str = "ribbon", note: str = "") -> dict[str, Any]:
    """The talk ribbon, part beside part. `prefix` is unique on the page; the table is its legend."""
    parts = ribbon_svg(data, ribbon_words(), prefix)
    return {
        "svg": mark_safe("\n".join(parts)),  # noqa: S308 (the picture escapes every text it is given)
        "note": note,
    }


@register.simple_tag
def stroke(kind: str) -> SafeString:
    """The stroke of a family ("ask", "tell" …) or of "unsure", for the first column of the table."""
    return mark_safe(key(Kind(kind)))  # noqa: S308 (nobody's text is in it)
