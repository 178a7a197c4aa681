"""The directory of partners: look, add, change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import CASE_ROLES
from partners.enums import KEEPER_ROLES
from partners.forms.directory import (
    AgreementForm,
    BranchForm,
    ContactForm,
    DirectoryFilter,
    EntryForm,
    PartnerForm,
    ServiceForm,
)
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from partners.policies import can_keep_directory
from partners.queries import directory, directory_page, partner_in_full
from partners.services import Entry, add_entry, change_entry


class DirectoryView(ForRoles, View):
    roles = CASE_ROLES


class Directory(DirectoryView):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = DirectoryFilter(request.GET)
        asked, marks = form.asked()
        context = {
            "form": form,
            "is_narrowed": any(asked.values()),
            "page": directory_page(directory(worker=self.worker, **asked), **marks),
            "can_keep": can_keep_directory(self.worker),
        }
        return render(request, "partners/partner_list.html", context)


class PartnerPage(DirectoryView):
    def get(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        context = {
            "partner": get_object_or_404(partner_in_full(self.worker), pk=pk),
            "can_keep": can_keep_directory(self.worker),
            "today": timezone.localdate(),
        }
        return render(request, "partners/partner_detail.html", context)


class EntryPage(DirectoryView):
    """The form of one entry. A subclass says which entry, where it is found, and what the page is called."""

    roles = KEEPER_ROLES
    form_class: type[EntryForm]
    heading: Any = ""
    back: Any = ""

    def entry(self, pk: uuid.UUID | None) -> Entry:
        raise NotImplementedError

    def save(self, form: EntryForm) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        return self.show(self.form_class(instance=self.entry(pk)))

    def post(self, request: HttpRequest, pk: uuid.UUID | None = None) -> HttpResponse:
        form = self.form_class(request.POST, instance=self.entry(pk))
        if not form.is_valid():
            return self.show(form)
        self.save(form)
        messages.success(request, _("Saved in the directory."))
        return redirect(form.instance)

    def show(self, form: EntryForm) -> HttpResponse:
        back = self.back or form.instance.get_absolute_url()
        context = {"form": form, "heading": self.heading, "back": back, "owner": form.get_owner()}
        return render(self.request, "partners/entry_form.html", context)


class AddEntry(EntryPage):
    """A new entry under `owners`: a partner or a branch."""

    owners: Any = Branch.objects

    def entry(self, pk: uuid.UUID | None) -> Entry:
        owner = get_object_or_404(self.owners.kept_by(self.worker), pk=pk)
        return self.form_class.new_entry(owner)

    def save(self, form: EntryForm) -> None:
        add_entry(actor=self.worker, entry=form.instance)


class ChangeEntry(EntryPage):
    """An entry among `entries`."""

    entries: Any

    def entry(self, pk: uuid.UUID | None) -> Entry:
        found: Entry = get_object_or_404(self.entries.kept_by(self.worker), pk=pk)
        return found

    def save(self, form: EntryForm) -> None:
        change_entry(actor=self.worker, entry=form.instance, fields=form.changed_data)


class AddPartner(AddEntry):
    form_class = PartnerForm
    heading = _("New partner")
    back = reverse_lazy("partners:list")

    def entry(self, pk: uuid.UUID | None) -> Entry:
        return PartnerOrganisation(checked_on=timezone.localdate())


class ChangePartner(ChangeEntry):
    form_class = PartnerForm
    entries = PartnerOrganisation.objects
    heading = _("Change the partner")


class AddBranch(AddEntry):
    form_class = BranchForm
    owners = PartnerOrganisation.objects
    heading = _("New branch")


class ChangeBranch(ChangeEntry):
    form_class = BranchForm
    entries = Branch.objects
    heading = _("Change the branch")


class AddService(AddEntry):
    form_class = ServiceForm
    heading = _("New service")


class ChangeService(ChangeEntry):
    form_class = ServiceForm
    entries = OfferedService.objects
    heading = _("Change the service")


class AddContact(AddEntry):
    form_class = ContactForm
    heading = _("New contact person")


class ChangeContact(ChangeEntry):
    form_class = ContactForm
    entries = ContactPerson.objects
    heading = _("Change the contact person")


class AddAgreement(AddEntry):
    form_class = AgreementForm
    owners = PartnerOrganisation.objects
    heading = _("New agreement")


class ChangeAgreement(ChangeEntry):
    form_class = AgreementForm
    entries = Agreement.objects
    heading = _("Change the agreement")
