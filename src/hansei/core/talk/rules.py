"""A coder of plain rules: what the form of a sentence alone tells. A learned coder is told it too."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.coding import Spoken


def _any(*phrases: str) -> re.Pattern[str]:
    # What ends with $ or a sign has no border of a word behind it.
    return re.compile("|".join(rf"\b(?:{one})" + ("" if one.endswith("$") else r"\b") for one in phrases))


_WH = re.compile(
    r"^(?:\W*(?:so|and|but|okay|ok|um|uh|well|then|now|right|yeah)\b\W*)*(?:what|how|why|tell me)\b"
)
_AUX = re.compile(
    r"^(?:\W*(?:so|and|but|okay|ok|um|uh|well|then|now|right|yeah)\b\W*)*(?:do|does|did|is|are|was|were|have|has|had"
    r"|can|could|will|would|when|where|who|which|how (?:many|much|long|often))\b"
)
_WHICH = _any(
    "how (?:many|much|long|often)", "what time", "what day", "which", "when did", "who was",
)  # fmt: skip
_LEADING = _any(
    "don't you", "shouldn't", "wouldn't (?:it|you)", "isn't (?:it|that)", "couldn't you",
    "have you (?:thought|considered|tried)", "why don't you", "what about (?:doing|going|asking)",
    r"right\?$", r"isn't it\?$", "aren't (?:you|they)", r"no\?$",
)  # fmt: skip
_ADVISE = _any(
    "you (?:should|could|need to|have to|ought|must|might want)",
    "i(?:'d| would) (?:start|suggest|recommend|say|go|ask|just|put|get)", "i (?:think|reckon) you",
    "my advice", "try (?:to|it|this|that)", "just (?:do|go|ask|tell|put)", "let's (?:just|put)",
    "the best (?:way|thing)", "what (?:works|i'd do)", "you want to", "make sure",
)  # fmt: skip
_POLICY = _any(
    "polic(?:y|ies)", "standards?", "procedures?", "programme", "program", "template",
    "the (?:model|method|rule|book|process)", "lean (?:says|requires|means)", "required", "mandatory",
    "head office", "corporate", "compliance", "tier (?:one|two|three|four)",
)  # fmt: skip
_CONFRONT = _any(
    "you (?:didn't|don't|never|always|can't|won't|aren't|keep)", "that's not", "not really", "excuse",
    "come on", "honestly", "the problem is", "you're not", "i disagree", "but you", "wrong",
)  # fmt: skip
_PARTNER = _any(
    "would (?:it|that) (?:help|be (?:useful|ok|okay|all right|helpful))", "do you (?:want|mind)",
    "shall (?:i|we)", "may i", "can i (?:offer|share|ask|say)", "could i (?:offer|share)",
    "it's up to you", "your (?:call|choice|decision)", "up to you", "is it (?:useful|okay|ok)",
    "if you (?:like|want)", "would you (?:like|rather|prefer)", "you decide",
)  # fmt: skip
_AFFIRM = _any(
    "that took", "took (?:courage|guts|nerve|resolve)", "courage",
    "i (?:like|admire|appreciate|noticed) (?:that|how) you", "that's (?:a big|not nothing|honest)",
    "you (?:stayed|managed|held|kept at)", "impressive", "credit",
)  # fmt: skip
_STRUCTURE = _any(
    "minutes", "today we", "last (?:time|week|month)", "next (?:time|session|week)", "agenda",
    "we (?:said|agreed)", "sum up", "before we", "let's (?:start|begin|move|go back|look)", "see you",
    "book", "shall we (?:start|stop|book)", "we've got", "time's", "wrap up",
)  # fmt: skip
_OTHER = re.compile(
    r"^\W*(?:(?:mm|hm|uh|um|huh|ah|oh|ha|okay|ok|yeah|yes|right|sure|no|good|great|fine|wow|thanks|thank you"
    r"|well|so|of course|fair enough|go on|exactly|hello|hi|sorry|mm-hm|got it|i see|all right"
    r"|alright)\b\W*)+$"
)
_FEELS = _any(
    "so you", "you (?:want|feel|felt|said|were|had|hear)", "it sounds", "sounds like", "what you",
)  # fmt: skip

_DISCOVER = _any(
    "i (?:just )?(?:realized|realised|noticed|see now|hadn't|never (?:thought|noticed|saw))", "it's me",
    "i think i(?:'m| am| was|'ve)", "i'd never", "that's me", "i do that", "i answer it", "i'm the one",
    "i can't stand", "now (?:you|i) say",
)  # fmt: skip
_COMMIT = _any(
    "i(?:'ll| will|'m going to|'m gonna| am going to| want to|'d like to| could| can try| might)",
    "let me", "i've decided",
)  # fmt: skip
_CONCERN = _any(
    "but", "can't", "won't work", "don't have (?:the )?(?:time|people)", "no time", "not sure",
    "the problem", "they(?:'d| would) never", "i don't (?:see|think|believe)", "difficult",
    "too (?:busy|many|much)", "how am i", "it's not",
)  # fmt: skip

# How much each rule says, in log odds. Set by hand.
_COACH = (
    (_ADVISE, Code.ADVISE, 2.0),
    (_POLICY, Code.ADVOCATE_POLICY, 1.8),
    (_CONFRONT, Code.CONFRONT, 1.4),
    (_PARTNER, Code.PARTNERING, 2.4),
    (_AFFIRM, Code.AFFIRMATION, 2.0),
    (_STRUCTURE, Code.STRUCTURE, 1.4),
    (_OTHER, Code.OTHER, 5.0),
    (_FEELS, Code.REFLECTION, 1.6),
)


def form(text: str) -> dict[str, bool]:
    """What shows in the form of a unit, by name, each a yes or a no: features for a learned coder."""
    # In small letters: to search without minding capitals takes twice as long.
    text = text.lower()
    asks = text.rstrip(" \"”’')").endswith("?")
    found = {
        "?": asks,
        "wh": bool(_WH.search(text)),
        "aux": bool(_AUX.search(text)),
        "which": bool(_WHICH.search(text)),
        "leading": bool(_LEADING.search(text)),
        "feels": bool(_FEELS.search(text)),
        "discover": bool(_DISCOVER.search(text)),
        "commit": bool(_COMMIT.search(text)),
        "concern": bool(_CONCERN.search(text)),
    }
    for rule, which, _weight in _COACH:
        found[which.value] = bool(rule.search(text))
    return found


class RuleCoder:
    """Codes by form alone. Its probabilities put codes in order; they measure nothing."""

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        """The codes of the coach's units."""
        return [by_form(unit.text) for unit in talk if unit.coach]

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        """The codes of everybody else's units."""
        return [_leader(unit.text) for unit in talk if not unit.coach]


