"""The address that saves while typing: it takes in, whatever became of the session, and gives nothing out."""

import datetime as dt
import json

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsAway

from accounts.presence import LOCKED_AT
from hotline import limits
from hotline.draft_pass import issue_pass, read_pass
from hotline.models import Call, CallDraft
from tests.hotline.factories import TYPED, finished_call
from tests.hotline.pages import hidden_of, opened_page
from tests.workers import as_worker
from vault.context import opening
from vault.keys import provider, write_key

pytestmark = pytest.mark.django_db
PATH = "/calls/drafts/"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def save(hidden, client=None, **typed):
    client = client or Client(enforce_csrf_checks=True)
    headers = {"X-Draft-Token": hidden["draft_pass"]}
    return client.post(PATH, {**hidden, **TYPED, **typed}, headers=headers)


def notes():
    draft = CallDraft.objects.newest_of(Call.objects.get())
    with opening([draft.call_id], purposes=["call"]):
        return draft.typed["notes"]


def test_a_signed_in_page_saves_and_hears_the_number_and_the_servers_clock(operator):
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, 3, 22, tzinfo=dt.UTC), tick=False):
        client = as_worker(operator)
        answer = save(opened_page(client), client)
    assert (answer.status_code, answer.json()) == (200, {"seq": 1, "saved_at": "2026-11-23T14:03:22+05:00"})
    assert Call.objects.get().operator == operator


def test_the_call_started_when_the_page_was_opened(operator):
    with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False) as clock:
        client = as_worker(operator)
        hidden = opened_page(client)
        clock.shift(dt.timedelta(minutes=4))
        save(hidden, client)
        assert timezone.now() - Call.objects.get().started_at == dt.timedelta(minutes=4)


def test_a_page_whose_session_has_ended_saves(operator):
    client = as_worker(operator)
    hidden = opened_page(client)
    client.logout()
    assert save(hidden, client, notes="after the end").status_code == 200
    assert notes() == "after the end"


def test_a_page_whose_session_is_locked_saves(operator):
    client = as_worker(operator)
    hidden = opened_page(client)
    session = client.session
    session[LOCKED_AT] = 0
    session.save()
    assert client.get(reverse("hotline:new")).status_code == 302
    assert save(hidden, client, notes="while locked").status_code == 200
    assert notes() == "while locked"


def test_the_same_number_twice_is_one_draft(operator):
    hidden = opened_page(as_worker(operator))
    answers = [save(hidden).json()["seq"], save(hidden, notes="again").json()["seq"]]
    assert (answers, CallDraft.objects.count(), notes()) == ([1, 1], 1, TYPED["notes"])


class TestChangesAlone:
    """What a page sends after its first save: what changed, and since which draft."""

    def sent(self, hidden, **changed):
        only = {name: hidden[name] for name in ("client_id", "known_draft", "seq")}
        return Client().post(PATH, {**only, **changed}, headers={"X-Draft-Token": hidden["draft_pass"]})

    def test_are_put_onto_the_draft_that_they_name(self, operator):
        hidden = opened_page(as_worker(operator))
        save(hidden)
        answer = self.sent({**hidden, "seq": "2"}, base="1", notes="more", cleared=["phone"])
        assert (answer.status_code, answer.json()["seq"]) == (200, 2)
        draft = CallDraft.objects.get(seq=2)
        with opening([draft.call_id], purposes=["call"]):
            expected = {**TYPED, "notes": "more"}
            del expected["phone"]
            assert draft.typed == expected

    def test_a_page_that_was_filled_says_so_and_sends_what_differs(self, operator):
        client = as_worker(operator)
        assert opened_page(client)["base"] == ""
        save(opened_page(client), client)
        hidden = opened_page(client, Call.objects.get().get_absolute_url())
        assert hidden["base"] == "0"
        assert self.sent(hidden, base="0", notes="in a second window").status_code == 200
        assert notes() == "in a second window"

    def test_upon_a_draft_that_is_not_here_everything_is_asked_for(self, operator):
        hidden = opened_page(as_worker(operator))
        save(hidden)
        answer = self.sent({**hidden, "seq": "9"}, base="8", notes="more")
        assert (answer.status_code, answer.json()) == (409, {"send_all": True})
        assert CallDraft.objects.count() == 1

    def test_a_page_that_came_back_with_mistakes_goes_on_from_what_it_kept(self, operator):
        client = as_worker(operator)
        answer = client.post(reverse("hotline:finish"), {**opened_page(client), "notes": "no type yet"})
        hidden = hidden_of(answer.content.decode())
        assert (hidden["base"], hidden["seq"]) == ("1", "2")
        assert self.sent(hidden, base="1", caller_name="Invented Name").status_code == 200
        assert notes() == "no type yet"


