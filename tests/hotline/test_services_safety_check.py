"""What is kept of a safety check when its call is finished: never less than the answers say."""

import pytest

from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import Call, SafetyCheck
from hotline.safety_check import Told, asked_for, fields_of, result_of, told_in_form
from hotline.services.calls import log_call
from hotline.services.safety_check import keep_safety_check
from reference.models import RiskInstrument
from tests.hotline.factories import GRAVE, TOLD, checked_call, finished_call, new_window, result
from tests.reference.factories import RiskInstrumentFactory, RiskQuestionFactory

pytestmark = pytest.mark.django_db
CALM = dict.fromkeys(
    [
        "hsc1-weapon",
        "hsc1-threat-to-kill",
        "hsc1-choking",
        "hsc1-worse",
        "hsc1-fears-tonight",
        "hsc1-leaving",
    ],
    "no",
)


class TestKeeping:
    def test_it_stands_sealed_beside_its_call(self, operator, opened):
        call = checked_call(operator)
        check = SafetyCheck.objects.get()
        assert (check.call, check.instrument.code) == (call, "hotline-safety-check-1")
        assert (check.points, check.answered, check.asked) == (3, 2, 10)
        assert (check.band, check.judged, check.level) == ("high", "", "high")
        with opened(call):
            assert (check.replies, check.reason) == (GRAVE, "")
        assert b"threat" not in check.answers_sealed

    def test_it_leaves_a_line_without_an_answer(self, operator):
        call = checked_call(operator)
        line = JournalEntry.objects.get(verb="hotline.safety_check_kept")
        assert (line.subject_id, line.actor_id) == (call.safety_check.pk, operator.pk)
        assert line.fields == ["answers", "judged"]

    def test_nothing_answered_is_nothing_kept(self, operator):
        assert keep_safety_check(actor=operator, call=finished_call(operator), result=result({})) is None
        assert SafetyCheck.objects.count() == 0

    def test_twice_is_once(self, operator):
        call = checked_call(operator)
        again = keep_safety_check(actor=operator, call=call, result=result(CALM))
        assert (again, again.band) == (SafetyCheck.objects.get(), "high")

    def test_a_refusal_keeps_nothing_of_the_call(self, operator):
        with pytest.raises(Refusal, match="Say in a few words why"):
            checked_call(operator, CALM, judged="high", reason=" ")
        assert (Call.objects.count(), SafetyCheck.objects.count()) == (0, 0)

    def test_a_call_that_was_begun_keeps_it_too(self, operator):
        window = new_window()
        for _time in range(2):
            log_call(actor=operator, window=window, values=TOLD, check=result())
        assert SafetyCheck.objects.get().call_id == window.call_id


class TestTheWorkersJudgement:
    @pytest.mark.parametrize(
        ("replies", "judged", "kept", "level"),
        [
            (CALM, "", "", "low"),
            (CALM, "medium", "medium", "medium"),
            (CALM, "high", "high", "high"),
            (GRAVE, "medium", "", "high"),
            (GRAVE, "high", "", "high"),
            ({}, "medium", "medium", "medium"),
            ({"hsc1-worse": "no"}, "", "", ""),
        ],
    )
    def test_it_only_raises(self, operator, replies, judged, kept, level):
        checked_call(operator, replies, judged=judged, reason="He follows her.")
        check = SafetyCheck.objects.get()
        assert (check.judged, check.level) == (kept, level)

    def test_its_reason_is_sealed_and_kept_even_when_it_raises_nothing(self, operator, opened):
        call = checked_call(operator, judged="medium", reason=" He follows her. ")
        with opened(call):
            assert call.safety_check.reason == "He follows her."


class TestWhatTheFormCarries:
    def test_it_comes_back_as_it_was_typed(self):
        told = Told(replies=GRAVE, judged="high", reason="He follows her.")
        assert told_in_form(fields_of(told)) == told

    def test_what_is_no_reply_is_left_out(self):
        typed = {"check_hsc1-worse": "perhaps", "check_": "yes", "check_A B": "yes", "judged_level": "low"}
        assert told_in_form(typed) == Told()
        assert not told_in_form(typed)
        assert fields_of(Told()) == {}


class TestTheInstrument:
    def test_a_reply_to_another_instruments_question_does_not_count(self):
        asked = asked_for(Told())
        said = result_of(asked, Told(replies={"hsc1-choking": "yes", "other-choking": "yes"}))
        assert (said.told.replies, said.score.triggers) == ({"hsc1-choking": "yes"}, ("hsc1-choking",))

    def test_a_call_ends_with_the_version_with_which_it_began(self):
        old = RiskInstrument.objects.get()
        new = RiskInstrumentFactory(family=old.family, version=2)
        RiskQuestionFactory(instrument=new, code="hsc2-worse")
        assert asked_for(Told()).instrument.version == 2
        assert asked_for(Told(replies={"hsc1-worse": "yes"})).instrument == old
        assert asked_for(Told(replies={"gone": "yes"})).instrument.version == 2

    def test_without_one_there_is_no_check(self):
        RiskInstrument.objects.update(valid_from="2020-01-01", valid_until="2020-12-31")
        assert asked_for(Told()) is None

    def test_one_answer_that_decides_alone_is_told_from_those_that_weigh(self):
        said = result({"hsc1-choking": "yes", "hsc1-safe-place": "no", "hsc1-worse": "unknown"})
        assert [one.code for one in said.weighing] == ["hsc1-choking", "hsc1-safe-place"]
        assert said.score.triggers == ("hsc1-choking",)
        assert (said.points_in_words, said.answered_in_words) == ("3 points", "2 of 10 answered yes or no")
