"""One line per app."""

from allauth.account.views import LoginView
from django.urls import path

from crisis_center.appearance import ChooseTheme
from crisis_center.health import Health
from crisis_center.journal import Journal
from crisis_center.today import Today

urlpatterns = [
    path("health/", Health.as_view(), name="health"),
    path("", Today.as_view(), name="today"),
    path("journal/", Journal.as_view(), name="journal"),
    path("theme/", ChooseTheme.as_view(), name="theme"),
    path("sign-in/", LoginView.as_view(), name="account_login"),
]