class TestSignedInAgain:
    """A page whose session ended asks for a new token and a new pass, so that its buttons work again."""

    PATH = "/calls/renew/"

    def test_its_author_gets_both_without_the_old_token(self, operator):
        hidden = opened_page(as_worker(operator))
        client = Client(enforce_csrf_checks=True)
        client.cookies = as_worker(operator).cookies
        answer = client.post(self.PATH, {"draft_pass": hidden["draft_pass"]})
        fresh = {**hidden, "csrfmiddlewaretoken": answer.json()["csrf"], "draft_pass": answer.json()["pass"]}
        assert set(answer.json()) == {"csrf", "pass"}
        finished = client.post(reverse("hotline:finish"), {**fresh, **TYPED})
        assert (finished.status_code, Call.objects.get().status) == (302, "finished")

    def test_a_pass_that_has_ended_is_given_anew(self, operator):
        with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False) as clock:
            hidden = opened_page(as_worker(operator))
            clock.shift(dt.timedelta(hours=13))
            answer = as_worker(operator).post(self.PATH, {"draft_pass": hidden["draft_pass"]})
            assert save({**hidden, "draft_pass": answer.json()["pass"]}).status_code == 200
            assert timezone.now() - Call.objects.get().started_at == dt.timedelta(hours=13)

    def test_there_is_nothing_for_a_colleague_nor_for_a_text_that_is_no_pass(self, operator, colleague):
        hidden = opened_page(as_worker(operator))
        client = as_worker(colleague)
        answers = [client.post(self.PATH, {"draft_pass": text}) for text in (hidden["draft_pass"], "x", "")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]

    def test_whoever_is_signed_out_is_led_to_sign_in(self, operator):
        hidden = opened_page(as_worker(operator))
        answer = Client().post(self.PATH, {"draft_pass": hidden["draft_pass"]})
        assert answer.status_code == 302


