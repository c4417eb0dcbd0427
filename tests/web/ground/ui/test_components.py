"""Components: short to use, and safe with whatever is put into them."""

import re
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from hansei.core.pictures.marks import Experienced, Row
from hansei.web.ground.ui import reference
from hansei.web.ground.ui.marks import picture
from hansei.web.ground.ui.shapes import Cell, Column, RowItem

HOSTILE = '"><script>alert(1)</script>'


def show(source: str, **context: object) -> str:
    return Template("{% load i18n ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% entry x aside=x %}{{ x }}{% endentry %}",
        "{% actions hint=x %}{% button x url=x %}{% button x name=x value=x to=x %}{% endactions %}",
        "{% notice x %}{{ x }}{% endnotice %}",
        "{% words x who=x when=x %}",
        "{% nothing x %}",
        "{% fold x %}{{ x }}{% endfold %}",
        "{% sheet x %}{{ x }}{% endsheet %}",
        "{% rows rows %}",
        "{% record record %}",
        "{% table x head cells note=x wide=True %}",
        "{% search x x name=x %}",
        "{% marks data sentences=sentences note=x %}",
    ],
)
def test_no_component_lets_a_text_become_markup(source: str) -> None:
    row = Row(HOSTILE, HOSTILE, 3, Experienced(Decimal(3), HOSTILE), sure=HOSTILE)
    html = show(
        source,
        x=HOSTILE,
        rows=[RowItem(HOSTILE, url=HOSTILE, when=HOSTILE, note=HOSTILE), {"title": HOSTILE, "post": HOSTILE}],
        record=[(HOSTILE, HOSTILE)],
        head=[Column(HOSTILE), HOSTILE],
        cells=[(HOSTILE, Cell(HOSTILE, HOSTILE))],
        sentences=[HOSTILE],
        data=picture("m", HOSTILE, 3, [row]),
    )
    assert "script" in html
    assert "<script" not in html
    assert HOSTILE not in html


def test_what_stands_inside_a_component_keeps_its_markup() -> None:
    html = show("{% entry 'Label' %}<p>{% notice %}<em>kept</em>{% endnotice %}</p>{% endentry %}")
    assert "<em>kept</em>" in html
    assert '<h2 class="label">Label</h2>' in html


def test_a_large_question_has_its_label_beside_it_and_stays_the_heading() -> None:
    html = show("{% entry 'One question' big=True %}<h1>…</h1>{% endentry %}")
    assert '<p class="label label-big">One question</p>' in html


@pytest.mark.parametrize(
    "source", ["{% button 'x' 'huge' %}", "{% entry 'x' heading='script' %}{% endentry %}"]
)
def test_what_no_component_knows_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


def test_one_button_is_told_from_another_by_its_name_and_value() -> None:
    assert show("{% button 'No' name='act' value='no' %}") == (
        '<button class="button" type="submit" name="act" value="no">No</button>'
    )


def test_own_words_are_a_paragraph_for_each_line_with_whose_they_are() -> None:
    html = show("{% words text who='Marianne Vos' when='11 March' %}", text="One.\r\n\r\nTwo.\n")
    assert re.findall(r"<p>(.*?)</p>", html) == ["One.", "Two."]
    assert "<footer>Marianne Vos, 11 March</footer>" in html


def test_a_row_that_does_something_is_a_form_of_its_own_with_its_token() -> None:
    items = [RowItem("Sit here", post="/seat", fields=(("who", "7"),))]
    html = show("{% rows items %}", items=items, csrf_token="t0ken")
    assert '<form method="post" action="/seat">' in html
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
    assert 'name="who" value="7"' in html


def test_a_row_without_an_address_is_only_a_text() -> None:
    html = show("{% rows items %}", items=[RowItem("closed")])
    assert "<a" not in html
    assert "<form" not in html


def test_figures_stand_to_the_right_and_a_missing_one_is_said() -> None:
    html = show(
        "{% table 'Caption' head cells %}",
        head=["Part", Column("Mean", figures=True)],
        cells=[("Foundry", 3.5), ("Toolroom", Cell("not shown", said=True))],
    )
    assert '<th scope="row">Foundry</th><td class="n">3.5</td>' in html
    assert '<td class="n said">not shown</td>' in html


def test_only_a_wide_table_is_a_stop_for_the_keyboard() -> None:
    head, cells = ["a"], [("b",)]
    assert "tabindex" not in show("{% table 'Caption' head cells %}", head=head, cells=cells)
    assert 'role="region" tabindex="0" aria-label="Caption"' in show(
        "{% table 'Caption' head cells wide=True %}", head=head, cells=cells
    )


