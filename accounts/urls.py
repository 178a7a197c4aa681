"""The lock, invitations, and the staff pages. Sign-in and sign-out stand in the project's list."""

from django.urls import path

from accounts.views import sessions, signing_in, staff

app_name = "accounts"
urlpatterns = [
    path("sign-in/demonstration/", signing_in.SignInToDemonstration.as_view(), name="demonstration"),
    path("lock/", signing_in.Lock.as_view(), name="lock"),
    path("unlock/", signing_in.Unlock.as_view(), name="unlock"),
    path("alive/", signing_in.Alive.as_view(), name="alive"),
    path("language/", signing_in.ChangeLanguage.as_view(), name="language"),
    path("password/", signing_in.ChangePassword.as_view(), name="change_password"),
    path("my-sign-in/sessions/", sessions.OwnSessions.as_view(), name="sessions"),
    path("my-sign-in/sessions/end/", sessions.EndSession.as_view(), name="end_session"),
    path("my-sign-in/sessions/end-others/", sessions.EndOtherSessions.as_view(), name="end_other_sessions"),
    path("welcome/<str:token>/", signing_in.Welcome.as_view(), name="welcome"),
    path("staff/", staff.Staff.as_view(), name="staff"),
    path("staff/invite/", staff.InviteWorker.as_view(), name="invite_worker"),
    path("staff/teams/", staff.Teams.as_view(), name="teams"),
    path("staff/<uuid:worker_id>/", staff.WorkerPage.as_view(), name="worker"),
    path("staff/<uuid:worker_id>/invite/", staff.InviteWorkerAgain.as_view(), name="invite_worker_again"),
    path("staff/<uuid:worker_id>/deactivate/", staff.DeactivateWorker.as_view(), name="deactivate_worker"),
    path("staff/<uuid:worker_id>/sign-out/", staff.EndSessionsOf.as_view(), name="end_sessions_of"),
]
