"""What is typed is kept: idempotent, append-only, never mixed from two windows."""

import threading
import uuid

import pytest
from django.db import InternalError, connection, transaction

from audit.models import JournalEntry
from cases.refusals import Refusal
from hotline.models import Call, CallDraft
from hotline.services import drafts
from hotline.services.drafts import Window, save_draft
from tests.accounts.factories import UserFactory
from tests.hotline.factories import TYPED, new_window
from vault.errors import NotOpened
from vault.models import DataKey

pytestmark = pytest.mark.django_db


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
