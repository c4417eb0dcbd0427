"""The bounds of a share hold chance and the coder's errors, and what is true lies within as often as said."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hansei.core.talk import Betweens, Code, Family, Matrix, as_data, counts_only, measuring, report
from hansei.core.talk import between as core
from hansei.core.talk.between import CARD, betweens, of_card, shipped
from tests.core.talk.matrices import card, matrix
from tests.core.talk.talks import Listed, talk

COUNTED = [family for family in Family if family is not Family.NEUTRAL]
NEVER_WRONG = matrix(1.0)
#: Each draws hundreds of matrices, which a busy machine takes its time for.
unhurried = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


def every(found: Betweens):
    more = [one for one in (found.open, found.permission) if one is not None]
    return [*found.families.values(), found.ask_receive, found.tell, *more]


def shares_of(counts):
    families = {f: sum(n for code, n in counts.items() if code.family is f) for f in COUNTED}
    return {family: n / sum(families.values()) for family, n in families.items()}


talks = st.dictionaries(st.sampled_from(list(Code)), st.integers(0, 60)).filter(
    lambda counts: any(n for code, n in counts.items() if code.family is not Family.NEUTRAL)
)
matrices = st.lists(
    st.lists(st.integers(0, 200), min_size=len(Code), max_size=len(Code)).map(tuple),
    min_size=len(Code),
    max_size=len(Code),
).map(lambda rows: Matrix(tuple(rows)))


@unhurried
@given(talks, talks, matrices)
def test_shares_lie_from_0_to_1_make_one_together_and_lie_between_their_bounds(heard, certain, errs) -> None:
    found = betweens(heard, certain, errs)
    assert sum(one.estimate for one in found.families.values()) == pytest.approx(1)
    for one in every(found):
        assert 0 <= one.low <= one.estimate <= one.high <= 1
    assert found.tell == found.families[Family.TELL]


@unhurried
@given(talks)
def test_a_coder_that_never_errs_leaves_the_counted_share_as_it_is(heard) -> None:
    found = betweens(heard, {}, NEVER_WRONG)
    for family, share in shares_of(heard).items():
        assert found.families[family].estimate == pytest.approx(share, abs=1e-6)


@unhurried
@given(talks)
def test_what_the_coach_overruled_is_certain_whatever_the_coder_does(certain) -> None:
    always_wrong = Matrix(NEVER_WRONG.units[1:] + NEVER_WRONG.units[:1])
    found = betweens({}, certain, always_wrong)
    for family, share in shares_of(certain).items():
        assert found.families[family].estimate == pytest.approx(share)


HALVES = {Code.OPEN_QUESTION: 10, Code.REFLECTION: 10, Code.ADVISE: 20}


def width(one) -> float:
    return one.high - one.low


def test_fewer_units_and_a_coder_that_errs_more_leave_wider_bounds() -> None:
    few, many = HALVES, {code: 10 * n for code, n in HALVES.items()}
    assert width(betweens(few, {}, matrix(0.8)).tell) > 1.5 * width(betweens(many, {}, matrix(0.8)).tell)
    assert width(betweens(many, {}, matrix(0.6)).tell) > 1.1 * width(betweens(many, {}, NEVER_WRONG).tell)
    small = matrix(0.8, units=60)
    assert width(betweens(many, {}, matrix(0.8)).tell) < width(betweens(many, {}, small).tell)
    heard = width(betweens(many, {}, matrix(0.6)).tell)
    assert width(betweens({}, many, matrix(0.6)).tell) < heard, "what the coach said is certain"


def test_what_is_often_taken_for_another_kind_is_set_right() -> None:
    rows = [list(row) for row in NEVER_WRONG.units]
    advise, reflection = list(Code).index(Code.ADVISE), list(Code).index(Code.REFLECTION)
    rows[advise][advise], rows[advise][reflection] = 200, 100
    errs = Matrix(tuple(map(tuple, rows)))
    found = betweens({Code.ADVISE: 40, Code.REFLECTION: 60}, {}, errs)
    assert 0.55 < found.tell.estimate <= 0.61, "of sixty, a third was heard as giving back"
    assert found.tell.low < 0.6 < found.tell.high


def test_the_same_talk_has_the_same_bounds_each_time() -> None:
    assert betweens(HALVES, {}, matrix(0.7)) == betweens(HALVES, {}, matrix(0.7))


@pytest.mark.parametrize("units", [40, 120])
def test_of_talks_heard_by_a_coder_that_errs_some_95_in_100_lie_between_the_bounds(units: int) -> None:
    chance = np.random.default_rng(units)
    codes = list(Code)
    true = np.array(matrix(0.75).units) / 300
    given_units = np.array([267, 105, 198, 37, 74, 34, 301, 76, 54, 153, 139, 495])
    held = {"tell": [], "ask_receive": [], "open": []}
    for _talk in range(120):
        rows = [chance.multinomial(n, row) for n, row in zip(given_units, true, strict=True)]
        errs = Matrix(tuple(tuple(int(n) for n in row) for row in rows))
        likely = chance.dirichlet(np.ones(len(codes)))
        said = chance.multinomial(units, likely)
        heard = sum(chance.multinomial(n, row) for n, row in zip(said, true, strict=True))
        found = betweens({code: int(n) for code, n in zip(codes, heard, strict=True)}, {}, errs)
        chances = dict(zip(codes, likely, strict=True))
        truth = shares_of(chances)
        asked = [chances[code] for code in (Code.OPEN_QUESTION, Code.CLOSED_QUESTION, Code.LEADING_QUESTION)]
        held["tell"].append(found.tell.low <= truth[Family.TELL] <= found.tell.high)
        calling = truth[Family.ASK] + truth[Family.RECEIVE] + truth[Family.PARTNER]
        held["ask_receive"].append(found.ask_receive.low <= calling <= found.ask_receive.high)
        if found.open:
            held["open"].append(found.open.low <= asked[0] / sum(asked) <= found.open.high)
    for name, each in held.items():
        assert 0.88 <= np.mean(each) <= 1, name


def test_nothing_to_share_out_has_no_bounds() -> None:
    found = betweens({Code.REFLECTION: 30}, {}, matrix(0.9))
    assert found.open is None
    assert found.permission is None
    with pytest.raises(ValueError, match="nothing counts"):
        betweens({Code.OTHER: 30}, {}, matrix(0.9))


def long_talk():
    said = [("C", "What is it that you see?"), ("L", "It is that I do not see it.")] * 30
    return talk(*said, coder=Listed(*[Code.OPEN_QUESTION] * 20, Code.ADVISE))


def test_a_report_has_bounds_where_it_has_shares_and_the_errors_are_known() -> None:
    errs = matrix(0.8)
    made = report(long_talk(), matrix=lambda: errs)
    assert made.between is not None
    assert made.between.tell.low < made.shares.tell < made.between.tell.high
    assert report(long_talk(), matrix=lambda: None).between is None
    few = talk(("C", "What is it?"), ("L", "It is that."), coder=Listed(Code.ADVISE))
    assert report(few, matrix=lambda: errs).between is None


def test_overruling_every_unit_leaves_no_error_of_the_coder_in_a_report() -> None:
    one = long_talk()
    changes = {unit.number: unit.code for unit in one.units if unit.coach}
    certain, heard = (report(one, each, matrix=lambda: matrix(0.5)) for each in (changes, {}))
    assert certain.between.tell.estimate == pytest.approx(certain.shares.tell)
    assert heard.between.tell.estimate != pytest.approx(heard.shares.tell, abs=0.01)
    assert width(certain.between.tell) < width(heard.between.tell)


def test_json_holds_the_bounds_and_what_stays_without_the_words_holds_none() -> None:
    made = report(long_talk(), matrix=lambda: matrix(0.8))
    data = json.loads(json.dumps(as_data(made)))
    assert set(data["between"]) == {*data["shares"]} - {"reflections_per_question"}
    assert set(data["between"]["families"]) == set(COUNTED)
    assert data["between"]["tell"]["low"] < data["shares"]["tell"] < data["between"]["tell"]["high"]
    assert as_data(report(long_talk(), matrix=lambda: None))["between"] is None
    assert "between" not in counts_only(made)


def test_the_matrix_is_read_from_the_card_without_what_was_unsure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errs = matrix(0.8)
    monkeypatch.setattr(core, "CARD", card(tmp_path, errs))
    assert shipped() == errs
    assert report(long_talk()).between == report(long_talk(), matrix=lambda: errs).between


def test_a_card_without_a_matrix_gives_reports_without_bounds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "card.json"
    path.write_text('{"left_out": {"coach": {"macro_f1": 0.6}}}', "utf-8")
    monkeypatch.setattr(core, "CARD", path)
    assert shipped() is None
    assert report(long_talk()).between is None
    assert of_card({}) is None


def test_the_card_that_comes_with_hansei_can_be_read() -> None:
    found = of_card(json.loads(CARD.read_text("utf-8")))
    assert found is None or sum(map(sum, found.units)) > 0


def test_a_matrix_has_a_row_and_a_column_for_each_code() -> None:
    for units in ((), ((1,),), ((0,) * len(Code),) * (len(Code) - 1), ((-1,) * len(Code),) * len(Code)):
        with pytest.raises(ValueError, match="row and a column"):
            Matrix(units)


def test_the_matrix_of_figures_counts_each_unit_once_as_a_report_hears_it() -> None:
    sure, unsure = {Code.ADVISE: 0.9, Code.CONFRONT: 0.1}, dict.fromkeys(Code, 1 / len(Code))
    pairs = [(Code.ADVISE, sure), (Code.CONFRONT, sure), (Code.CONFRONT, unsure)]
    found = measuring.confusion(pairs)
    rows = dict(zip(found["given"], found["units"], strict=True))
    at = found["heard"].index
    assert rows["advise"][at("advise")] == rows["confront"][at("advise")] == 1
    assert rows["confront"][at("unsure")] == 1
    assert sum(map(sum, found["units"])) == len(pairs)
    assert sum(map(sum, core.of_figures(found).units)) == 2, "what is unsure is in no share"
