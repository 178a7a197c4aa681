"""Joint events: the list, one event, plan or record, change."""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import CASE_ROLES
from partners import queries
from partners.enums import KEEPER_ROLES
from partners.forms.joint_events import (
    ChangeJointEventForm,
    JointEventFilter,
    JointEventForm,
    NewJointEventForm,
)
from partners.models import JointEvent, PartnerOrganisation
from partners.policies import can_keep_joint_events
from partners.refusals import Conflict, Refusal
from partners.services import change_joint_event, record_joint_event


class JointEvents(ForRoles, View):
    roles = CASE_ROLES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = JointEventFilter(
            request.GET,
            years=queries.years_of_joint_events(self.worker),
            partners=PartnerOrganisation.objects.visible_to(self.worker).alphabetical(),
        )
        asked, marks = form.asked()
        context = {
            "form": form,
            "is_narrowed": any(asked.values()),
            "page": queries.joint_events_page(queries.joint_events(worker=self.worker, **asked), **marks),
            "can_keep": can_keep_joint_events(self.worker),
        }
        return render(request, "partners/event_list.html", context)


class JointEventPage(ForRoles, View):
    roles = CASE_ROLES

    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        event = get_object_or_404(queries.joint_event_in_full(self.worker), pk=pk)
        context = {
            "event": event,
            "came": queries.attendance_table(event),
            "can_keep": can_keep_joint_events(self.worker),
        }
        return render(request, "partners/event_detail.html", context)


class JointEventFormPage(ForRoles, View):
    """The form of one event. A subclass says which event, and what is done with what was typed."""

    roles = KEEPER_ROLES
    form_class: ClassVar[type[JointEventForm]]
    heading: ClassVar[str | Promise]

    def event(self, pk: uuid.UUID | None) -> JointEvent:
        raise NotImplementedError

    def save(self, form: Any) -> JointEvent:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        return self.show(self.form_class(instance=self.event(pk)))

    def post(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        form = self.form_class(request.POST, instance=self.event(pk))
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():
                event = self.save(form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=409)
        messages.success(request, _("The event is saved."))
        return redirect(event)

    def show(self, form: JointEventForm, status: int = 200) -> HttpResponse:
        saved = form.saved()
        back = saved.get_absolute_url() if saved else reverse("partners:events")
        context = {"form": form, "heading": self.heading, "back": back}
        return render(self.request, "partners/event_form.html", context, status=status)


class AddJointEvent(JointEventFormPage):
    form_class = NewJointEventForm
    heading = _("New event")

    def event(self, pk: uuid.UUID | None) -> JointEvent:
        return JointEvent()

    def save(self, form: Any) -> JointEvent:
        drawn = form.cleaned_data["event_id"]
        return record_joint_event(actor=self.worker, details=form.details(), event_id=drawn)


class ChangeJointEvent(JointEventFormPage):
    form_class = ChangeJointEventForm
    heading = _("Change the event")

    def event(self, pk: uuid.UUID | None) -> JointEvent:
        found: JointEvent = get_object_or_404(JointEvent.objects.kept_by(self.worker), pk=pk)
        return found

    def save(self, form: Any) -> JointEvent:
        version = form.cleaned_data["version"]
        event: JointEvent = form.instance
        try:
            change_joint_event(actor=self.worker, event=event, details=form.details(), version=version)
        except Conflict:
            form.compare()
            raise
        return event