class TestWithoutTheRightToWrite:
    def refused(self, headers=None, **hidden):
        answer = Client().post(PATH, {"client_id": "x", "seq": "1", **TYPED, **hidden}, headers=headers or {})
        return (answer.status_code, answer.json(), Call.objects.count())

    def test_nobody_saves_without_a_pass_not_even_with_a_session(self, operator):
        client = as_worker(operator)
        hidden = opened_page(client)
        assert client.post(PATH, {**hidden, **TYPED}).status_code == 403
        assert Call.objects.count() == 0

    @pytest.mark.parametrize("text", ["", "nonsense", "W10:abc:def"])
    def test_a_text_that_is_no_pass_saves_nothing(self, db, text):
        assert self.refused({"X-Draft-Token": text}) == (403, {}, 0)

    def test_a_pass_signed_with_the_secret_key_of_the_sessions_saves_nothing(self, operator):
        forged = signing.dumps(["6f1f1a4e-0000-4000-8000-000000000001", str(operator.pk), "2026-11-23"])
        assert self.refused({"X-Draft-Token": forged}) == (403, {}, 0)

    def test_a_pass_lives_for_twelve_hours(self, operator):
        with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False) as clock:
            hidden = opened_page(as_worker(operator))
            clock.shift(dt.timedelta(hours=12, seconds=-1))
            assert save(hidden).status_code == 200
            clock.shift(dt.timedelta(seconds=2))
            assert save({**hidden, "seq": "2"}).status_code == 403

    @pytest.mark.parametrize("change", [{"is_active": False}, {"role": "lawyer"}, {"team": None}])
    def test_an_author_who_may_no_longer_take_calls_saves_nothing(self, operator, change):
        hidden = opened_page(as_worker(operator))
        for name, value in change.items():
            setattr(operator, name, value)
        operator.save()
        assert (save(hidden).status_code, Call.objects.count()) == (403, 0)

    def test_an_author_who_was_removed_saves_nothing(self, operator):
        hidden = opened_page(as_worker(operator))
        operator.delete()
        assert save(hidden).status_code == 403

    def test_a_pass_for_a_colleagues_call_saves_nothing(self, operator, colleague):
        call = finished_call(operator)
        forged = issue_pass(call_id=call.pk, author=colleague, opened_at=timezone.now())
        hidden = {"draft_pass": forged, "client_id": "6f1f1a4e-0000-4000-8000-000000000001", "seq": "1"}
        assert (save(hidden).status_code, CallDraft.objects.count()) == (403, 0)

    @pytest.mark.parametrize("broken", [{"seq": "0"}, {"seq": "one"}, {"client_id": "x"}])
    def test_a_draft_without_window_or_number_is_no_draft(self, operator, broken):
        hidden = opened_page(as_worker(operator))
        answer = save({**hidden, **broken})
        assert (answer.status_code, answer.json(), Call.objects.count()) == (400, {}, 0)

    def test_it_is_only_written_to(self, operator):
        assert as_worker(operator).get(PATH).status_code == 405


def test_it_never_answers_with_what_was_typed(operator):
    hidden = opened_page(as_worker(operator))
    answers = [save(hidden), save(hidden), save({**hidden, "seq": "x"}), Client().post(PATH, TYPED)]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 403]
    words = [value for value in TYPED.values() if len(value) > 3]
    for answer in answers:
        assert set(answer.json()) <= {"seq", "saved_at"}
        assert [
            word for word in words if word in answer.content.decode() + json.dumps(dict(answer.headers))
        ] == []


def test_values_that_no_call_has_are_not_kept(operator):
    save(opened_page(as_worker(operator)), strange="value", notes="x" * 30_000)
    draft = CallDraft.objects.get()
    with opening([draft.call_id], purposes=["call"]):
        assert (set(draft.typed), len(draft.typed["notes"])) == (set(TYPED), 20_000)


class TestTheLimit:
    def test_a_page_gone_wild_is_told_to_wait(self, operator, monkeypatch):
        monkeypatch.setattr(limits, "MOST_SAVES_A_MINUTE", 2)
        hidden = opened_page(as_worker(operator))
        with time_machine.travel(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False):
            answers = [save({**hidden, "seq": str(seq)}) for seq in (1, 2, 3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["Retry-After"] == "60"
        assert CallDraft.objects.count() == 2

    def test_without_redis_saving_goes_on(self, operator, monkeypatch):
        def away(*_given, **_options):
            raise RedisIsAway

        hidden = opened_page(as_worker(operator))
        monkeypatch.setattr(limits.cache, "add", away)
        assert save(hidden).status_code == 200


def test_a_pass_of_the_former_key_counts_until_it_ends(operator, tmp_path, settings):
    for name in ("draft", "call"):
        write_key(tmp_path / f"{name}.v1.key", provider().key(name, 1))
    settings.VAULT_KEYS_DIR = str(tmp_path)
    former = issue_pass(call_id=operator.pk, author=operator, opened_at=timezone.now())
    write_key(tmp_path / "draft.v2.key", b"n" * 31 + b"2")
    newest = issue_pass(call_id=operator.pk, author=operator, opened_at=timezone.now())
    assert [read_pass(text).author_id for text in (former, newest)] == [operator.pk, operator.pk]
