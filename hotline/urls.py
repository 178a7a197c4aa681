"""Calls. A call that has not begun has no reference yet: what its page sends carries the call in its pass."""

from django.urls import path

from hotline.views import (
    beside,
    cases,
    debriefs,
    drafts,
    finishing,
    lists,
    lookup,
    safety_check,
    shift,
    times,
    writing,
)

app_name = "hotline"
urlpatterns = [
    path("", lists.CallList.as_view(), name="calls"),
    path("new/", writing.NewCall.as_view(), name="new"),
    path("drafts/", drafts.SaveDraft.as_view(), name="save_draft"),
    path("renew/", drafts.RenewPage.as_view(), name="renew"),
    path("keep/", writing.KeepCall.as_view(), name="keep"),
    path("people/", writing.ChangePeople.as_view(), name="people"),
    path("lookup/", lookup.LookUpCaller.as_view(), name="lookup"),
    path("safety-check/", safety_check.CheckResult.as_view(), name="safety_check"),
    path("danger/", writing.NoteDanger.as_view(), name="danger"),
    path("danger-is-over/", writing.DangerIsOver.as_view(), name="danger_is_over"),
    path("hang-up/", writing.HangUp.as_view(), name="hang_up"),
    path("later/", writing.FinishLater.as_view(), name="later"),
    path("finish/", finishing.FinishCall.as_view(), name="finish"),
    path("to-times/", times.KeepAndCorrectTimes.as_view(), name="to_times"),
    path("after-the-fact/", times.AfterTheFact.as_view(), name="after_the_fact"),
    path("paper-form/", times.PaperForm.as_view(), name="paper_form"),
    path("outline/", beside.AddOutline.as_view(), name="outline"),
    path("known-cases/", beside.KnownCases.as_view(), name="known_cases"),
    path("find-partner/", beside.FindPartner.as_view(), name="find_partner"),
    path("call-back/", writing.CallBackNow.as_view(), name="call_back_now"),
    path("return/<uuid:call_id>/", writing.ReturnToCall.as_view(), name="return"),
    path("of-case/<str:reference>/", lists.CallsOfCase.as_view(), name="of_case"),
    path("<str:reference>/", writing.CallPage.as_view(), name="call"),
    path("<str:reference>/show/", writing.ShowPersonal.as_view(), name="show_personal"),
    path("<str:reference>/open-case/", cases.OpenCaseFromCall.as_view(), name="open_case"),
    path("<str:reference>/add-to-case/", cases.LinkCall.as_view(), name="link"),
    path("<str:reference>/times/", times.CorrectTimes.as_view(), name="times"),
    path("<str:reference>/call-back/", writing.CallBack.as_view(), name="call_back"),
    path("<str:reference>/take-over/", cases.TakeAlert.as_view(), name="take_alert"),
    path("<str:reference>/debrief/", debriefs.AskForDebrief.as_view(), name="ask_for_debrief"),
    path("<str:reference>/debrief/withdraw/", debriefs.WithdrawDebrief.as_view(), name="withdraw_debrief"),
]

shift_urlpatterns = [
    path("", shift.Board.as_view(), name="board"),
    path("begin/", shift.BeginShift.as_view(), name="begin"),
    path("end/", shift.EndShift.as_view(), name="end"),
    path("notes/<uuid:note_id>/", shift.ReadNote.as_view(), name="note"),
    path("debriefs/<uuid:debrief_id>/seen/", debriefs.SeeDebrief.as_view(), name="see_debrief"),
    path("debriefs/<uuid:debrief_id>/talked/", debriefs.HoldDebrief.as_view(), name="hold_debrief"),
]
