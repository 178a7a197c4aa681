"""The page on which the auditor reads the journal: newest first, filtered, paged by key.

It stands here and not in `audit`, which knows neither workers nor cases. Reading it is itself journaled.
"""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from accounts.access import ForRoles
from accounts.enums import Role
from accounts.models import User
from audit.enums import EntryKind
from audit.models import JournalEntry
from audit.services import Subject, record_view
from cases.models import Case, ConflictOfInterest
from cases.queries import case_id_of
from cases.row_security import Why, seeing_every_case
from reference.moments import moments_of

LINES_ON_A_PAGE = 50
Names = dict[uuid.UUID, str]

# What a file was opened for, in words; `tests/architecture/test_journal_words.py` asks for every code.
PURPOSES = {
    "beside_call": _("To know of the case while she calls"),
    "call_back": _("To call back after a cut line"),
    "call_page": _("Page of the call"),
    "calls": _("Calls of the case"),
    "case_page": _("Page of the case"),
    "change_person": _("To change the details of a person"),
    "change_safe_contact": _("To change the rules of safe contact"),
    "compare_perpetrator": _("To find who used violence in other cases"),
    "compare_windows": _("To compare what two windows hold"),
    "conflicts": _("Conflicts of interest of the case"),
    "consents": _("Consents of the case"),
    "dial": _("To reach her"),
    "emergency_review": _("To review an emergency access"),
    "fold": _("To fold a case that was opened twice"),
    "follow_up": _("Page of the follow-up"),
    "follow_ups": _("Follow-ups of the case"),
    "household": _("Household of the case"),
    "open_case": _("To open or link a case"),
    "referral": _("Page of the referral"),
    "referrals": _("Referrals of the case"),
    "review_safety": _("To review her safety after a stop of contact"),
    "safe_contact": _("Rules of safe contact"),
    "search": _("To find a person"),
    "search_result": _("A row of a search"),
    "session_note": _("To read a session note"),
    "sessions": _("Sessions of the case"),
    "show_code_word": _("To see the code phrase"),
    "show_name": _("To see her name"),
    "show_names": _("To see the names of the household"),
    "show_personal": _("To see the name, number and address in a call"),
    "write_call": _("To write down the call"),
}


