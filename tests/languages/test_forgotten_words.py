"""A text that nobody marked for translation is English to everybody: found by a language nobody speaks."""

import datetime as dt
import io
import json
import logging
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.enums import ResetReason, Role
from accounts.models import User
from accounts.queries import demonstration_workers
from accounts.services.second_factor import enrol_passkey
from accounts.services.second_factor_resets import start_reset
from accounts.services.staff import invite_worker
from cases.enums import CaseStatus, FollowUpKind
from cases.fold_values import file_of, seen_of
from cases.models import Case, ConflictHint, Person
from cases.services.branch_conflicts import bar_branch
from cases.services.conflicts import declare_conflict
from cases.services.contact import stop_contact
from cases.services.emergencies import open_emergency
from cases.services.folding import fold_case
from cases.services.follow_ups import plan_follow_up
from cases.services.hand_over import hand_over_open_work
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case
from cases.services.notes import ask_to_pass_notes_on
from cases.services.same_person import decide_same_person
from hotline.services.alerts import note_danger
from hotline.services.calls import hang_up
from partners.models import Branch
from reference.models import LegalBasis
from tests import database
from tests.accounts.factories import UserFactory
from tests.accounts.second_steps import Passkey, with_app
from tests.architecture.house import ROOT
from tests.architecture.test_enums import choices
from tests.architecture.urls import every_url
from tests.cases.notes import a_note
from tests.hotline.factories import CHECKED, finished_call, running_call
from tests.languages.pages import LATIN, Page, outside_of_brackets
from tests.languages.pseudo import PSEUDO, pseudo, spoken
from tests.languages.walk import Data, Walk
from tests.referrals.factories import a_consent, a_referral

