"""What is typed is kept: idempotent, append-only, never mixed from two windows."""

import threading
import uuid

import pytest
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import Call, CallDraft
from hotline.services import drafts
from hotline.services.drafts import BaseNotHeld, Since, Window, save_draft
from tests.accounts.factories import UserFactory
from tests.hotline.factories import TYPED, new_window
from vault.errors import NotOpened
from vault.models import DataKey

pytestmark = pytest.mark.django_db
STATEMENTS_OF_A_SAVE = 6  # call, drafts, key, insert; savepoint and its release


def journal():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def typed_in(call, opened):
    with opened(call):
        return [draft.typed for draft in call.drafts.order_by("saved_at", "seq")]


class TestTheFirstDraft:
    def test_begins_the_call_under_its_own_key_from_the_moment_the_page_was_opened(self, operator):
        window = new_window()
        draft = save_draft(actor=operator, window=window, seq=1, typed=TYPED)
        call = Call.objects.get()
        assert (call.pk, call.operator, call.team) == (window.call_id, operator, operator.team)
        assert (call.status, call.started_at, call.ended_at) == ("running", window.opened_at, None)
        assert call.reference.startswith("H-")
        assert (draft.call, draft.author, draft.seq) == (call, operator, 1)
        assert list(DataKey.objects.values_list("owner_id", "purpose")) == [(call.pk, "call")]

    def test_keeps_what_was_typed_sealed(self, operator, opened):
        save_draft(actor=operator, window=new_window(), seq=1, typed=TYPED)
        call = Call.objects.get()
        with pytest.raises(NotOpened):
            _ = call.drafts.get().typed
        assert typed_in(call, opened) == [TYPED]

    def test_leaves_one_journal_line_and_later_drafts_none(self, operator):
        window = new_window()
        for seq in (1, 2, 3):
            save_draft(actor=operator, window=window, seq=seq, typed=TYPED)
        assert journal() == ["hotline.call_begun"]

    def test_is_refused_to_whoever_takes_no_calls(self, psychologist):
        with pytest.raises(Refusal, match="Your role takes no calls"):
            save_draft(actor=psychologist, window=new_window(), seq=1, typed=TYPED)
        assert (Call.objects.count(), DataKey.objects.count(), journal()) == (0, 0, [])

    def test_is_refused_to_a_worker_whose_access_has_ended(self, operator):
        operator.is_active = False
        with pytest.raises(Refusal, match="Your access has ended"):
            save_draft(actor=operator, window=new_window(), seq=1, typed=TYPED)

    def test_is_refused_to_a_worker_without_a_team(self, db):
        with pytest.raises(Refusal, match="no team yet"):
            save_draft(actor=UserFactory(team=None), window=new_window(), seq=1, typed=TYPED)


class TestLaterDrafts:
    def test_the_same_number_twice_keeps_the_first(self, operator, opened):
        window = new_window()
        first = save_draft(actor=operator, window=window, seq=1, typed={"notes": "first"})
        again = save_draft(actor=operator, window=window, seq=1, typed={"notes": "second"})
        assert again == first
        assert typed_in(first.call, opened) == [{"notes": "first"}]

    def test_two_windows_are_two_branches(self, operator, opened):
        one, other = new_window(), None
        other = Window(call_id=one.call_id)
        save_draft(actor=operator, window=one, seq=1, typed={"notes": "in one"})
        save_draft(actor=operator, window=other, seq=1, typed={"notes": "in the other"})
        call = Call.objects.get()
        assert sorted(call.drafts.values_list("client_id", "seq")) == sorted(
            [(one.client_id, 1), (other.client_id, 1)]
        )
        assert typed_in(call, opened) == [{"notes": "in one"}, {"notes": "in the other"}]

    def test_an_emptied_form_is_a_draft_too(self, operator, opened):
        save_draft(actor=operator, window=new_window(), seq=1, typed={})
        assert typed_in(Call.objects.get(), opened) == [None]

    def test_nobody_writes_into_a_colleagues_call(self, operator, colleague):
        window = new_window()
        save_draft(actor=operator, window=window, seq=1, typed=TYPED)
        with pytest.raises(Refusal, match="Only the worker who took this call"):
            save_draft(actor=colleague, window=window, seq=2, typed=TYPED)
        assert CallDraft.objects.count() == 1

    def test_a_draft_is_never_changed(self, operator):
        draft = save_draft(actor=operator, window=new_window(), seq=1, typed=TYPED)
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            CallDraft.objects.filter(pk=draft.pk).update(seq=2)