class JournalFilter(forms.Form):
    """Whose lines, about which case, of which kind, of which day. `before` and `after` are line numbers."""

    worker = forms.TypedChoiceField(label=_("Worker"), required=False, coerce=uuid.UUID, empty_value=None)
    case = forms.CharField(label=_("Case"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *EntryKind.choices]
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: User, workers: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.barred_from = ConflictOfInterest.objects.barring(reader).values("case")
        self.fields["worker"].choices = [("", _("Every worker")), *workers.items()]  # type: ignore[attr-defined]
        self.fields["case"].widget.attrs["placeholder"] = "C-4M7T-K9QX"

    def clean_case(self) -> uuid.UUID | None:
        reference = self.cleaned_data["case"].upper()
        if not reference:
            return None
        found = case_id_of(reference)
        if not found or self.barred_from.filter(case=found).exists():
            raise forms.ValidationError(_("No case has this reference. Write it like C-4M7T-K9QX."))
        return found

    def wanted(self) -> QuerySet[JournalEntry]:
        """Return the lines that were asked for; none while something in the filter must be mended.

        Nobody reads what was done with a case from which she is barred (decision 38).
        """
        if not self.is_valid():
            return JournalEntry.objects.none()
        asked = self.cleaned_data
        named = {"actor_id": asked["worker"], "case_id": asked["case"], "kind": asked["kind"]}
        lines = JournalEntry.objects.filter(**{column: value for column, value in named.items() if value})
        lines = lines.exclude(case_id__in=self.barred_from)
        return lines.filter(at__range=moments_of(asked["day"])) if asked["day"] else lines

    def used(self) -> list[str]:
        return [name for name in ("worker", "case", "kind", "day") if self.cleaned_data.get(name)]


@dataclass(frozen=True)
class Line:
    """One line with the words that its ids stand for."""

    entry: JournalEntry
    worker: str
    case: str
    record_kind: str

    @property
    def templates(self) -> tuple[str, str]:
        """Return the template of the verb's own app, and the plain one for verbs without."""
        return f"audit/entries/{self.entry.verb}.html", "audit/entries/_plain.html"

    @property
    def purpose(self) -> str:
        """Return the purpose in words; one that no page has any more stands as its code."""
        return str(PURPOSES.get(self.entry.purpose, self.entry.purpose))

    @property
    def fields(self) -> list[str]:
        """Return the names of the fields in words; one that no record has any more stands as its code."""
        return [str(fields_in_words().get(name, name)) for name in self.entry.fields]


@dataclass(frozen=True)
class Page:
    entries: list[JournalEntry]
    newer: int | None
    older: int | None


class Journal(ForRoles, View):
    """The journal, for the auditor alone (decision 12)."""

    roles = {Role.AUDITOR}

    def get(self, request: HttpRequest) -> TemplateResponse:
        auditor = cast("User", request.user)  # ForRoles let nobody else in
        workers: Names = dict(User.objects.values_list("pk", "display_name"))
        form = JournalFilter(request.GET, reader=auditor, workers=workers)
        lines = form.wanted()
        page = page_of(lines, before=form.cleaned_data.get("before"), after=form.cleaned_data.get("after"))
        record_view(
            actor=auditor,
            verb="audit.journal_read",
            subject=Subject("audit.journalentry"),
            case_id=form.cleaned_data.get("case"),
            fields=form.used(),
        )
        context = {"form": form, "page": page, "lines": in_words(page.entries, workers)}
        return TemplateResponse(request, "audit/journal.html", context)


def page_of(lines: QuerySet[JournalEntry], *, before: int | None, after: int | None) -> Page:
    """Return the lines newer than `before`, else older than `after`, else the newest; the newest first."""
    newer_lines = lines.filter(id__gt=before or 0).order_by("id")
    older_lines = lines.filter(id__lt=after) if after else lines
    found = list((newer_lines if before else older_lines.order_by("-id"))[: LINES_ON_A_PAGE + 1])
    goes_on = len(found) > LINES_ON_A_PAGE
    entries = sorted(found[:LINES_ON_A_PAGE], key=lambda entry: entry.pk, reverse=True)
    has_newer, has_older = (goes_on, True) if before else (after is not None, goes_on)
    return Page(
        entries,
        newer=entries[0].pk if entries and has_newer else None,
        older=entries[-1].pk if entries and has_older else None,
    )


def in_words(entries: list[JournalEntry], workers: Names) -> list[Line]:
    """Give each line its worker's name and its case's reference: one query, whatever the number of lines.

    The journal outlives what it speaks of, so an erased case is shown by its id.
    """
    ids = {entry.case_id for entry in entries if entry.case_id}
    with seeing_every_case(Why.JOURNAL):
        cases: Names = dict(Case.objects.filter(pk__in=ids).values_list("pk", "reference"))
    return [
        Line(
            entry=entry,
            worker=workers.get(entry.actor_id, str(entry.actor_id)),
            case=cases.get(entry.case_id, str(entry.case_id)) if entry.case_id else "",
            record_kind=_kind_in_words(entry.subject_kind),
        )
        for entry in entries
    ]


@cache
def fields_in_words() -> dict[str, str | Promise]:
    """Return what the fields of all records are called: a line may name those of several at once.

    What is told of a person comes before a key of the same name to another record.
    """
    words: dict[str, str | Promise] = {
        "all": _("everything"),
        "people": _("people of the call"),
        "household": _("people of the household"),
    }
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    keys_first = sorted(fields, key=lambda field: not field.is_relation)
    return words | {field.name: field.verbose_name for field in keys_first}


def _kind_in_words(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:  # a model that is no more
        return label
