"""Sessions, consultations and viewings: the tab, recording, and the privileged note."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.answers import Answer
from cases import policies
from cases.enums import InterventionKind
from cases.forms.interventions import InterventionForm, OpenNoteForm
from cases.models import CaseQuerySet, SessionNote
from cases.queries import case_files
from cases.services.interventions import open_note_to, record_intervention
from cases.sessions import interventions_of
from cases.views.pages import CaseFormPage, CasePage

KIND_ICONS = {
    InterventionKind.SESSION: "user",
    InterventionKind.CHILD_CONSULTATION: "mood-kid",
    InterventionKind.FAMILY_SESSION: "users",
    InterventionKind.VIEWING: "player-play",
    InterventionKind.LEGAL_CONSULTATION: "scale",
    InterventionKind.HOME_VISIT: "home",
    InterventionKind.ACCOMPANIMENT: "walk",
}


class SessionsOfCase(CasePage):
    """What took place. Only who may read a note sees that there is a way to it."""

    tab = "sessions"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with self.reading("sessions"):
            return self.tab_page(
                "cases/intervention_list.html",
                interventions=interventions_of(self.case, worker=self.worker),
                kind_icons=KIND_ICONS,
                can_record=policies.can_record_intervention(self.worker, self.case),
            )


class RecordIntervention(CaseFormPage):
    """Write down what took place."""

    form_class = InterventionForm
    template_name = "cases/intervention_form.html"
    heading = _("Record a session")
    button = _("Save session")
    done = _("Saved. The note can be read by you alone.")

    def asked(self) -> Answer:
        return policies.can_record_intervention(self.worker, self.case)

    def form_options(self) -> dict[str, Any]:
        return {"case": self.case}

    def context(self) -> dict[str, Any]:
        return {"kind_icons": KIND_ICONS}

    def act(self, form: InterventionForm) -> None:
        record_intervention(actor=self.worker, case=self.case, details=form.details())

    def next_url(self) -> str:
        return reverse("cases:sessions", kwargs={"reference": self.case.reference})


class NotePage(CasePage):
    """A privileged note. To everybody but its author and those she let in it does not exist (404).

    No emergency opens it, not to them either.
    """

    tab = "sessions"

    def cases(self) -> CaseQuerySet:
        return case_files().visible_to(self.worker)

    @cached_property
    def note(self) -> SessionNote:
        notes = SessionNote.objects.readable_by(self.worker).filter(case=self.case)
        found: SessionNote = get_object_or_404(
            notes.select_related("intervention", "author"), pk=self.kwargs["note_id"]
        )
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        note = self.note
        with self.reading("session_note", fields=["text"], privileged=True):
            return self.tab_page(
                "cases/note_detail.html",
                note=note,
                readers=[grant.worker for grant in note.grants.select_related("worker")],
                can_open=policies.can_open_note_to(self.worker, note),
                form=OpenNoteForm(note=note),
            )


class OpenNote(NotePage):
    """The author opens her note to a colleague."""

    asks_again = True

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._back()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OpenNoteForm(request.POST, note=self.note)
        answer = policies.can_open_note_to(self.worker, self.note)
        if not answer:
            messages.error(request, str(answer.reason))
        elif not form.is_valid():
            messages.error(request, _("Choose a colleague from the list."))
        else:
            open_note_to(actor=self.worker, note=self.note, worker=form.cleaned_data["worker"])
            messages.success(request, _("Your colleague can read the note now."))
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect("cases:note", reference=self.case.reference, note_id=self.note.pk)
