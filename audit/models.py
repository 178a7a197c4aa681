"""The journal: who did or saw what, when. Ids, verbs and field names; never a value (security L1)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.db.models.lookups import Regex
from django.utils.translation import gettext_lazy as _

from audit.enums import EntryKind

VERB = r"^[a-z_]+(\.[a-z_]+)+$"
NAME = r"^[a-z_.]+$"
CODE_OR_EMPTY = r"^[a-z_]*$"
NAMES_JOINED = r"^([a-z_.]+(,[a-z_.]+)*)?$"


class JournalEntry(models.Model):
    """One line of the journal. It has no foreign keys: it outlives what it speaks of (decision 20)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    actor_id = models.UUIDField(_("worker"), editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind, editable=False)
    verb = models.CharField(_("what was done"), max_length=80, editable=False)
    subject_kind = models.CharField(_("kind of record"), max_length=80, editable=False)
    subject_id = models.UUIDField(_("record"), null=True, editable=False)
    case_id = models.UUIDField(_("case"), null=True, editable=False)
    fields = ArrayField(
        models.CharField(max_length=80), verbose_name=_("fields"), default=list, editable=False
    )
    purpose = models.CharField(_("purpose"), max_length=40, blank=True, editable=False)
    request_id = models.UUIDField(_("request"), null=True, editable=False)
    result = models.CharField(_("result"), max_length=40, default="done", editable=False)

    class Meta:
        verbose_name = _("journal line")
        verbose_name_plural = _("journal lines")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["case_id", "id"], name="journal_by_case"),
            models.Index(fields=["actor_id", "id"], name="journal_by_actor"),
            models.Index(fields=["subject_id", "id"], name="journal_by_subject"),
            models.Index(
                fields=["actor_id", "at"], condition=models.Q(purpose="search"), name="journal_searches"
            ),
            BrinIndex(fields=["at"], name="journal_by_moment"),  # lines lie in the order of time
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_journalentry_kind_is_known",
                condition=models.Q(kind__in=EntryKind.values),
                violation_error_message=_("A journal line is a change, a reading or a refusal."),
            ),
            models.CheckConstraint(
                name="audit_journalentry_verb_is_dotted",
                condition=models.Q(verb__regex=VERB),
                violation_error_message=_("A journal line names its verb as app.past_tense."),
            ),
            models.CheckConstraint(
                name="audit_journalentry_codes_are_not_text",
                condition=models.Q(
                    purpose__regex=CODE_OR_EMPTY, result__regex=CODE_OR_EMPTY, subject_kind__regex=NAME
                ),
                violation_error_message=_("A journal line holds codes, never text."),
            ),
            models.CheckConstraint(
                name="audit_journalentry_fields_are_names",
                condition=Regex(
                    models.Func(
                        models.F("fields"),
                        models.Value(","),
                        function="array_to_string",
                        output_field=models.TextField(),
                    ),
                    models.Value(NAMES_JOINED),
                ),
                violation_error_message=_("A journal line names fields, never their values."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_truncated",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'The journal is append-only: % refuses truncate', TG_TABLE_NAME;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"
