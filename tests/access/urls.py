"""What each URL is about, and how it is filled: by the names of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import resolve, reverse

from crisis_center.who_sees_what import rules
from hotline.forms.call import OpenPage
from tests.access.world import FOLDED, NOWHERE
from tests.architecture.urls import Url, every_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.access.world import World

# Pages whose rule is not that of the case, call or row whose id stands first in their address.
KINDS_BY_NAME = {
    "cases:safe_contact": "safe_contact",
    "cases:change_safe_contact": "safe_contact",
    "cases:show_code_word": "safe_contact",
    "cases:review_safety": "safe_contact",
    "cases:undo_fold": "fold",
    "cases:note": "note",
    "cases:open_note": "note",
    "cases:same_person": "pair",
    "hotline:of_case": "case",
    "partners:detail": "partner",
}
KINDS = {
    ("cases", "reference"): "case",
    ("referrals", "reference"): "case",
    ("hotline", "reference"): "call",
    ("hotline", "call_id"): "call",
}
HIDDEN_IN_HER_CASE = {"colleague", "one"}  # relations to a note or a pair of a case that she may see
OF_THE_CASE = {"referrals:of_case", "referrals:prepare"}  # the others there name the referral
# Answers alike whether its object is there or not, but not by 404.
ANSWERS_ALWAYS = {"hotline:return": "the way back from the lock leads to a new call when there is none"}
# Each of these presses keeps what was typed, so it comes from the page of a call.
KEEPS_A_CALL = {
    f"hotline:{name}"
    for name in ("keep", "people", "lookup", "danger", "danger_is_over", "later", "finish", "outline")
}
KEEPS_A_CALL |= {f"hotline:{name}" for name in ("hang_up", "to_times", "call_back_now", "renew")}

# Rows with one rule for all of them: what fills a part of their address, by the app or the whole name.
ROWS: dict[tuple[str, str], str] = {
    ("accounts", "worker_id"): "worker",
    ("accounts", "token"): "token",
    ("accounts", "authenticator_id"): "passkey",
    ("accounts", "reset_id"): "reset",
    ("cases", "access_id"): "emergency",
    ("shift", "note_id"): "shift note",
    ("shift", "debrief_id"): "debrief",
    ("cases", "hint_id"): "hint",
    ("cases", "passing_id"): "passing",
    ("partners", "pk"): "organisation",
    ("partners:change_branch", "pk"): "branch",
    ("partners:add_service", "pk"): "branch",
    ("partners:add_contact", "pk"): "branch",
    ("partners:change_service", "pk"): "service",
    ("partners:change_contact", "pk"): "contact",
    ("partners:change_agreement", "pk"): "agreement",
    ("partners:event", "pk"): "event",
    ("partners:change_event", "pk"): "event",
    ("reporting", "code"): "approved period",
    ("reporting:approve", "code"): "period",
    ("website", "language"): "language",
    ("website", "page"): "page",
    ("website", "period"): "approved period",
    ("website", "anything"): "anything",
    ("website", "pk"): "number",
}


@dataclass(frozen=True)
class Place:
    """One URL pattern, and the kind of object it is about ("" when all its objects have one rule)."""

    url: Url
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.url.name

    @property
    def app(self) -> str:
        return self.name.partition(":")[0]

    @property
    def kind(self) -> str:
        by_parts = (kind for part in self.parts if (kind := KINDS.get((self.app, part))))
        return KINDS_BY_NAME.get(self.name) or next(by_parts, "")

    @property
    def names_a_referral(self) -> bool:
        return self.app == "referrals" and bool(self.parts) and self.name not in OF_THE_CASE

    @property
    def relations(self) -> list[str]:
        found = RELATIONS_OF.get(self.kind, ["any"])
        if not self.names_a_referral:
            return found
        return [relation for relation in found if relation not in FOLDED]  # a fold moves the referrals

    def path(self, world: World, relation: str, role: str) -> str:
        """Return the address of the object to which the worker of `role` stands in `relation`."""
        parts = FILLED[self.kind](world, relation, role, self)
        return reverse(self.name, kwargs={part: parts[part] for part in self.parts})

    def nothing(self, world: World, relation: str, role: str) -> str:
        """Return the same address about an object that does not exist: hidden in her own case, in that case."""
        if relation not in HIDDEN_IN_HER_CASE:
            return self.url.path
        parts = FILLED[self.kind](world, relation, role, self)
        return reverse(self.name, kwargs={"reference": parts["reference"], self.parts[-1]: NOWHERE})

    def typed(self, world: World, role: str) -> dict[str, Any]:
        """Return what is posted: nothing, which a page that lets her in answers by its form."""
        if self.name not in KEEPS_A_CALL:
            return {}
        page = OpenPage.of(None)
        draft_pass = page.pass_for(world.staff[role])
        return {"client_id": str(page.window.client_id), "seq": "1", "draft_pass": draft_pass}


RELATIONS_OF: dict[str, list[str]] = {}
for rule in rules():
    RELATIONS_OF.setdefault(rule.object, []).append(rule.relation)


def places() -> list[Place]:
    return [Place(url, tuple(resolve(url.path).kwargs)) for url in every_url()]


Parts = dict[str, Any]


def _of_file(world: World, relation: str, role: str, place: Place) -> Parts:
    if relation in FOLDED:  # what hung on it has moved: its pages answer before they look for it
        return {"reference": world.folded[relation].reference} | dict.fromkeys(place.parts[1:], NOWHERE)
    file = world.file(relation, role)
    named = file.referral.reference if place.names_a_referral else file.case.reference
    rows = {f"{row}_id": getattr(file, row).pk for row in ("person", "follow_up", "consent")}
    conflict = file.branch_conflict if place.name == "cases:lift_branch" else file.conflict
    return {"reference": named, "conflict_id": conflict.pk, **rows}


def _of_note(world: World, relation: str, role: str, _place: Place) -> Parts:
    note = world.notes[relation, role]
    return {"reference": note.case.reference, "note_id": note.pk}


def _of_pair(world: World, relation: str, role: str, _place: Place) -> Parts:
    return {"reference": world.file("second", role).case.reference, "pair_id": world.pairs[relation].pk}


def _of_call(world: World, relation: str, role: str, _place: Place) -> Parts:
    call = world.calls[role] if relation == "took" else world.file(relation, role).call
    return {"reference": call.reference, "call_id": call.pk}


def _of_partner(world: World, relation: str, _role: str, _place: Place) -> Parts:
    return {"pk": world.partners[relation].pk}


def _of_row(world: World, _relation: str, role: str, place: Place) -> Parts:
    rows = {part: world.rows[_row_of(place, part)] for part in place.parts}
    return {part: row[role] if isinstance(row, dict) else row for part, row in rows.items()}


def _row_of(place: Place, part: str) -> str:
    row = ROWS.get((place.name, part)) or ROWS.get((place.app, part))
    assert row, (
        f"{place.name} has no object in the matrix walk: say in ROWS, KINDS or KINDS_BY_NAME of "
        f"tests/access/urls.py what its part “{part}” names."
    )
    return row


FILLED: dict[str, Callable[[World, str, str, Place], Parts]] = {
    "case": _of_file,
    "safe_contact": _of_file,
    "fold": _of_file,
    "note": _of_note,
    "pair": _of_pair,
    "call": _of_call,
    "partner": _of_partner,
    "": _of_row,
}
