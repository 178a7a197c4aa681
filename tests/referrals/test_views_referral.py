"""One referral: who sees it, what it shows and offers, what is refused and why."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import JournalEntry
from cases.services.consents import withdraw_consent
from referrals.enums import ReferralStatus as S
from referrals.models import ReferralStatusChange
from referrals.services import NO_PERMISSION
from tests.referrals.factories import a_consent, a_referral, move_to
from tests.workers import as_worker

pytestmark = pytest.mark.django_db

POSTS = {
    "send": {"sent_how": "by_hand", "recipient_person": "Captain A.", "receipt_number": "114/26"},
    "seen": {},
    "accept": {"note": "They take her on Monday."},
    "decline": {"reason": "no_place", "note": "Full until spring."},
    "service_started": {"note": ""},
    "complete": {"note": ""},
    "withdraw": {"reason": "She changed her mind."},
    "no_answer": {},
}
# From which status each page is tried, and where it leads.
STEPS = {
    "send": (S.PREPARED, S.SENT),
    "seen": (S.SENT, S.SEEN),
    "accept": (S.SEEN, S.ACCEPTED),
    "decline": (S.SENT, S.DECLINED),
    "service_started": (S.ACCEPTED, S.SERVICE_STARTED),
    "complete": (S.SERVICE_STARTED, S.COMPLETED),
    "withdraw": (S.PREPARED, S.WITHDRAWN),
    "no_answer": (S.SENT, S.NO_ANSWER),
}


def url(referral, name="referral"):
    return reverse(f"referrals:{name}", kwargs={"reference": referral.reference})


def text(answer):
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(words).split())


def button(answer, label):
    """Return the opening tag of the link or button with this label."""
    found = re.findall(r"<(?:a|button) [^>]*>(?:<svg.*?</svg>)?\s*" + label + "<", answer.content.decode())
    assert len(found) == 1, (label, found)
    return found[0].split(">")[0]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_noted_and_leads_back_to_the_referral(name, case, coordinator):
    start, end = STEPS[name]
    referral = a_referral(case, coordinator, start)
    client = as_worker(coordinator)
    form = client.get(url(referral, name))
    assert form.status_code == 200
    posted = client.post(url(referral, name), {"version": referral.version, **POSTS[name]})
    assert (posted.status_code, posted.url) == (302, url(referral))
    referral.refresh_from_db()
    assert referral.status == end
    assert client.get(url(referral)).status_code == 200


@pytest.mark.parametrize("name", ["referral", "record_legal_basis", *STEPS])
def test_to_a_stranger_the_referral_does_not_exist(name, case, coordinator, other_team_coordinator, lawyer):
    referral = a_referral(case, coordinator)
    assert as_worker(coordinator).get(url(referral)).status_code == 200
    methods = ["get"] if name == "referral" else ["get", "post"]
    answers = {
        getattr(as_worker(worker), method)(url(referral, name)).status_code
        for worker in (other_team_coordinator, lawyer)
        for method in methods
    }
    assert answers == {404}
    referral.refresh_from_db()
    assert referral.status == S.PREPARED


def test_an_attempt_to_open_a_referral_of_another_team_is_written_down(
    case, coordinator, other_team_coordinator
):
    referral, client = a_referral(case, coordinator), as_worker(other_team_coordinator)
    for page in (url(referral), url(referral, "send"), "/referrals/R-0000-0000/"):
        assert client.get(page).status_code == 404
    lines = JournalEntry.objects.filter(kind="refusal").order_by("id")
    assert [(line.verb, line.actor_id, line.subject_id, line.case_id) for line in lines] == [
        *[("referrals.opening_refused", other_team_coordinator.pk, referral.pk, case.pk)] * 2,
        ("referrals.opening_refused", other_team_coordinator.pk, None, None),
    ]


def test_the_page_shows_where_it_stands_what_was_told_and_what_was_answered(case, coordinator):
    referral = a_referral(case, coordinator)
    client = as_worker(coordinator)
    client.post(url(referral, "send"), {"version": 1, **POSTS["send"]})
    client.post(url(referral, "accept"), {"version": 2, **POSTS["accept"]})
    words = text(client.get(url(referral)))
    shown = [
        "Captain A.",
        "114/26",
        "A protective order.",
        "They take her on Monday.",
        "Handed over in person",
    ]
    assert [part for part in shown if part not in words] == []
    assert str(referral.receiver) in words


def test_reading_a_referral_is_journaled(case, coordinator):
    referral = a_referral(case, coordinator)
    as_worker(coordinator).get(url(referral))
    line = JournalEntry.objects.get(kind="view", actor_id=coordinator.pk)
    assert (line.verb, line.case_id, line.purpose) == ("cases.read", case.pk, "referral")


@pytest.mark.parametrize("name", ["send", "record_legal_basis", "withdraw"])
def test_who_may_only_see_it_is_told_who_does_it(name, case, coordinator, manager):
    from tests.cases.factories import AssignmentFactory

    referral = a_referral(case, coordinator)
    AssignmentFactory(case=case, worker=manager, role="other")
    client = as_worker(manager)
    page = client.get(url(referral))
    assert "A coordinator, psychologist or lawyer of the case does this." in text(page)
    assert 'aria-disabled="true"' in button(page, "Send")
    for answer in (client.get(url(referral, name)), client.post(url(referral, name), POSTS.get(name, {}))):
        assert answer.status_code == 403
        assert "A coordinator, psychologist or lawyer of the case does this." in text(answer)


def test_without_consent_the_button_is_greyed_with_the_reason_and_a_way_on(case, coordinator):
    referral = a_referral(case, coordinator, consent=False)
    client = as_worker(coordinator)
    for page, label in (
        (client.get(url(referral)), "Send"),
        (client.get(url(referral, "send")), "Note as sent"),
    ):
        assert str(NO_PERMISSION) in text(page)
        assert 'aria-disabled="true"' in button(page, label)
        assert f'href="{url(referral, "record_legal_basis")}"' in button(page, "Record a legal basis")
        assert f'href="/cases/{case.reference}/consents/record/"' in button(page, "Record her consent")


def test_without_consent_a_direct_post_is_refused_and_what_was_typed_is_kept(case, coordinator):
    referral = a_referral(case, coordinator, consent=False)
    answer = as_worker(coordinator).post(url(referral, "send"), {"version": 1, **POSTS["send"]})
    assert answer.status_code == 409
    assert str(NO_PERMISSION) in text(answer)
    assert 'value="Captain A."' in answer.content.decode()
    referral.refresh_from_db()
    assert (referral.status, referral.sent_at) == (S.PREPARED, None)


def test_with_consent_the_next_step_is_the_only_filled_button(case, coordinator):
    referral = a_referral(case, coordinator)
    client = as_worker(coordinator)
    filled = {}
    for status, label in ((S.PREPARED, "Send"), (S.SENT, "They received it"), (S.SEEN, "They said yes")):
        page = client.get(url(referral))
        main = page.content.decode().split('<main class="work" id="main">')[1].split("</main>")[0]
        filled[status] = (main.count("btn-primary"), "btn-primary" in button(page, label))
        move_to(referral, {S.PREPARED: S.SENT, S.SENT: S.SEEN, S.SEEN: S.ACCEPTED}[status], coordinator)
    assert filled == {S.PREPARED: (1, True), S.SENT: (1, True), S.SEEN: (1, True)}


def test_after_a_no_the_next_step_is_another_partner(case, coordinator):
    referral = a_referral(case, coordinator, S.DECLINED)
    page = as_worker(coordinator).get(url(referral))
    assert "No place free" in text(page)
    way = button(page, "Try the next partner")
    assert reverse("referrals:prepare", kwargs={"reference": case.reference}) in way


def test_a_consent_withdrawn_after_sending_is_said_on_the_page(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    client = as_worker(coordinator)
    assert "She withdrew this consent" not in text(client.get(url(referral)))
    withdraw_consent(actor=coordinator, consent=referral.consent)
    words = text(client.get(url(referral)))
    assert "after the referral was sent. Tell this partner nothing more." in words
    assert "Withdrawn" in words


def test_a_consent_that_ended_after_sending_is_shown_as_ended(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    type(referral.consent).objects.update(given_on="2020-01-01", valid_until="2020-02-01")
    page = as_worker(coordinator).get(url(referral))
    assert re.search(r"badge-late.*?Ended", page.content.decode(), re.DOTALL)


def test_a_late_decision_keeps_what_was_typed_and_says_what_happened(case, coordinator, psychologist):
    referral = a_referral(case, coordinator, S.SENT)
    seen_version = referral.version
    move_to(referral, S.ACCEPTED, psychologist)
    client = as_worker(coordinator)
    answer = client.post(url(referral, "decline"), {"version": seen_version, **POSTS["decline"]})
    assert answer.status_code == 409
    assert "Full until spring." in answer.content.decode()
    assert "it is now “Accepted”" in text(answer)
    again = client.post(url(referral, "decline"), {"version": referral.version, **POSTS["decline"]})
    assert again.status_code == 302, "having seen the newer state she may still decide"


def test_a_step_says_first_what_will_follow(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    client = as_worker(coordinator)
    said = {name: text(client.get(url(referral, name))) for name in ("seen", "no_answer")}
    assert "We go on waiting for their answer." in said["seen"]
    assert "We stop asking them. A late answer can still be noted." in said["no_answer"]


def test_pressing_twice_is_a_quiet_success(case, coordinator):
    referral = a_referral(case, coordinator)
    client = as_worker(coordinator)
    answers = [client.post(url(referral, "send"), {"version": 1, **POSTS["send"]}) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert ReferralStatusChange.objects.filter(referral=referral).count() == 1


def test_a_step_of_another_stage_is_explained(case, coordinator):
    referral = a_referral(case, coordinator)
    answer = as_worker(coordinator).get(url(referral, "complete"))
    assert (answer.status_code, "The referral stands at another stage now." in text(answer)) == (403, True)


def test_a_decline_without_a_reason_comes_back_with_the_note(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    answer = as_worker(coordinator).post(
        url(referral, "decline"), {"version": referral.version, "note": "Full until spring."}
    )
    assert answer.status_code == 200
    assert "Full until spring." in answer.content.decode()
    referral.refresh_from_db()
    assert referral.status == S.SENT


@pytest.mark.parametrize("moves", [[S.SENT], [S.SENT, S.SEEN, S.NO_ANSWER, S.SEEN, S.ACCEPTED]])
def test_the_page_costs_the_same_whatever_happened(moves, case, coordinator, django_assert_num_queries):
    referral = a_referral(case, coordinator)
    for target in moves:
        move_to(referral, target, coordinator)
    a_consent(case, referral.receiver, coordinator)
    client = as_worker(coordinator)
    with django_assert_num_queries(9):
        client.get(url(referral))


def test_the_due_day_of_the_answer_is_shown_while_we_wait(case, coordinator):
    referral = a_referral(case, coordinator, S.SENT)
    client = as_worker(coordinator)
    assert "Answer expected by" in text(client.get(url(referral)))
    assert referral.answer_due_on > timezone.localdate()
    move_to(referral, S.ACCEPTED, coordinator)
    assert "Answer expected by" not in text(client.get(url(referral)))
