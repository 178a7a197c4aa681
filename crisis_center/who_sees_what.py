"""Who may see what, by her relation to the case: the one table behind the help page and the matrix test."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import PEOPLE_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise

TABLE = Path(__file__).with_suffix(".csv")

OBJECTS: dict[str, str | Promise] = {
    "case": _("The file of a case"),
    "safe_contact": _("Alerts and safe contact"),
    "note": _("A privileged note"),
    "call": _("A call, by the case it belongs to"),
    "pair": _("That somebody of two cases is one person"),
    "fold": _("The page that undoes a fold"),
    "partner": _("A partner"),
    "case_list": _("The list of cases without names"),
    "counts": _("Counts of a period"),
    "journal": _("The journal"),
    "staff": _("Staff and teams"),
}
RELATIONS: dict[str, str | Promise] = {
    "opened": _("own new case, until a primary worker accepts it"),
    "primary": _("as the primary worker"),
    "second": _("as a further worker of the case"),
    "team": _("another case of the team"),
    "formerly": _("former case, after the assignment ended"),
    "closed": _("own closed case"),
    "folded": _("own case that was opened twice and folded into another one"),
    "folded_into": _("case of somebody else that was folded into an own one"),
    "other_team": _("case of another team"),
    "barred": _("any case from which a conflict of interest bars the reader"),
    "emergency": _("case of others, opened in an emergency, for an hour"),
    "took": _("own call"),
    "wrote": _("own note"),
    "let_in": _("a colleague’s note that was opened to the reader"),
    "colleague": _("any other note of a colleague"),
    "wrote_formerly": _("own note, after the assignment to the case ended"),
    "both": _("when both cases may be opened"),
    "one": _("when only one of the two cases may be opened"),
    "active": _("partners of today"),
    "former": _("former partners"),
    "any": _("whole"),
}
# What a cell says beside yes and no: the words stand instead of, or after, those of the relation.
IN_PART: dict[str, str | Promise] = {
    "own": _("only for the own team and cases"),
    "way": _("only where it goes on"),
}


@dataclass(frozen=True)
class Rule:
    """What each role sees of one kind of object, in one relation to it.

    `yes` sees it, `own` sees what stands in her own cases, `way` reads only where a folded case goes on, `no`
    is told that it does not exist.
    """

    object: str
    relation: str
    by_role: dict[str, str]

    def in_words(self, role: str) -> str:
        """Return the relation in words, with what limits the sight of this role."""
        words, limit = str(RELATIONS[self.relation]), IN_PART.get(self.by_role[role])
        if not limit:
            return words
        return str(limit) if self.relation == "any" else f"{words}: {limit}"


@dataclass(frozen=True)
class Sight:
    """What one role sees, and does not see, of one kind of object, in words."""

    role: Role
    object: str
    seen: list[str]
    hidden: list[str]

    @property
    def name(self) -> str:
        return str(OBJECTS[self.object])


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rows of who_sees_what.csv."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(Rule(row.pop("object"), row.pop("relation"), row) for row in csv.DictReader(file))


def sights_of(role: str) -> Iterator[Sight]:
    """Yield what a role sees, kind by kind in the order of the table."""
    for kind in dict.fromkeys(rule.object for rule in rules()):
        of_kind = [rule for rule in rules() if rule.object == kind]
        seen = [rule.in_words(role) for rule in of_kind if rule.by_role[role] != "no"]
        hidden = [str(RELATIONS[rule.relation]) for rule in of_kind if rule.by_role[role] == "no"]
        yield Sight(Role(role), kind, seen, hidden)


class WhoSeesWhat(ForRoles, View):
    """The help page: what the reader sees, and what her colleagues see of a case."""

    roles = PEOPLE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        colleagues = [role for role in Role if role in PEOPLE_ROLES and role != self.worker.role]
        context = {
            "own": list(sights_of(self.worker.role)),
            "others": [(role.label, list(sights_of(role))) for role in colleagues],
        }
        return render(request, "who_sees_what.html", context)
