"""The lock, invitations, and the staff pages. Sign-in and sign-out stand in the project's list."""

from django.urls import path

from accounts.views import my_sign_in, resets, second_factor, sessions, signing_in, staff

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
    path("second-step/", second_factor.SecondFactor.as_view(), name="second_factor"),
    path(
        "second-step/passkey/",
        second_factor.SecondFactorByPasskey.as_view(),
        name="second_factor_by_passkey",
    ),
    path("second-step/enrol/", second_factor.Enrol.as_view(), name="enrol"),
    path("second-step/enrol/passkey/", second_factor.EnrolPasskey.as_view(), name="enrol_passkey"),
    path("ask-again/", my_sign_in.AskAgain.as_view(), name="ask_again"),
    path("ask-again/passkey/", my_sign_in.AskAgainByPasskey.as_view(), name="ask_again_by_passkey"),
    path("my-sign-in/", my_sign_in.MySignIn.as_view(), name="my_sign_in"),
    path("my-sign-in/app/", my_sign_in.AddApp.as_view(), name="add_app"),
    path("my-sign-in/passkey/", my_sign_in.AddPasskey.as_view(), name="add_passkey"),
    path("my-sign-in/codes/", my_sign_in.NewRecoveryCodes.as_view(), name="new_recovery_codes"),
    path(
        "my-sign-in/<int:authenticator_id>/name/", my_sign_in.RenamePasskey.as_view(), name="rename_passkey"
    ),
    path(
        "my-sign-in/<int:authenticator_id>/remove/",
        my_sign_in.RemoveAuthenticator.as_view(),
        name="remove_authenticator",
    ),
    path("staff/resets/", resets.Resets.as_view(), name="resets"),
    path("staff/resets/<uuid:reset_id>/", resets.ConfirmReset.as_view(), name="confirm_reset"),
    path("staff/<uuid:worker_id>/reset/", resets.StartReset.as_view(), name="start_reset"),
    path("staff/", staff.Staff.as_view(), name="staff"),
    path("staff/invite/", staff.InviteWorker.as_view(), name="invite_worker"),
    path("staff/teams/", staff.Teams.as_view(), name="teams"),
    path("staff/<uuid:worker_id>/", staff.WorkerPage.as_view(), name="worker"),
    path("staff/<uuid:worker_id>/invite/", staff.InviteWorkerAgain.as_view(), name="invite_worker_again"),
    path("staff/<uuid:worker_id>/deactivate/", staff.DeactivateWorker.as_view(), name="deactivate_worker"),
    path("staff/<uuid:worker_id>/sign-out/", staff.EndSessionsOf.as_view(), name="end_sessions_of"),
]