def by_form(text: str) -> Mapping[Code, float]:
    """How the form of a coach's unit divides among the codes; a division, no measured probability."""
    told = form(text)
    odds = dict.fromkeys(Code, 0.0)
    odds[Code.REFLECTION] = odds[Code.ADVISE] = 1.0
    for _rule, which, weight in _COACH:
        odds[which] += weight if told[which.value] else 0.0
    unpunctuated = not re.search(r"[?.!]", text) and (told["wh"] or told["aux"])
    if told["?"] or unpunctuated or re.match(r"\W*tell me\b", text, re.IGNORECASE):
        closed = told["which"] or (told["aux"] and not told["wh"])
        odds[Code.CLOSED_QUESTION if closed else Code.OPEN_QUESTION] += 3.0
        odds[Code.LEADING_QUESTION] += 3.6 if told["leading"] else 0.6
        odds[Code.PARTNERING] += 1.5 if told[Code.PARTNERING.value] else 0.0
    return dict(zip(odds, _shares(odds.values()), strict=True))


def _leader(text: str) -> Mapping[LeaderCode, float]:
    told = form(text)
    odds = dict.fromkeys(LeaderCode, 0.0)
    odds[LeaderCode.NEUTRAL] = 1.6
    odds[LeaderCode.DISCOVERY] += 2.6 if told["discover"] else 0.0
    odds[LeaderCode.COMMITMENT] += 2.2 if told["commit"] else 0.0
    odds[LeaderCode.CONCERN] += 1.6 if told["concern"] else 0.0
    return dict(zip(odds, _shares(odds.values()), strict=True))


def _shares(odds: Iterable[float]) -> list[float]:
    weights = [math.exp(value) for value in odds]
    return [weight / sum(weights) for weight in weights]
