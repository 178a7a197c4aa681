"""Numbers, addresses and what is known of a child are shown on demand only, and each look is journaled (A5)."""

import dataclasses
import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import JournalEntry
from cases.enums import HouseholdRole
from cases.models import SafeContact
from hotline.models import Call, CallPerson
from tests.access.walk import LINES, PLACES, Browser
from tests.cases.factories import PersonFactory
from tests.cases.folding import client_of
from tests.taken_back import taken_back
from tests.workers import as_worker
from vault.context import opening, sealing
from vault.enums import Purpose

CHILD = {
    "name": "Kanaris Invented",
    "other_names": "Kanarik",
    "birth_date": dt.date(2014, 2, 27),
    "phone": "+7 700 123 45 61",
    "iin": "140227500007",
    "address": "Canary lane 1",
    "occupation": "Canary school 2",
    "note": "Canary class 3",
}
CLIENT = {"name": "Kanarina Invented", "phone": "+7 700 123 45 62", "address": "Canary lane 4"}
CONTACT = {"number": "+7 700 123 45 63"}
CALL = {
    "caller_name": "Kanarela",
    "phone": "+7 700 123 45 64",
    "safe_number": "+7 700 123 45 65",
    "address": "Canary lane 5",
    "code_word": "the canary sings",
    "ask_for": "Kanarika",
    "also_used_by": "Her canary breeder",
    "message_wording": "The canary is fed.",
}
CALL_KEY = [Purpose.CALL]
CANARIES = re.compile(
    r"Kanari|Kanarela|Kanarissa|[Cc]anary|77001234561|77001234562|7700123456[345]|140227500007|500007|27\W{1,2}(?:02|Feb)|02-27"
)
WITHOUT_SPACES = re.compile(r"(?<=[\d+])[\s\u00a0()-]+(?=\d)")

# Where something of it is seen: somebody asked, or opened a form that changes it.
ASKED_FOR = {
    "POST cases:show_name",
    "POST cases:show_names",
    "POST hotline:show_personal",
    "GET cases:change_person",
    "GET cases:change_safe_contact",
    "GET hotline:open_case",
    "POST cases:fold",  # both files side by side, value by value
}


@pytest.fixture(scope="module")
def with_canaries(walk):
    """Fill the file of the coordinator, who may open every page of it, with what must not be seen."""
    file = walk.world.file("primary", Role.COORDINATOR)
    client, contact = client_of(file.case), SafeContact.objects.get(case=file.case)
    with opening([file.case.pk]), sealing(file.case.pk):
        for row, values in ((client, CLIENT), (contact, CONTACT)):
            _put(row, values)
    with opening([file.call.pk], purposes=CALL_KEY), sealing(file.call.pk, purposes=CALL_KEY):
        _put(Call.objects.get(pk=file.call.pk), CALL)
        person = CallPerson(call=file.call, place=1, name="Kanarissa")
        person.save(force_insert=True)
    child = PersonFactory(case=file.case, role=HouseholdRole.CHILD, **CHILD)
    walk.world.files["primary", Role.COORDINATOR] = dataclasses.replace(file, person=child)
    return walk


def _put(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def seen_on(browser, method, path, typed):
    """Return whether a page shows a canary, and whether the journal then names fields that were looked at."""
    newest = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with taken_back():
        page = getattr(browser.renew(), method.lower())(path, typed).content.decode(errors="ignore")
        looked = JournalEntry.objects.filter(pk__gt=newest).exclude(fields=[]).exists()
    return bool(CANARIES.search(WITHOUT_SPACES.sub("", page))), looked


def test_nothing_of_it_is_on_any_page_before_somebody_asks_and_asking_is_journaled(with_canaries):
    world, role = with_canaries.world, Role.COORDINATOR
    browser = Browser(world.staff[role])
    shown, journaled = set(), set()
    for place in PLACES:
        if LINES[place.name][role] == "no":
            continue
        relation = "primary" if "primary" in place.relations else place.relations[0]
        path = place.path(world, relation, role)
        typed = place.typed(world, role) or {"reference": world.file("second", role).case.reference}
        for method in ("GET", "POST"):
            is_shown, is_journaled = seen_on(browser, method, path, typed if method == "POST" else {})
            shown |= {f"{method} {place.name}"} if is_shown else set()
            journaled |= {f"{method} {place.name}"} if is_journaled else set()
    assert shown == ASKED_FOR
    assert shown <= journaled


def test_the_number_is_dialled_only_after_an_attempt_was_begun(with_canaries):
    world, role = with_canaries.world, Role.COORDINATOR
    browser, file = as_worker(world.staff[role]), world.file("primary", Role.COORDINATOR)
    case = {"reference": file.case.reference, "follow_up_id": file.follow_up.pk}
    page, start = (_address(name, case) for name in ("cases:follow_up", "cases:start_attempt"))
    with taken_back():
        assert CONTACT["number"] not in browser.get(page).text
        assert CONTACT["number"] in browser.post(start, follow=True).text


def _address(name, parts):
    return reverse(name, kwargs=parts)
