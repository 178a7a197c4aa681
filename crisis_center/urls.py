"""One line per app."""

from django.urls import include, path

from accounts.views.signing_in import SignIn, SignOut
from crisis_center.appearance import ChooseTheme
from crisis_center.health import Health
from crisis_center.journal import Journal
from crisis_center.search import Search
from crisis_center.today import Today
from crisis_center.who_sees_what import WhoSeesWhat
from hotline.urls import shift_urlpatterns

handler400 = "crisis_center.errors.bad_request"
handler429 = "accounts.views.signing_in.too_many_requests"
handler500 = "crisis_center.errors.server_error"

urlpatterns = [
    path("health/", Health.as_view(), name="health"),
    path("today/", Today.as_view(), name="today"),
    path("search/", Search.as_view(), name="search"),
    path("help/who-sees-what/", WhoSeesWhat.as_view(), name="who_sees_what"),
    path("journal/", Journal.as_view(), name="journal"),
    path("cases/", include("cases.urls")),
    path("referrals/", include("referrals.urls")),
    path("calls/", include("hotline.urls")),
    path("shift/", include((shift_urlpatterns, "shift"))),
    path("", include("partners.urls")),
    path("reports/", include("reporting.urls")),
    path("theme/", ChooseTheme.as_view(), name="theme"),
    path("sign-in/", SignIn.as_view(), name="account_login"),  # the names that allauth asks for
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("", include("accounts.urls")),
    path("", include("website.urls")),
]