class TestChangesAlone:
    """A page sends what changed since a draft that the server acknowledged; each row is the whole form."""

    @pytest.fixture
    def window(self, operator):
        window = new_window()
        save_draft(actor=operator, window=window, seq=1, typed=TYPED)
        return window

    def test_are_put_onto_exactly_the_draft_that_they_name(self, operator, window, opened):
        lost = save_draft(
            actor=operator, window=window, seq=2, typed={"notes": "answer lost"}, since=Since(base=1)
        )
        save_draft(actor=operator, window=window, seq=3, typed={"phone": "none"}, since=Since(base=1))
        save_draft(actor=operator, window=window, seq=4, typed={"notes": "more"}, since=Since(base=3))
        assert typed_in(lost.call, opened) == [
            TYPED,
            {**TYPED, "notes": "answer lost"},
            {**TYPED, "phone": "none"},
            {**TYPED, "phone": "none", "notes": "more"},
        ]

    def test_what_was_emptied_is_empty(self, operator, window, opened):
        since = Since(base=1, cleared=frozenset({"phone", "kinds_of_violence", "strange"}))
        draft = save_draft(actor=operator, window=window, seq=2, typed={"notes": "more"}, since=since)
        kept = {name: value for name, value in TYPED.items() if name not in since.cleared}
        assert typed_in(draft.call, opened)[-1] == {**kept, "notes": "more"}

    def test_the_same_number_twice_is_once(self, operator, window):
        saves = [
            save_draft(actor=operator, window=window, seq=2, typed={"notes": text}, since=Since(base=1))
            for text in ("first", "second")
        ]
        assert (saves[0], CallDraft.objects.count()) == (saves[1], 2)

    def test_of_a_new_window_are_put_onto_the_draft_that_filled_its_page(self, operator, window, opened):
        filled_from = CallDraft.objects.get()
        other = Window(call_id=window.call_id, known_draft=filled_from.pk)
        draft = save_draft(actor=operator, window=other, seq=1, typed={"notes": "more"}, since=Since(base=0))
        assert draft.filled_from == filled_from.pk
        assert typed_in(draft.call, opened)[-1] == {**TYPED, "notes": "more"}

    def test_of_a_page_that_was_filled_from_nothing_begin_the_call(self, operator, opened):
        draft = save_draft(
            actor=operator, window=new_window(), seq=1, typed={"notes": "a"}, since=Since(base=0)
        )
        assert typed_in(draft.call, opened) == [{"notes": "a"}]

    def test_upon_an_empty_draft_stand_alone(self, operator, opened):
        window = new_window()
        save_draft(actor=operator, window=window, seq=1, typed={})
        draft = save_draft(actor=operator, window=window, seq=2, typed={"notes": "a"}, since=Since(base=1))
        assert typed_in(draft.call, opened) == [None, {"notes": "a"}]

    def test_upon_a_draft_that_is_not_here_are_refused_and_leave_nothing(self, operator, window):
        elsewhere = Window(call_id=window.call_id, known_draft=uuid.uuid4())
        for where, since in (
            (window, Since(base=7)),
            (elsewhere, Since(base=0)),
            (elsewhere, Since(base=1)),
            (new_window(), Since(base=1)),
        ):
            with pytest.raises(BaseNotHeld, match="Everything is sent once more"):
                save_draft(actor=operator, window=where, seq=8, typed={"notes": "more"}, since=since)
        assert (CallDraft.objects.count(), Call.objects.count()) == (1, 1)

    def test_of_a_call_in_danger_tell_nobody_twice(self, operator, window):
        danger = {"immediate_danger": "yes"}
        save_draft(actor=operator, window=window, seq=2, typed=danger, since=Since(base=1))
        save_draft(actor=operator, window=window, seq=3, typed={"notes": "more"}, since=Since(base=2))
        assert journal().count("hotline.danger_noted") == 1

    def test_cost_a_whole_save_no_statement_more(self, operator, window):
        with CaptureQueriesContext(connection) as whole:
            save_draft(actor=operator, window=window, seq=2, typed=TYPED)
        with CaptureQueriesContext(connection) as changed:
            save_draft(actor=operator, window=window, seq=3, typed={"notes": "more"}, since=Since(base=2))
        assert len(changed) == len(whole) == STATEMENTS_OF_A_SAVE

    def test_of_the_state_that_came_in_last_are_not_what_is_read_when_a_higher_number_stands(
        self, operator, window
    ):
        """Two tries of one window may pass each other on their way."""
        later = save_draft(actor=operator, window=window, seq=3, typed={"notes": "b"}, since=Since(base=1))
        save_draft(actor=operator, window=window, seq=2, typed={"notes": "a"}, since=Since(base=1))
        assert CallDraft.objects.newest_of(later.call) == later


def test_a_request_killed_in_the_middle_leaves_nothing_and_may_be_sent_again(operator, monkeypatch):
    window = new_window()
    with monkeypatch.context() as broken:
        broken.setattr(CallDraft, "save", lambda *_args, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            save_draft(actor=operator, window=window, seq=1, typed=TYPED)
    assert (Call.objects.count(), DataKey.objects.count(), journal()) == (0, 0, [])
    assert save_draft(actor=operator, window=window, seq=1, typed=TYPED).call_id == window.call_id


@pytest.mark.django_db(transaction=True)
def test_the_first_draft_of_two_windows_at_once_begins_one_call(operator, monkeypatch):
    call_id = uuid.uuid4()
    both_have_looked = threading.Barrier(2, timeout=10)
    begin = drafts.begin_call
    waited = set()

    def begin_when_both_have_looked(**options):
        me = threading.get_ident()
        if me not in waited:
            waited.add(me)
            both_have_looked.wait()
        return begin(**options)

    monkeypatch.setattr(drafts, "begin_call", begin_when_both_have_looked)

    def save():
        save_draft(actor=operator, window=Window(call_id=call_id), seq=1, typed=TYPED)
        connection.close()

    threads = [threading.Thread(target=save) for _window in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert (Call.objects.count(), CallDraft.objects.count(), DataKey.objects.count()) == (1, 2, 1)
    assert journal() == ["hotline.call_begun"]
