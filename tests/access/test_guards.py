"""The walk finds what it is for: with a guard taken away it is full of surprises."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, Value

from accounts.enums import PEOPLE_ROLES, Role
from cases.models.case import CaseQuerySet
from cases.queries import case_id_of
from cases.views.pages import CasePage
from hotline.models import CallQuerySet
from hotline.views.lists import CallList
from tests.access.urls import ROWS, Place, _row_of
from tests.access.walk import LINES, PLACES
from tests.access.world import ROLES
from tests.architecture.urls import Url

BY_NAME = {place.name: place for place in PLACES}
STRANGER = [Role.PSYCHOLOGIST]


def everything(self, worker):
    return self.annotate(emergency_until=Value(None, DateTimeField()))


@pytest.mark.parametrize(
    ("name", "guarded", "method"),
    [
        ("cases:household", CaseQuerySet, "open_to"),
        ("cases:safe_contact", CaseQuerySet, "safe_contact_open_to"),
        ("referrals:referral", CaseQuerySet, "open_to"),
        ("hotline:call", CallQuerySet, "visible_to"),
    ],
)
def test_a_queryset_that_gives_everything_is_found(
    name, guarded, method, walk, monkeypatch, without_second_net
):
    assert walk.through(BY_NAME[name], STRANGER) == []
    monkeypatch.setattr(guarded, method, everything)
    surprises = walk.through(BY_NAME[name], STRANGER)
    asked = [
        relation
        for relation in BY_NAME[name].relations
        if relation in ("team", "formerly", "other_team", "barred")
    ]
    found = {surprise.split(":")[0] for surprise in surprises if ": GET " in surprise}
    assert {f"psychologist, {relation}" for relation in asked} <= found


def test_a_list_that_gives_everything_is_found_by_the_references_on_it(walk, monkeypatch, without_second_net):
    assert walk.through(BY_NAME["hotline:calls"], [Role.OPERATOR]) == []
    monkeypatch.setattr(CallQuerySet, "visible_to", everything)
    surprises = walk.through(BY_NAME["hotline:calls"], [Role.OPERATOR])
    assert [surprise for surprise in surprises if "references of what she may not open" in surprise] != []


def test_a_page_that_lets_in_one_role_more_is_found(walk, monkeypatch):
    monkeypatch.setattr(CallList, "roles", PEOPLE_ROLES)
    roles = [role for role in ROLES if LINES["hotline:calls"][role] == "no"]
    found = {surprise.split(",")[0] for surprise in walk.through(BY_NAME["hotline:calls"], roles)}
    assert found == set(roles)


def test_a_page_that_says_of_a_foreign_case_more_than_of_none_is_found(walk, monkeypatch):
    def telling(self, reference):
        if case_id_of(reference):
            raise PermissionDenied

    monkeypatch.setattr(CasePage, "note_refused_case", telling)
    surprises = walk.through(BY_NAME["cases:household"], STRANGER)
    assert [
        surprise for surprise in surprises if "answers 403, otherwise than about nothing" in surprise
    ] != []


def test_an_address_without_an_object_to_fill_it_is_refused(walk):
    unknown = Place(Url("partners:new_kind", None, "/"), ("kind_id",))
    with pytest.raises(AssertionError, match="has no object in the matrix walk"):
        _row_of(unknown, "kind_id")
    assert ("partners:new_kind", "kind_id") not in ROWS