def test_a_row_that_does_not_fit_its_table_is_an_error_and_not_a_shifted_figure() -> None:
    with pytest.raises(ValueError):
        show("{% table 'Caption' head cells %}", head=["a", "b"], cells=[("only one",)])


def test_pages_keep_what_was_searched_for() -> None:
    request = RequestFactory().get("/people", {"q": "vos & co", "page": "2"})
    html = show("{% pager page %}", page=Paginator(range(213), 50).page(2), request=request)
    assert 'href="?q=vos+%26+co&amp;page=1" rel="prev"' in html
    assert 'href="?q=vos+%26+co&amp;page=3" rel="next"' in html
    assert "51 to 100 of 213" in html


def test_the_first_page_has_none_before_it_and_a_single_page_no_pager() -> None:
    html = show("{% pager page %}", page=Paginator(range(60), 50).page(1))
    assert 'rel="prev"' not in html
    assert show("{% pager page %}", page=Paginator(range(50), 50).page(1)).strip() == ""


def test_progress_is_said_in_words() -> None:
    assert show("{% progress 2 3 %}") == "2 of 3"


def test_a_picture_has_its_sentences_and_its_figures_beside_it() -> None:
    rows = [
        Row("Your peers", "6 asked", 3, Experienced(Decimal("3.5"), "3.5"), sure="sure"),
        Row("Further off", "5 asked", None, not_shown="not shown: fewer than four answered"),
    ]
    html = show("{% marks data sentences=said %}", data=picture("m", "asks first", 4, rows), said=["Close."])
    assert html.index("<svg") < html.index("<p>Close.</p>") < html.index("<table>")
    cells = re.findall(r'<td class="n( said)?">([^<]*)', html)
    assert [(bool(said), text.strip()) for said, text in cells] == [
        (False, "4"),
        (False, "3"),
        (False, "3.5"),
        (False, "4"),
        (True, "not said"),
        (True, "not shown"),
    ]
    assert '<span class="sure">sure</span>' in html


def test_the_page_of_components_shows_every_component_and_no_id_twice() -> None:
    html = render_to_string("ui/components.html", reference.everything())
    names = (
        "entry aside question words promise button-seal field input-code writing select choice-single"
        " problems choice-apart choices-across pair notice table-frame record marks rows pager letter"
        " fold sheet empty inline-form ruler"
    )
    for name in names.split():
        assert re.search(rf'class="[^"]*\b{name}\b', html), name
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    pointed = re.findall(r'(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {one for several in pointed for one in several.split()} <= set(ids)


def test_no_page_needs_a_style_attribute_or_a_script() -> None:
    html = render_to_string("ui/components.html", reference.everything())
    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert set(re.findall(r'(?:src|href)="(https?://[^"]+)"', html)) == {
        "https://www.andycarlino.com/reflections-leading-lean/"
    }


def test_a_page_says_its_language_and_asks_not_to_be_found() -> None:
    with translation.override("de"):
        html = render_to_string("ui/base.html")
    assert '<html lang="de">' in html
    assert '<meta name="robots" content="noindex, nofollow">' in html


def test_the_way_past_the_head_is_the_first_thing_on_a_page() -> None:
    html = render_to_string("ui/base.html")
    assert html.index('<a class="skip" href="#main">') < html.index("<header")
    assert 'id="main" tabindex="-1"' in html


def test_a_quiet_page_has_no_way_around() -> None:
    nav = [{"url": "/somewhere", "label": "Somewhere", "current": True}]
    assert "/somewhere" in render_to_string("ui/base.html", {"nav": nav})
    assert "/somewhere" not in render_to_string("ui/quiet.html", {"nav": nav})


def test_what_was_just_done_is_said_once_above_the_page() -> None:
    html = render_to_string("ui/base.html", {"messages": [mark_safe("Kept.")]})
    assert '<div class="notice" role="status"><p>Kept.</p></div>' in html


def test_what_somebody_takes_with_them_stands_on_its_own() -> None:
    rows = [{"indent": "", "name": "First look", "text": ""}, {"indent": " ", "name": "Why", "text": HOSTILE}]
    parts = [{"name": "Your own", "rows": rows}, {"name": "Objectives", "rows": []}]
    html = render_to_string("ui/export.html", {"made": "24 March 2026", "parts": parts})
    assert "--paper: #faf8f3" in html, "the file carries its own styles"
    assert not re.search(r"<(form|script|link|img)\b", html)
    assert '<th scope="rowgroup" colspan="2">First look</th>' in html
    assert "Nothing here." in html
