"""Where else somebody who used violence is named: a coordinator asks, the journal keeps that she did."""

from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Role
from cases.enums import HouseholdRole
from cases.models import Person
from cases.services.perpetrators import compare_perpetrator
from cases.views.pages import CasePage


class LookForPerpetrator(CasePage):
    """A post, so that nobody looks by following a link, and the page of the case costs nothing for it."""

    roles = frozenset({Role.COORDINATOR})
    http_method_names = ["post"]
    tab = "household"

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(
            Person, case=self.case, pk=self.kwargs["person_id"], role=HouseholdRole.USED_VIOLENCE
        )

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:
        person = self.person
        with self.reading("compare_perpetrator"):
            found = compare_perpetrator(actor=self.worker, person=person)
            return self.tab_page("cases/perpetrator_elsewhere.html", person=person, found=found)
