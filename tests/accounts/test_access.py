"""Who may open a URL is said by the view itself."""

import pytest
from django.http import Http404, HttpResponse
from django.views.generic import View

from accounts.access import ForRoles, has_rule, is_open_to_all, open_to_all, roles_of
from accounts.enums import Role
from tests.accounts.factories import UserFactory


class ForLawyers(ForRoles, View):
    roles = {Role.LAWYER}

    def get(self, request):
        return HttpResponse("law")


@open_to_all
class Public(View):
    pass


class Silent(View):
    pass


@open_to_all
def public_function(request):
    return HttpResponse()


def test_a_page_opens_for_its_roles_and_does_not_exist_for_others(rf):
    request = rf.get("/")
    request.user = UserFactory.build(role=Role.LAWYER, team=None)
    assert ForLawyers.as_view()(request).content == b"law"
    request.user = UserFactory.build(role=Role.MANAGER)
    with pytest.raises(Http404):
        ForLawyers.as_view()(request)


def test_a_view_says_its_own_rule():
    views = [ForLawyers.as_view(), Public.as_view(), public_function, Silent.as_view()]
    assert [roles_of(view) for view in views] == [{Role.LAWYER}, set(), set(), set()]
    assert [is_open_to_all(view) for view in views] == [False, True, True, False]
    assert [has_rule(view) for view in views] == [True, True, True, False]


def test_a_view_that_would_never_ask_its_roles_cannot_be_written():
    with pytest.raises(TypeError, match="write ForRoles before View"):
        type("Careless", (View, ForRoles), {"roles": {Role.LAWYER}})
