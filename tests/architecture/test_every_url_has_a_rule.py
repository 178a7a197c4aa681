"""A page that does not say who may open it does not exist (A2)."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.generic import View

from accounts.access import has_rule, is_open_to_all, roles_of
from tests.architecture.urls import every_url
from tests.workers import as_worker


class Forgotten(View):
    def get(self, request):
        return HttpResponse("no rule")


class WithForgotten:
    from crisis_center.urls import urlpatterns as others

    urlpatterns = [*others, path("forgotten/", Forgotten.as_view(), name="forgotten")]


@pytest.mark.parametrize("url", every_url(), ids=lambda url: url.name)
def test_every_url_has_a_rule(url):
    assert has_rule(url.view), (
        f"{url.name} does not say who may open it. Write `class ...(ForRoles, View)` with `roles = {{Role...}}` "
        "(accounts/access.py), or mark it with @open_to_all, and add its line to docs/access-matrix.csv."
    )
    assert not (is_open_to_all(url.view) and roles_of(url.view)), (
        f"{url.name} says both: roles and open_to_all."
    )


@pytest.mark.django_db
def test_a_view_without_a_rule_is_refused_to_everybody(settings, everybody):
    settings.ROOT_URLCONF = WithForgotten
    assert {as_worker(worker).get("/forgotten/").status_code for worker in everybody} == {404}
    assert Client().get("/forgotten/").url == "/sign-in/?next=/forgotten/"
