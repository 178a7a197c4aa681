"""What a worker may not open, she does not find: by name, number or reference, on any way of asking."""

import pytest

from accounts.enums import Role
from cases.models import SafeContact
from hotline.models import Call
from tests.access.walk import LINES, REFERENCE
from tests.access.world import ROLES
from tests.cases.folding import client_of
from tests.taken_back import taken_back
from tests.workers import as_worker
from vault.context import opening, sealing
from vault.enums import Purpose

NAME, NUMBER = "Zhanargul Neverseen", "+7 701 222 33 44"
CALL_KEY = [Purpose.CALL]
WAYS = {
    "search": lambda asked: {"asked": asked},
    "hotline:lookup": lambda asked: {"caller_name": asked, "phone": asked},
}


@pytest.fixture(scope="module")
def stranger(walk):
    """Give a name and a number to a case and a call of another team."""
    file = walk.world.file("other_team", "")
    with opening([file.case.pk]), sealing(file.case.pk):
        for row, values in (
            (client_of(file.case), {"name": NAME, "phone": NUMBER}),
            (SafeContact.objects.get(case=file.case), {"number": NUMBER}),
        ):
            _put(row, values)
    with opening([file.call.pk], purposes=CALL_KEY), sealing(file.call.pk, purposes=CALL_KEY):
        _put(Call.objects.get(pk=file.call.pk), {"caller_name": NAME, "phone": NUMBER})
    return file


def _put(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def found_by(worker, path, typed):
    with taken_back():
        return as_worker(worker).post(path, typed, headers={"HX-Request": "true"})


@pytest.mark.parametrize("way", WAYS)
def test_nobody_finds_a_case_or_call_of_another_team(way, walk, stranger):
    path = {"search": "/search/", "hotline:lookup": "/calls/lookup/"}[way]
    hers = {stranger.case.reference, stranger.call.reference, stranger.referral.reference}
    for role in [role for role in ROLES if LINES[way][role] != "no"]:
        for asked in (NAME, NUMBER, *hers):
            page = found_by(walk.world.staff[role], path, WAYS[way](asked))
            assert page.status_code == 200
            shown = page.text.replace(f'value="{asked}"', "")  # the field keeps what was typed
            assert set(REFERENCE.findall(shown)) & hers == set(), f"{role} finds by {asked}"


def test_who_may_open_it_finds_it(walk, stranger):
    colleague = walk.world.outsider
    page = found_by(colleague, "/search/", {"asked": NAME})
    assert stranger.case.reference in page.text
    assert found_by(walk.world.staff[Role.MANAGER], "/search/", {"asked": NAME}).status_code == 404
