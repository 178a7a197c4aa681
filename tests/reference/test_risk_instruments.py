"""The instruments that help to judge a risk: our own questions, whole in three languages, and how they count."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from reference.models import RiskInstrument, RiskQuestion
from reference.queries import instrument_asking, instrument_on, questions_of
from tests.reference.factories import RiskInstrumentFactory, RiskQuestionFactory

pytestmark = pytest.mark.django_db
FAMILY = "hotline-safety-check"
DAY = dt.date(2026, 11, 26)


def test_the_hotline_has_one_with_ten_questions_in_their_order(django_assert_num_queries):
    with django_assert_num_queries(1):
        asked = instrument_on(DAY, FAMILY)
    assert (asked.instrument.version, len(asked.questions)) == (1, 10)
    assert asked.questions[0].code == "hsc1-weapon"
    ranks = [question.rank for question in asked.questions]
    assert ranks == sorted(ranks)


def test_its_source_says_that_nobody_has_validated_it():
    source = RiskInstrument.objects.get().source
    assert source.startswith("Our own questions and rule in our own words; not validated")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_every_text_of_it_stands_in_three_languages(language):
    with override(language):
        asked = instrument_on(DAY, FAMILY)
        texts = [asked.instrument.name, asked.instrument.rule]
        texts += [text for question in asked.questions for text in (question.name, question.hint)]
    own = {getattr(asked.instrument, f"rule_{language}")} | {
        getattr(question, f"{part}_{language}") for question in asked.questions for part in ("name", "hint")
    }
    assert all(texts)
    assert own < set(texts)


def test_by_day_the_newest_version_that_holds_is_asked():
    RiskQuestionFactory(instrument=RiskInstrumentFactory(family=FAMILY, version=3, valid_from="2027-01-01"))
    second = RiskInstrumentFactory(family=FAMILY, version=2, valid_from="2026-12-01")
    RiskQuestionFactory(instrument=second)
    days = [dt.date(2026, 10, 31), DAY, dt.date(2026, 12, 1), dt.date(2027, 1, 1)]
    found = [instrument_on(day, FAMILY) for day in days]
    assert [asked and asked.instrument.version for asked in found] == [None, 1, 2, 3]
    assert questions_of(second.pk).instrument == second


def test_by_its_questions_a_version_is_found_that_holds_no_more():
    RiskInstrument.objects.update(valid_until=dt.date(2026, 11, 25))
    assert instrument_on(DAY, FAMILY) is None
    assert instrument_asking(["hsc1-worse", "unknown"], FAMILY).instrument.version == 1
    assert instrument_asking(["unknown"], FAMILY) is None
    assert instrument_asking(["hsc1-worse"], "another-family") is None


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"medium_from": 0}, "risk_instrument_bands_rise", "begins at no fewer points"),
        ({"medium_from": 5}, "risk_instrument_bands_rise", "begins at no fewer points"),
        ({"version": 1, "family": FAMILY}, "risk_instrument_once_a_version", "of this version already"),
    ],
)
def test_an_instrument_refuses_what_cannot_be(values, name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        RiskInstrumentFactory.build(**values).validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RiskInstrumentFactory(**values)


@pytest.mark.parametrize(
    ("values", "name", "sentence"),
    [
        ({"counts": "so"}, "risk_question_counts_as_known", "Choose the answer that counts"),
        ({"at_least": "low"}, "risk_question_counts_as_known", "Choose the answer that counts"),
        ({"rank": 10}, "risk_question_once_a_place", "Another question stands at this place"),
    ],
)
def test_a_question_refuses_what_cannot_be(values, name, sentence):
    wrong = {"instrument": RiskInstrument.objects.get(), **values}
    with pytest.raises(ValidationError, match=sentence):
        RiskQuestionFactory.build(**wrong).validate_constraints()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RiskQuestionFactory(**wrong)


def test_only_four_answers_mean_high_by_themselves():
    assert set(RiskQuestion.objects.filter(at_least="high").values_list("code", flat=True)) == {
        "hsc1-threat-to-kill", "hsc1-choking", "hsc1-fears-tonight", "hsc1-own-life",
    }  # fmt: skip
    assert list(RiskQuestion.objects.filter(counts="no").values_list("code", flat=True)) == [
        "hsc1-safe-place"
    ]
