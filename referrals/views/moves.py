"""The moves of a referral: the partner answers by telephone or letter, the worker notes it here."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from accounts.models import User
from cases.refusals import Conflict
from cases.views.pages import CaseFormPage
from referrals import policies, services
from referrals.forms import DeclineForm, MoveForm, NoteForm, SendForm, WithdrawForm
from referrals.models import Referral
from referrals.views.referral import OfReferral


class MoveReferral(OfReferral, CaseFormPage):
    """A form that moves the referral from the state in which the worker saw it.

    What comes in late is left to the service: the same move again is a quiet success, another one a
    conflict (409) that keeps what was typed.
    """

    template_name = "referrals/referral_move.html"
    says: ClassVar[str | Promise] = ""  # what will follow from it, said before it is done
    policy: ClassVar[Callable[[User, Referral], Answer]]
    service: ClassVar[Callable[..., Referral]]

    def asked(self) -> Answer:
        if self.request.method == "POST":
            return policies.can_handle_referral(self.worker, self.referral)
        return type(self).policy(self.worker, self.referral)

    def form_options(self) -> dict[str, Any]:
        return {"initial": {"version": self.referral.version}}

    def context(self) -> dict[str, Any]:
        return {"referral": self.referral, "back": self.next_url(), "says": self.says}

    def act(self, form: Any) -> None:
        typed = dict(form.cleaned_data)
        self.referral.version = typed.pop("version")  # the state that she decided on, not the one just loaded
        try:
            type(self).service(actor=self.worker, referral=self.referral, **typed)
        except Conflict:
            form.data = form.data.copy()
            form.data["version"] = self.referral.version
            raise

    def next_url(self) -> str:
        return self.referral.get_absolute_url()


class SendReferral(MoveReferral):
    form_class = SendForm
    template_name = "referrals/referral_send.html"
    heading = _("Send the referral")
    button = _("Note as sent")
    done = _("Sent. We ask for an answer when it is due.")
    policy = policies.can_send_referral
    service = services.send_referral

    def context(self) -> dict[str, Any]:
        permission = services.permission_to_send(self.referral)
        return {**super().context(), "why": "" if permission else services.NO_PERMISSION}


class NoteSeen(MoveReferral):
    form_class = MoveForm
    heading = _("They received it")
    button = _("Note that they received it")
    done = _("Noted: they received it.")
    says = _("We go on waiting for their answer.")
    policy = policies.can_note_seen
    service = services.note_seen


class AcceptReferral(MoveReferral):
    form_class = NoteForm
    heading = _("They said yes")
    button = _("Note their yes")
    done = _("Noted: they accepted.")
    policy = policies.can_accept_referral
    service = services.accept_referral


class DeclineReferral(MoveReferral):
    form_class = DeclineForm
    heading = _("They said no")
    button = _("Note their no")
    done = _("Noted: they declined. Finding another service is planned.")
    says = _("We stop asking them, and finding another service is planned.")
    policy = policies.can_decline_referral
    service = services.decline_referral


class ReportServiceStarted(MoveReferral):
    form_class = NoteForm
    heading = _("The service has begun")
    button = _("Note service begun")
    done = _("Noted: the service has begun.")
    policy = policies.can_report_service_started
    service = services.report_service_started


class CompleteReferral(MoveReferral):
    form_class = NoteForm
    heading = _("What we asked for is done")
    button = _("Note it completed")
    done = _("Noted: completed.")
    policy = policies.can_complete_referral
    service = services.complete_referral


class WithdrawReferral(MoveReferral):
    form_class = WithdrawForm
    heading = _("Take the referral back")
    button = _("Take it back")
    done = _("The referral is taken back.")
    says = _("It ends here. Tell the partner if it was sent already.")
    policy = policies.can_withdraw_referral
    service = services.withdraw_referral


class NoteNoAnswer(MoveReferral):
    form_class = MoveForm
    heading = _("No answer came")
    button = _("Stop waiting")
    done = _("Noted: no answer. A late one can still be noted.")
    says = _("We stop asking them. A late answer can still be noted.")
    policy = policies.can_note_no_answer
    service = services.note_no_answer
