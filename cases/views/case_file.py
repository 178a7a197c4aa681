"""The case at a glance."""

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from accounts.models import User
from cases import policies, queries
from cases.enums import CaseStatus, TimelineKind
from cases.keyset import page_of
from cases.models import Case, CaseFold, CaseQuerySet
from cases.row_security import Why, seeing_every_case
from cases.same_people import LinkedCase, case_files_with_links, linked_cases, name_linked_cases
from cases.views.family_picture import family_picture
from cases.views.household import safe_card
from cases.views.pages import CasePage

ENTRIES = 50


@dataclasses.dataclass(frozen=True)
class Action:
    """Something to do with the case; where the policy says no, the button is greyed and says why."""

    name: str
    label: str | Promise
    icon: str
    url: str
    answer: Answer


# What is offered in a state, in the order of the page; whether it is allowed, the policy says.
OFFERED = {
    CaseStatus.OPEN: ("assign", "assess_risk", "close", "fold"),
    CaseStatus.ACTIVE: ("assess_risk", "assign", "hold", "close", "fold"),
    CaseStatus.ON_HOLD: ("resume", "assess_risk", "assign", "close", "fold"),
    CaseStatus.CLOSED: ("reopen", "fold"),
}


def actions(case: Case, worker: User) -> list[Action]:
    """Return what can be done with a case in its state, each with the policy's answer."""
    acts = {
        "assess_risk": (_("Assess the risk"), "alert-triangle", policies.can_assess_risk(worker, case)),
        "assign": (_("Assign a worker"), "user-plus", policies.can_assign_worker(worker, case)),
        "hold": (_("Put on hold"), "player-pause", policies.can_hold_case(worker, case)),
        "resume": (_("Take up again"), "player-play", policies.can_resume_case(worker, case)),
        "close": (_("Close the case"), "archive", policies.can_close_case(worker, case)),
        "reopen": (_("Reopen the case"), "folder-open", policies.can_reopen_case(worker, case)),
        "fold": (_("Opened twice?"), "arrows-join", policies.can_fold_case(worker, case)),
    }
    return [
        Action(name, label, icon, reverse(f"cases:{name}", kwargs={"reference": case.reference}), answer)
        for name in OFFERED[CaseStatus(case.status)]
        for label, icon, answer in [acts[name]]
    ]


class CaseOverview(CasePage):
    tab = "overview"
    tells_of_folding = True

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("case_page"):
            return self.folded() if self.case.is_folded else self.overview()

    def shell(self, reference: str) -> Case | None:
        """Return a folded case that goes on in one of hers: she has its reference on paper."""
        folded_id = queries.case_id_of(reference)
        hers = CaseFold.objects.living().filter(kept__in=Case.objects.visible_to(self.worker))
        if folded_id is None or not hers.filter(folded=folded_id).exists():
            return None
        with seeing_every_case(Why.SHELL):
            return Case.objects.get(pk=folded_id)

    def folded(self) -> HttpResponse:
        """Answer for a case that was folded: one line, and the way to the one that goes on."""
        fold = queries.fold_of(self.case)
        context = {
            "case": self.case,
            "fold": fold,
            "may_open": Case.objects.visible_to(self.worker).filter(pk=fold and fold.kept_id).exists(),
            "may_undo": fold and policies.can_undo_fold(self.worker, fold),
        }
        return render(self.request, "cases/case_folded.html", context)

    def cases(self) -> CaseQuerySet:
        return case_files_with_links().open_to(self.worker)

    def overview(self, **context: Any) -> HttpResponse:
        people = queries.household_of(self.case)
        links = linked_cases(self.case, people, worker=self.worker)
        return self.tab_page(
            "cases/case_overview.html",
            people=people,
            picture=family_picture(people),
            client=people[0],
            links=links,
            consents=queries.valid_consents(self.case, timezone.localdate()),
            follow_up=queries.next_contact(self.case),
            actions=actions(self.case, self.worker),
            may_fold=policies.can_fold_case(self.worker, self.case),
            hints=[one for one in self.case.hinted_workers if one != self.worker.pk],  # type: ignore[attr-defined]
            sees_conflicts=policies.can_see_conflicts(self.worker, self.case),
            may_assign=policies.can_assign_worker(self.worker, self.case),
            **safe_card(self.case, self.worker),
            **self.timeline(links),
            **context,
        )

    def timeline(self, links: list[LinkedCase]) -> dict[str, Any]:
        asked = self.request.GET
        page = page_of(
            queries.case_timeline(self.case, asked.get("kind", ""), worker=self.worker),
            moment="occurred_at",
            size=ENTRIES,
            after=asked.get("after", ""),
            before=asked.get("before", ""),
        )
        queries.name_facts(page.rows)
        name_linked_cases(page.rows, links)
        return {"page": page, "kinds": TimelineKind.choices, "kind": asked.get("kind", "")}


class ShowName(CaseOverview):
    """The client's name, on request: an act of its own in the journal (decision 3)."""

    http_method_names = ["post"]
    works_in_emergency = True
    tells_of_folding = False

    def shell(self, reference: str) -> None:
        """Show no name of a folded case that she could never open: only its own page leads her on."""

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        with self.reading("show_name", fields=["name", "code_name"]):
            if request.headers.get("HX-Request"):
                client = queries.household_of(self.case)[0]
                context = {"case": self.case, "client": client, "name_shown": True}
                return render(request, "cases/_name.html", context)
            return self.overview(name_shown=True)
