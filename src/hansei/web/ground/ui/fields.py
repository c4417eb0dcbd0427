"""Form fields as our own markup: label, hint and problem tied to the field, whole rows to press.

The browser's own checks are left out (no `required` attribute): its bubbles speak the browser's language and
vanish, while our sentence stays beside the field and in the summary on top.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template import TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

QUESTIONS = {"big": "question question-big", "medium": "question", "small": "question question-small"}
_KINDS = {"": "", "short": "input-short", "figure": "input-figure", "code": "input-code"}


def identity(bound: BoundField) -> str:
    """The id of the field; of its first choice when it is a group."""
    own = str(bound.field.widget.attrs.get("id") or bound.auto_id or bound.html_name)
    return f"{own}_0" if isinstance(bound.field.widget, forms.RadioSelect) else own


def _known(bound: object) -> BoundField:
    # A template turns a name that the form does not have into an empty text.
    if not isinstance(bound, BoundField):
        raise TemplateSyntaxError("this form has no such field")
    return bound


def _base_id(bound: BoundField) -> str:
    return str(bound.field.widget.attrs.get("id") or bound.auto_id or bound.html_name)


def _said(optional: object) -> str:
    """What stands in brackets after the label."""
    return _("if you like") if optional is True else str(optional or "")


def _around(bound: BoundField, label: object, hint: object, optional: object) -> dict[str, Any]:
    base = _base_id(_known(bound))
    problems = list(bound.errors)
    said = bound.help_text if hint is None else hint
    tied = [f"{base}_hint"] if said else []
    tied += [f"{base}_problem"] if problems else []
    return {
        "id": identity(bound),
        "base": base,
        "label": bound.label if label is None else label,
        "hint": said,
        "problems": problems,
        "optional": _said(optional),
        "described": " ".join(tied),
    }


def widget_class(widget: forms.Widget, kind: str) -> str:
    """The class of a control by what it is. `kind`: short, figure or code."""
    if kind not in _KINDS:
        raise ValueError(f"no such kind of field: {kind}")
    if isinstance(widget, forms.Textarea):
        return "writing writing-short" if kind == "short" else "writing"
    if isinstance(widget, forms.Select):
        return f"select {_KINDS[kind]}".strip()
    return f"input {_KINDS[kind]}".strip()


def _control(bound: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    widget = bound.field.widget
    if bound.field.localize:
        widget.is_localized = True
    if bound.field.disabled:
        attrs = {**attrs, "disabled": True}
    return widget.render(bound.html_name, bound.value(), attrs=dict(attrs), renderer=bound.form.renderer)


def field_context(
    bound: BoundField,
    *,
    label: object,
    hint: object,
    question: str,
    kind: str,
    optional: object,
    rows: int | None,
) -> dict[str, Any]:
    """Everything `ui/field.html` needs for one input, text area, select or single tick."""
    around = _around(bound, label, hint, optional)
    widget = bound.field.widget
    attrs: dict[str, Any] = {"id": around["id"]}
    if around["described"]:
        attrs["aria-describedby"] = around["described"]
    if around["problems"]:
        attrs["aria-invalid"] = "true"
    tick = isinstance(widget, forms.CheckboxInput)
    if not tick:
        # The label says it; a word inside the field is gone as soon as somebody types.
        attrs["placeholder"] = False
        own = str(widget.attrs.get("class", ""))
        attrs["class"] = f"{own} {widget_class(widget, kind)}".strip()
        if bound.field.required:
            attrs["aria-required"] = "true"
        if isinstance(widget, forms.Textarea):
            attrs["rows"] = rows or (3 if kind == "short" else 5)
    return {
        **around,
        "tick": tick,
        "label_class": QUESTIONS.get(question, ""),
        "control": _control(bound, attrs),
        "hidden": bound.is_hidden,
    }


def _options(
    bound: BoundField, apart: str, figures: bool, notes: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    base = _base_id(bound)
    several = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
    options = bound.field.widget.subwidgets(bound.html_name, bound.value(), attrs={"id": base})
    for place, option in enumerate(o for o in options if str(o["value"]) != ""):
        value = str(option["value"])
        yield {
            "id": f"{base}_{place}",
            "name": option["name"],
            "value": value,
            "label": option["label"],
            "note": notes.get(value, ""),
            "checked": option["selected"],
            "disabled": bool(bound.field.disabled or option["attrs"].get("disabled")),
            "apart": value == apart and not several,
            "figure": value if figures and value != apart else "",
            "type": "checkbox" if several else "radio",
        }


def choices_context(
    bound: BoundField,
    *,
    legend: object,
    label: object,
    hint: object,
    question: str,
    figures: bool,
    apart: object,
    notes: Mapping[Any, str] | None,
    across: bool,
    optional: object,
) -> dict[str, Any]:
    """Everything `ui/choices.html` needs for one group of radio buttons or ticks."""
    around = _around(bound, legend, hint, optional)
    texts = {str(key): text for key, text in (notes or {}).items()}
    return {
        **around,
        "margin": label,
        "label_class": QUESTIONS.get(question, "field-name"),
        "options": list(_options(bound, str(apart), figures, texts)),
        "across": across,
        "group": isinstance(bound.field.widget, forms.RadioSelect),
    }


def ruler_context(bound: BoundField, *, hint: object, apart: object) -> dict[str, Any]:
    """Everything `ui/ruler.html` needs: steps in one line, and one apart that is a dash to the eye."""
    return choices_context(
        bound,
        legend=None,
        label="",
        hint=hint,
        question="small",
        figures=False,
        apart=apart,
        notes=None,
        across=False,
        optional=False,
    )


def _forms(given: Iterable[Any]) -> Iterator[forms.BaseForm]:
    for one in given:
        if isinstance(one, forms.BaseForm):
            yield one
        elif one is not None:
            yield from _forms(one)


def open_problems(given: Iterable[Any]) -> list[dict[str, str]]:
    """What is wrong in the given forms, formsets or lists of forms, in the order of their fields.

    A sentence that several fields share follows the field's label, so that the links can be told apart.
    """
    found: list[dict[str, str]] = []
    for form in _forms(given):
        found += [{"text": str(text), "href": "", "label": ""} for text in form.non_field_errors()]
        for name in form.fields:
            bound = form[name]
            # A hidden field is nowhere to go to, and the label that Django makes up for it is in no language.
            href, label = ("", "") if bound.is_hidden else (f"#{identity(bound)}", str(bound.label))
            found += [{"text": str(text), "href": href, "label": label} for text in bound.errors]
    texts = [one["text"] for one in found]
    for one in found:
        if one["label"] and texts.count(one["text"]) > 1:
            one["text"] = f"{one['label']}: {one['text']}"
    return found
