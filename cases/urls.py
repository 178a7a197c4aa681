"""The pages of a case. A reference is opaque; no name and no sequential number stands in a URL."""

from django.urls import include, path

from cases.views import follow_ups
from cases.views.assignments import AssignWorker, TakeCase
from cases.views.case_file import CaseOverview, ShowName
from cases.views.case_list import CaseList
from cases.views.closure import CloseCase, HoldCase, ReopenCase, ResumeCase
from cases.views.conflicts import BarBranch, Conflicts, DecideHint, LiftBranch, LiftConflict
from cases.views.consents import ConsentsOfCase, RecordConsent, WithdrawConsent
from cases.views.emergencies import EmergencyReviews, EndEmergency, OpenEmergency, ReviewEmergency
from cases.views.folding import FoldCase, UndoFold
from cases.views.hand_over import AskToPassNotesOn, DecideOnNotes, HandOverPage
from cases.views.household import (
    AddPerson,
    ChangePerson,
    ChangeSafeContact,
    Household,
    ShowCodeWord,
    ShowNames,
    ShowSafeContact,
)
from cases.views.intake import OpenCase
from cases.views.interventions import NotePage, OpenNote, RecordIntervention, SessionsOfCase
from cases.views.perpetrators import LookForPerpetrator
from cases.views.risk import AssessRisk
from cases.views.safety import ReviewSafety
from cases.views.same_person import DecideSamePerson

app_name = "cases"
of_one_follow_up = [
    path("", follow_ups.FollowUpPage.as_view(), name="follow_up"),
    path("start/", follow_ups.StartAttempt.as_view(), name="start_attempt"),
    path("end/", follow_ups.EndAttempt.as_view(), name="end_attempt"),
    path("answer/", follow_ups.CheckIn.as_view(), name="check_in"),
    path("done/", follow_ups.SettleTask.as_view(), name="settle_task"),
    path("move/", follow_ups.MoveFollowUp.as_view(), name="move_follow_up"),
    path("cancel/", follow_ups.CancelFollowUp.as_view(), name="cancel_follow_up"),
]
urlpatterns = [
    path("", CaseList.as_view(), name="list"),
    path("new/", OpenCase.as_view(), name="new"),
    path("emergency/", OpenEmergency.as_view(), name="open_emergency"),
    path("emergency/reviews/", EmergencyReviews.as_view(), name="emergency_reviews"),
    path("emergency/reviews/<uuid:access_id>/", ReviewEmergency.as_view(), name="review_emergency"),
    path("conflicts/<uuid:hint_id>/", DecideHint.as_view(), name="decide_hint"),
    path("<str:reference>/emergency/end/", EndEmergency.as_view(), name="end_emergency"),
    path("hand-over/", HandOverPage.as_view(), name="hand_over"),
    path("hand-over/notes/", AskToPassNotesOn.as_view(), name="ask_to_pass_notes_on"),
    path("hand-over/notes/<uuid:passing_id>/", DecideOnNotes.as_view(), name="decide_on_notes"),
    path("<str:reference>/", CaseOverview.as_view(), name="case"),
    path("<str:reference>/show-name/", ShowName.as_view(), name="show_name"),
    path("<str:reference>/risk/", AssessRisk.as_view(), name="assess_risk"),
    path("<str:reference>/take/", TakeCase.as_view(), name="take"),
    path("<str:reference>/assign/", AssignWorker.as_view(), name="assign"),
    path("<str:reference>/hold/", HoldCase.as_view(), name="hold"),
    path("<str:reference>/resume/", ResumeCase.as_view(), name="resume"),
    path("<str:reference>/close/", CloseCase.as_view(), name="close"),
    path("<str:reference>/reopen/", ReopenCase.as_view(), name="reopen"),
    path("<str:reference>/fold/", FoldCase.as_view(), name="fold"),
    path("<str:reference>/fold/undo/", UndoFold.as_view(), name="undo_fold"),
    path("<str:reference>/conflicts/", Conflicts.as_view(), name="conflicts"),
    path("<str:reference>/conflicts/<uuid:conflict_id>/lift/", LiftConflict.as_view(), name="lift_conflict"),
    path("<str:reference>/conflicts/branches/", BarBranch.as_view(), name="bar_branch"),
    path(
        "<str:reference>/conflicts/branches/<uuid:conflict_id>/lift/",
        LiftBranch.as_view(),
        name="lift_branch",
    ),
    path("<str:reference>/household/", Household.as_view(), name="household"),
    path("<str:reference>/household/show-names/", ShowNames.as_view(), name="show_names"),
    path("<str:reference>/household/add/", AddPerson.as_view(), name="add_person"),
    path("<str:reference>/household/<uuid:person_id>/", ChangePerson.as_view(), name="change_person"),
    path(
        "<str:reference>/household/<uuid:person_id>/elsewhere/",
        LookForPerpetrator.as_view(),
        name="look_for_perpetrator",
    ),
    path("<str:reference>/same-person/<uuid:pair_id>/", DecideSamePerson.as_view(), name="same_person"),
    path("<str:reference>/safe-contact/", ShowSafeContact.as_view(), name="safe_contact"),
    path("<str:reference>/safe-contact/change/", ChangeSafeContact.as_view(), name="change_safe_contact"),
    path("<str:reference>/safe-contact/show-code-phrase/", ShowCodeWord.as_view(), name="show_code_word"),
    path("<str:reference>/safe-contact/review/", ReviewSafety.as_view(), name="review_safety"),
    path("<str:reference>/consents/", ConsentsOfCase.as_view(), name="consents"),
    path("<str:reference>/consents/record/", RecordConsent.as_view(), name="record_consent"),
    path(
        "<str:reference>/consents/<uuid:consent_id>/withdraw/",
        WithdrawConsent.as_view(),
        name="withdraw_consent",
    ),
    path("<str:reference>/sessions/", SessionsOfCase.as_view(), name="sessions"),
    path("<str:reference>/sessions/record/", RecordIntervention.as_view(), name="record_intervention"),
    path("<str:reference>/sessions/notes/<uuid:note_id>/", NotePage.as_view(), name="note"),
    path("<str:reference>/sessions/notes/<uuid:note_id>/open/", OpenNote.as_view(), name="open_note"),
    path("<str:reference>/follow-ups/", follow_ups.FollowUpsOfCase.as_view(), name="follow_ups"),
    path("<str:reference>/follow-ups/plan/", follow_ups.PlanFollowUp.as_view(), name="plan_follow_up"),
    path("<str:reference>/follow-ups/<uuid:follow_up_id>/", include(of_one_follow_up)),
]