# Addresses where the walk shows nothing to a reader, and why.
NOTHING_TO_READ = {
    "health": "speaks to a machine",
    "accounts:alive": "a script's; answers nothing",
    "hotline:save_draft": "a script's; answers with numbers",
    "hotline:safety_check": "a script's; what it says stands on the page of a call that is written",
    "hotline:renew": "a script's; answers with a token",
    "hotline:known_cases": "a script's; the same part stands on the page of a call",
    "hotline:find_partner": "a script's; read below. Without it the directory answers",
    "accounts:welcome": "needs the link of an invitation: read below",
    "website:statistic_file": "a file for a table program; the words of its table stand on the page",
    "website:front_door": "leads on to the page of a language",
    "website:missing": "says that there is nothing",
    "website:without_stroke": "says that there is nothing",
    "hotline:return": "the way back from the lock, to the page of the call",
}
AT_WORK = dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)  # a Wednesday, 11:00: a client may be called
ENGLISH_ON_PURPOSE = {
    "CSV": "the name of a kind of file, the same in every language",
    "Esc Esc": "what stands on the key",
    "__number__": "a script puts a number in its place",
}
PLAIN_PAGES = [
    *sorted(path.name for path in (ROOT / "templates").glob("[45]*.html")),
    "audit/unavailable.html",
]
MAILS = sorted(
    str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").glob("*/emails/*.txt")
)


@pytest.fixture(scope="module")
def nobodys_language(tmp_path_factory) -> Iterator[None]:
    with spoken(tmp_path_factory.mktemp("locale")):
        yield


@pytest.fixture(autouse=True)
def _reader(nobodys_language) -> Iterator[None]:
    with translation.override(PSEUDO):
        yield


@pytest.fixture(scope="module")
def walks(nobodys_language, django_db_setup, django_db_blocker) -> list[Walk]:
    """Load the demo centre, send one worker of each role through it, and nobody; leave the database as it was."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # thousands of pages that are not there
    with django_db_blocker.unblock():
        with transaction.atomic(), translation.override(PSEUDO):
            walked = walked_through_the_demo_centre()
            transaction.set_rollback(True)
        database.clone(connection.settings_dict["NAME"])
    logging.getLogger("django.request").setLevel(logging.NOTSET)
    return walked


def walked_through_the_demo_centre() -> list[Walk]:
    with time_machine.travel(AT_WORK):
        call_command("load_demo", stdout=io.StringIO())
        workers = {worker.role: worker for worker in demonstration_workers()}
        rare = what_is_rare(workers[Role.OPERATOR], workers[Role.COORDINATOR])
        data, presses = Data(), Counter[str]()
        enrolled = workers[Role.MANAGER]
        second_steps(enrolled, workers)
        walks = [Walk(data, worker, presses).everywhere(rare) for worker in [*workers.values(), None]]
        halves = (enrolled, workers[Role.LAWYER])
        walks += [Walk(data, worker, presses, is_whole=False).everywhere() for worker in halves]
        for walk in walks:
            if unread := not_read_by(walks):
                walk.look_further(unread)
        return walks


def second_steps(enrolled: User, workers: dict[str, User]) -> None:
    """Give one worker a passkey and an app, and let a reset wait for her: the demo centre has no second steps."""
    with_app(enrolled)
    credential = json.loads(Passkey().make('{"publicKey": {"challenge": "AAAA"}}'))
    enrol_passkey(actor=enrolled, credential=credential, name="жж")
    administrator, lawyer = workers[Role.ADMINISTRATOR], workers[Role.LAWYER]
    start_reset(actor=administrator, worker=lawyer, reason=ResetReason.LOST)


def not_read_by(walks: list[Walk]) -> set[str]:
    return (
        {url.name for url in every_url()}
        - set().union(*(walk.reached for walk in walks))
        - {*NOTHING_TO_READ}
    )


def what_is_rare(operator: User, coordinator: User) -> list[str]:
    """Bring about what the demo centre may not hold, and return its pages: danger, a contact stopped, a
    consent that holds, a referral that may go and one that still needs its ground, a client who may be
    called at this hour, a client who may stand in two cases, a case that was opened twice, a coordinator who
    is signed in elsewhere, work and notes that were left behind, a conflict of interest, an emergency, a line
    that was cut.
    """
    Client().force_login(coordinator)
    for is_asked in (True, False):
        somebody_who_left(coordinator, is_asked=is_asked)
    call = running_call(operator, **CHECKED, judged_level="high")
    note_danger(actor=operator, call=call)
    cases = Case.objects.filter(status=CaseStatus.ACTIVE, team=coordinator.team).order_by("opened_at", "pk")
    case = cases.first()
    stop_contact(actor=coordinator, case=case, origin="rare")
    basis = LegalBasis.objects.valid_on(timezone.localdate()).standing_for_consent().first()
    ready = a_referral(case, coordinator, consent=False, legal_basis=basis, client_was_told=True)
    not_ready = a_referral(case, coordinator, consent=False)
    a_consent(case, ready.receiver, coordinator)
    one, other = (Person.objects.get(case=each, role="client") for each in cases[:2])
    decide_same_person(actor=coordinator, person_a=one, person_b=other, verdict="unsure")
    a_conflict_and_an_emergency(case, operator, coordinator)
    tabs = (
        reverse(f"cases:{tab}", kwargs={"reference": case.reference}) for tab in ("safe_contact", "consents")
    )
    records = (record.get_absolute_url() for record in (call, case, ready, not_ready))
    shell = a_case_that_was_opened_twice(coordinator)
    called = task_of_a_client_who_may_be_called(coordinator)
    return [*tabs, *records, called, shell.get_absolute_url(), *calls_whose_line_was_cut(operator)]


def calls_whose_line_was_cut(operator: User) -> list[str]:
    """Return the pages of a call that is still written and of a finished one: both may be called back once."""
    told = {"if_cut_off": "call_back_once"}
    running, finished = running_call(operator, **told), finished_call(operator, **told)
    hang_up(actor=operator, call=running)
    return [call.get_absolute_url() for call in (running, finished)]


def somebody_who_left(coordinator: User, *, is_asked: bool) -> None:
    """Let a psychologist leave a case and a note; if `is_asked`, a colleague wants to pass the note on."""
    left, receiver = (UserFactory(role=Role.PSYCHOLOGIST, team=coordinator.team) for _one in range(2))
    client = PersonDetails(role="client")
    intake = Intake(team=coordinator.team, client=client, primary_worker=left)
    a_note(open_case(actor=coordinator, intake=intake), left)
    User.objects.filter(pk=left.pk).update(is_active=False)
    left.refresh_from_db()
    hand_over_open_work(actor=coordinator, worker=left)
    if is_asked:
        second = UserFactory(role=Role.COORDINATOR, team=coordinator.team)
        ask_to_pass_notes_on(actor=second, author=left, receiver=receiver)


def a_conflict_and_an_emergency(case: Case, operator: User, coordinator: User) -> None:
    cousin, namesake = (UserFactory(role=Role.LAWYER, team=coordinator.team) for _one in range(2))
    declare_conflict(actor=coordinator, case=case, worker=cousin)
    bar_branch(actor=coordinator, case=case, branch=Branch.objects.order_by("pk").last())
    ConflictHint.objects.create(case=case, worker=namesake, noticed_at=timezone.now())
    why = "She stands at the door of the centre."
    open_emergency(actor=operator, reference=case.reference, category="she_is_here", reason=why)


def a_case_that_was_opened_twice(coordinator: User) -> Case:
    client = PersonDetails(role="client")
    kept, folded = (
        open_case(actor=coordinator, intake=Intake(team=coordinator.team, client=client))
        for _file in range(2)
    )
    seen = seen_of(kept=file_of(kept), folded=file_of(folded))
    fold_case(actor=coordinator, folded=folded, kept=kept, choices={}, seen=seen)
    return folded


def task_of_a_client_who_may_be_called(worker: User) -> str:
    safe = SafeContactDetails(may_contact="yes", channel="call", number="+7 700 000 00 19")
    intake = Intake(
        team=worker.team,
        client=PersonDetails(role="client"),
        safe_contact=safe,
        primary_worker=worker,
    )
    case = open_case(actor=worker, intake=intake)
    today = timezone.localdate()
    follow_up = plan_follow_up(
        actor=worker, case=case, kind=FollowUpKind.ONE_MONTH, responsible=worker, due_on=today
    )
    return reverse("cases:follow_up", kwargs={"reference": case.reference, "follow_up_id": follow_up.pk})


def test_every_text_on_every_page_is_marked_for_translation(walks):
    """Mend: `{% translate %}` in the template, `gettext` in the code. Django's own words: borrowed.py."""
    found: dict[str, set[str]] = {}
    for walk in walks:
        for text, pages in walk.found.items():
            found.setdefault(text, set()).update(pages)
    forgotten = [
        f"{text!r} on {', '.join(sorted(pages))}"
        for text, pages in sorted(found.items())
        if text not in ENGLISH_ON_PURPOSE
    ]
    assert "\n".join(forgotten) == ""
    assert ENGLISH_ON_PURPOSE.keys() - found.keys() == set()


def test_no_text_is_cut_on_its_way_to_the_page(walks):
    """A text that begins and does not end was cut after translation; a longer language loses its end."""
    assert "\n".join(sorted(set().union(*(walk.cut for walk in walks)))) == ""


def test_every_page_can_be_had_in_each_language_of_the_centre(walks):
    """Extend base.html, public_base.html or plain.html: each has its switch, and none needs JavaScript."""
    assert ", ".join(sorted(set().union(*(walk.without_switch for walk in walks)))) == ""


def test_somebody_reads_every_page_of_the_centre(walks):
    """A page that the walk does not reach needs a record in the demo centre, or a reason in the list."""
    assert ", ".join(sorted(not_read_by(walks))) == ""
    assert NOTHING_TO_READ.keys() & set().union(*(walk.reached for walk in walks)) == set()


def unmarked(html: str) -> list[str]:
    page = Page(html)
    return [*page.texts, *page.cut]


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_what_went_wrong_is_said_in_the_language_of_the_reader(name):
    page = render_to_string(name, {"request_id": "0f0f0f0f"})
    assert (unmarked(page), pseudo("Crisis centre")[:3] in page or "<h1>⟦" in page) == ([], True)


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("count", [1, 2, 5, 21])
def test_a_mail_is_written_in_the_language_of_its_reader(name, count):
    outside, depth = outside_of_brackets(render_to_string(name, {"count": count}).strip())
    assert ([words for words in outside if LATIN.search(words)], depth) == ([], 0)


def test_every_word_for_a_code_has_its_translation():
    labels = [str(item.label) for kind in choices() for item in kind]
    assert [label for label in labels if LATIN.search("".join(outside_of_brackets(label)[0]))] == []
    assert len(labels) > 50


@pytest.mark.django_db
def test_an_invited_worker_is_welcomed_in_her_language(administrator):
    about = {"role": Role.MANAGER, "username": "жаңа", "display_name": "Жаңа К.", "email": "new@example.org"}
    page = Client(headers={"accept-language": PSEUDO}).get(invite_worker(actor=administrator, **about))
    assert (page.status_code, unmarked(page.content.decode())) == (200, [])


@pytest.mark.parametrize("about", [{}, {"has_more": True}])
def test_partners_that_are_found_beside_a_call_are_told_in_her_language(about):
    assert unmarked(render_to_string("hotline/_partners_found.html", about)) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Forgotten</p>", ["Forgotten"]),
        ("<p>⟦Šàvé ó⟧ and more</p>", ["and more"]),
        ('<button aria-label="Close">⟦Ñõ⟧</button>', ["Close"]),
        ('<input type="submit" value="Go on">', ["Go on"]),
        ("<p>⟦Cut in the middle</p>", ["<p> …"]),
        ("<p>⟦Wélçõmé, <b>Irina</b>. Šét⟧</p>", []),
        ('<span lang="ru">Russian</span><kbd>Ctrl</kbd><script>code()</script>', []),
        ('<input type="text" value="typed">', []),
    ],
)
def test_a_forgotten_text_would_be_found(html, found):
    assert unmarked(html) == found


def test_the_language_nobody_speaks_is_longer_and_keeps_what_is_filled_in():
    said = pseudo("Welcome, %(name)s. Set a <b>password</b> now")
    assert ("%(name)s" in said, "<b>" in said, "</b>" in said, len(said) > 1.3 * 40) == (True,) * 4
    assert pseudo("Yes,No") == f"{pseudo('Yes')},{pseudo('No')}"
