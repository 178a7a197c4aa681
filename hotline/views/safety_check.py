"""What the answers of a safety check say, while they are given: the server counts and keeps nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import HOTLINE_ROLES
from hotline.safety_check import asked_for, result_of, told_in_form

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class CheckResult(ForRoles, View):
    """Takes answers alone and returns the part of the page that says what they add up to."""

    roles = HOTLINE_ROLES
    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        told = told_in_form(request.POST)
        asked = asked_for(told)
        result = result_of(asked, told) if asked else None
        return render(request, "hotline/_check_result.html", {"result": result})
