"""A text in every language of the product."""

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, field_validator

FALLBACK = "en"
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class MissingPlaceholder(LookupError):
    """A text was to be filled without a value for one of its placeholders.

    Names the placeholder; never repeats the text or the other values.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"No value was given for the placeholder {{{name}}}.")
        self.name = name


class Frozen(BaseModel):
    """Base of everything in the library: cannot be changed, and no error repeats what was read.

    What checks a file is made when the file is read: a program that reads one makes one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class Text(Frozen):
    """The same text in English and German, both always there and never empty.

    It has no form of its own without a language: a screen asks for one with `get` or `fill`.
    """

    en: str = Field(description="English")
    de: str = Field(description="German")

    @field_validator("en", "de")
    @classmethod
    def _is_a_text(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("is empty. Write the text, or remove the whole entry.")
        if value != value.strip():
            raise ValueError("begins or ends with a blank. Remove it.")
        rest = _PLACEHOLDER.sub("", value)
        if "{" in rest or "}" in rest:
            raise ValueError("has a brace that is no placeholder. Write placeholders as {lower_case}.")
        return value

    def get(self, lang: str | None) -> str:
        """The text in `lang` (a language tag in any spelling: "de", "de-AT", "de_at"), else in English."""
        return self.de if _primary(lang) == "de" else self.en

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names in braces in the English text, in order, each once."""
        return tuple(dict.fromkeys(_PLACEHOLDER.findall(self.en)))

    def fill(self, lang: str | None, /, **values: object) -> str:
        """The text in `lang` with each {name} replaced by its value.

        Values are put in as they are, once: a brace inside a value is not filled again. Values that the
        text does not ask for are left aside, so that one set can fill all clauses of an agreement.
        Raises MissingPlaceholder.
        """
        return _fill(self.get(lang), values)


def placeholders_of(text: str) -> frozenset[str]:
    """The names in braces in one language's text."""
    return frozenset(_PLACEHOLDER.findall(text))


def _primary(lang: str | None) -> str:
    return re.split(r"[-_]", (lang or FALLBACK).strip().lower(), maxsplit=1)[0]


def _fill(text: str, values: Mapping[str, object]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if values.get(name) is None:
            raise MissingPlaceholder(name)
        return str(values[name])

    return _PLACEHOLDER.sub(value, text)
