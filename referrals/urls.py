"""The pages of referrals. A reference is opaque; no name and no sequential number stands in a URL."""

from django.urls import path

from referrals.views.moves import (
    AcceptReferral,
    CompleteReferral,
    DeclineReferral,
    NoteNoAnswer,
    NoteSeen,
    ReportServiceStarted,
    SendReferral,
    WithdrawReferral,
)
from referrals.views.preparing import PrepareReferral, RecordLegalBasis
from referrals.views.referral import ReferralDetail
from referrals.views.referral_list import ReferralList, ReferralsOfCase

app_name = "referrals"
urlpatterns = [
    path("", ReferralList.as_view(), name="list"),
    path("of-case/<str:reference>/", ReferralsOfCase.as_view(), name="of_case"),
    path("of-case/<str:reference>/prepare/", PrepareReferral.as_view(), name="prepare"),
    path("<str:reference>/", ReferralDetail.as_view(), name="referral"),
    path("<str:reference>/legal-basis/", RecordLegalBasis.as_view(), name="record_legal_basis"),
    path("<str:reference>/send/", SendReferral.as_view(), name="send"),
    path("<str:reference>/seen/", NoteSeen.as_view(), name="seen"),
    path("<str:reference>/accept/", AcceptReferral.as_view(), name="accept"),
    path("<str:reference>/decline/", DeclineReferral.as_view(), name="decline"),
    path("<str:reference>/service-started/", ReportServiceStarted.as_view(), name="service_started"),
    path("<str:reference>/complete/", CompleteReferral.as_view(), name="complete"),
    path("<str:reference>/withdraw/", WithdrawReferral.as_view(), name="withdraw"),
    path("<str:reference>/no-answer/", NoteNoAnswer.as_view(), name="no_answer"),
]
