"""What the answers to an instrument say: more danger never lowers, silence is never taken for safety."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.enums import RiskLevel
from cases.risk import ANSWERS, BANDS, REPLIES, Instrument, Question, UnknownReply, is_higher, score

CODES = ("a", "b", "c", "d", "e", "f")
SHORT = Instrument(
    questions=(
        Question("a"),
        Question("b", points=2),
        Question("c", points=2, at_least="medium"),
        Question("d", points=1, at_least="high"),
        Question("e", counts="no"),
        Question("f", points=0),
    ),
    medium_from=2,
    high_from=4,
    fewest_answers=4,
)

questions = st.builds(
    Question,
    code=st.just(""),
    points=st.integers(0, 5),
    counts=st.sampled_from(sorted(ANSWERS)),
    at_least=st.sampled_from(BANDS),
)


@st.composite
def instruments(draw):
    asked = [draw(questions) for _code in CODES]
    medium = draw(st.integers(1, 8))
    return Instrument(
        questions=tuple(
            Question(code, one.points, one.counts, one.at_least)
            for code, one in zip(CODES, asked, strict=True)
        ),
        medium_from=medium,
        high_from=medium + draw(st.integers(0, 6)),
        fewest_answers=draw(st.integers(0, len(CODES))),
    )


replies = st.dictionaries(st.sampled_from(CODES), st.sampled_from(["", *sorted(REPLIES)]))


def test_the_bands_are_the_levels_of_a_case():
    assert list(BANDS) == ["", *RiskLevel.values]


@pytest.mark.parametrize(
    ("answers", "points", "band", "answered"),
    [
        ({}, 0, "", 0),
        ({"a": "no", "b": "no"}, 0, "", 2),
        ({"a": "no", "b": "no", "c": "no", "d": "no"}, 0, "low", 4),
        ({"a": "unknown", "b": "declined", "c": "unsafe_to_ask", "d": "no"}, 0, "", 1),
        ({"b": "yes"}, 2, "medium", 1),
        ({"c": "yes"}, 2, "medium", 1),
        ({"d": "yes"}, 1, "high", 1),
        ({"b": "yes", "c": "yes"}, 4, "high", 2),
        ({"e": "no", "a": "yes"}, 2, "medium", 2),
        ({"e": "yes", "a": "no", "b": "no", "c": "no"}, 0, "low", 4),
    ],
)
def test_points_and_single_answers_make_the_band(answers, points, band, answered):
    said = score(SHORT, answers)
    assert (said.points, said.band, said.answered, said.asked) == (points, band, answered, 6)


def test_it_names_the_answers_that_weigh_and_those_that_decide_alone():
    said = score(SHORT, {"a": "yes", "b": "no", "d": "yes", "e": "no"})
    assert (said.weighing, said.triggers) == (("a", "d", "e"), ("d",))


@given(instruments(), replies, st.sampled_from(CODES))
def test_one_more_answer_that_counts_never_lowers(instrument, answers, code):
    before = score(instrument, answers)
    counts = next(one.counts for one in instrument.questions if one.code == code)
    after = score(instrument, {**answers, code: counts})
    assert after.points >= before.points
    assert not is_higher(before.band, after.band)


@given(instruments(), replies, st.sampled_from(CODES))
def test_an_answer_that_is_not_given_never_says_less_than_what_was_reached(instrument, answers, code):
    """Taking an answer back lowers by what that answer said, and makes no "low" out of "not known"."""
    without = {name: reply for name, reply in answers.items() if name != code}
    if score(instrument, answers).band == "":
        assert score(instrument, without).band == ""


@given(instruments(), replies, st.randoms())
def test_the_order_of_the_answers_says_nothing(instrument, answers, chance):
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, answers)


@given(instruments(), replies)
def test_low_is_said_only_when_enough_is_answered(instrument, answers):
    said = score(instrument, answers)
    if said.band == "low" and not said.triggers:
        assert said.answered >= instrument.fewest_answers


@given(replies, st.text().filter(lambda code: code not in CODES), st.sampled_from(sorted(REPLIES)))
def test_a_question_that_is_not_asked_is_refused(answers, code, reply):
    with pytest.raises(UnknownReply, match="does not ask"):
        score(SHORT, {**answers, code: reply})


@given(replies, st.sampled_from(CODES), st.text(min_size=1).filter(lambda reply: reply not in REPLIES))
def test_a_reply_that_nobody_can_give_is_refused(answers, code, reply):
    with pytest.raises(UnknownReply, match="Nobody can reply"):
        score(SHORT, {**answers, code: reply})
