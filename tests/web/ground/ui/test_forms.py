"""Form fields: whatever is wrong or worth knowing is tied to its field, and what was typed stays."""

import re

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils.html import escape

HOSTILE = '"><script>alert(1)</script>'
STEPS = [("1", "seldom"), ("5", "nearly every time"), ("0", "no chance to see")]


class Sample(forms.Form):
    day = forms.CharField(label="Day", help_text="For instance 24 March")
    words = forms.CharField(label="What do you make of this?", widget=forms.Textarea, required=False)
    often = forms.ChoiceField(label="How often?", choices=STEPS, widget=forms.RadioSelect)
    who = forms.MultipleChoiceField(
        label="Who?",
        choices=[("b", "Boss"), ("p", "Peers")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    keep = forms.BooleanField(label="Keep this", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        if self.cleaned_data.get("day") == "never":
            raise forms.ValidationError("Say a day that comes.")


def show(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_label_and_hint_are_tied_to_the_field() -> None:
    html = show("{% field form.day %}", form=Sample())
    assert '<label for="id_day">Day</label>' in html
    assert '<p class="hint" id="id_day_hint">For instance 24 March</p>' in html
    assert 'aria-describedby="id_day_hint"' in html
    assert "aria-invalid" not in html


def test_a_problem_is_said_beside_the_field_and_announced_with_it() -> None:
    html = show("{% field form.day %}", form=Sample({}))
    assert 'aria-describedby="id_day_hint id_day_problem"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<p class="problem" id="id_day_problem">\s*This field is required', html)


def test_what_was_typed_stays_and_is_escaped() -> None:
    html = show("{% field form.day %}{% field form.words %}", form=Sample({"day": HOSTILE, "words": HOSTILE}))
    assert html.count(escape(HOSTILE)) == 2
    assert "<script>" not in html


def test_the_browsers_own_bubbles_stay_out() -> None:
    html = show("{% field form.day %}{% choices form.often %}", form=Sample())
    assert not re.search(r"\srequired[\s>=]", html)
    assert 'aria-required="true"' in html


def test_a_field_for_the_readers_own_words_is_set_in_the_voice_of_a_person() -> None:
    html = show('{% field form.words question="big" %}', form=Sample())
    assert '<label class="question question-big" for="id_words">' in html
    assert 'class="writing"' in html


def test_a_voluntary_field_says_so() -> None:
    assert "(if you like)" in show("{% field form.words optional=True %}", form=Sample())


def test_a_kind_of_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind"):
        show('{% field form.day kind="huge" %}', form=Sample())


def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="no such field"):
        show("{% field form.nowhere %}", form=Sample())


def test_a_hidden_field_is_only_its_input() -> None:
    html = show("{% field form.version %}", form=Sample(initial={"version": 3}))
    assert re.fullmatch(r'\s*<input type="hidden" name="version" value="3"[^>]*>\s*', html)


def test_each_choice_is_one_row_to_press() -> None:
    html = show("{% choices form.often %}", form=Sample({"often": "5"}))
    assert html.count('<label class="choice') == 3
    assert re.search(r'value="5" id="id_often_1" checked>', html)
    assert html.count("checked") == 1


def test_no_chance_to_see_stands_apart_and_has_no_figure() -> None:
    html = show("{% choices form.often figures=True %}", form=Sample())
    apart = html[html.index("choice-apart") :]
    assert "no chance to see" in apart
    assert '<span class="num" aria-hidden="true">5</span>' in html
    assert 'class="num"' not in apart


def test_people_around_see_words_and_never_figures() -> None:
    assert 'class="num"' not in show("{% choices form.often %}", form=Sample())


def test_a_group_with_a_problem_says_so_as_a_group() -> None:
    html = show("{% choices form.often %}", form=Sample({}))
    assert 'role="radiogroup" aria-invalid="true" aria-describedby="id_often_problem"' in html


def test_several_may_be_ticked_where_several_may_be_chosen() -> None:
    html = show("{% choices form.who %}", form=Sample({"who": ["b", "p"]}))
    assert html.count('type="checkbox"') == html.count("checked>") == 2


def test_not_said_is_a_dash_to_the_eye_and_read_out() -> None:
    class Ruler(forms.Form):
        how = forms.ChoiceField(choices=[("0", "0"), ("open", "not said")], widget=forms.RadioSelect)

    html = show("{% ruler form.how %}", form=Ruler())
    assert html.count('class="ruler-step"') == 2
    assert '<span aria-hidden="true">–</span><span class="unseen">not said</span>' in html


def test_a_margin_label_stands_in_the_legend_so_that_it_is_read_with_the_question() -> None:
    html = show('{% choices form.often label="1 of 3" question="medium" %}', form=Sample())
    assert re.search(r'<legend><span class="label">1 of 3</span><span class="question">\s*How often\?', html)


def test_the_summary_links_to_each_field_that_is_open() -> None:
    html = show("{% problems form %}", form=Sample({"version": "1"}))
    assert "2 things are still open" in html
    assert re.findall(r'href="#([a-z_0-9]+)"', html) == ["id_day", "id_often_0"]


def test_the_summary_is_focused_on_arrival() -> None:
    assert 'tabindex="-1" autofocus' in show("{% problems form %}", form=Sample({}))
    assert "autofocus" not in show("{% problems form focus=False %}", form=Sample({}))


def test_links_with_the_same_words_are_told_apart_by_their_labels() -> None:
    html = show("{% problems form %}", form=Sample({"version": "1"}))
    assert "Day: This field is required." in html
    assert "How often?: This field is required." in html


def test_a_problem_of_the_whole_form_is_in_the_summary_without_a_link() -> None:
    form = Sample({"day": "never", "often": "1", "version": "1"})
    html = show("{% problems form %}", form=form)
    assert "One thing is still open" in html
    assert "<li>Say a day that comes.</li>" in html


def test_several_forms_share_one_summary_and_a_missing_one_does_no_harm() -> None:
    one, other = Sample({"version": "1"}, prefix="a"), Sample({"version": "1"}, prefix="b")
    html = show("{% problems forms nothing %}", forms=[one, other], nothing=None)
    assert html.count("<li>") >= 4
    assert html.count('id="problems"') == 1


def test_nothing_is_said_when_all_is_well() -> None:
    assert show("{% problems form %}", form=Sample()).strip() == ""
