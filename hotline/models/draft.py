"""What was typed while a call ran."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _

from hotline.branches import Saved, unseen_in
from hotline.models.call import Call
from vault.enums import Purpose
from vault.fields import SealedJSONField
from vault.queryset import SealedQuerySet


class CallDraftQuerySet(SealedQuerySet):
    def newest_of(self, call: Call) -> Any:
        """Return the newest state of the window that saved last: its highest number, in whatever order."""
        of_the_call = self.filter(call=call)
        saved_last = of_the_call.order_by("-saved_at").values("client_id")[:1]
        return of_the_call.filter(client_id=Subquery(saved_last)).order_by("-seq").first()

    def unseen_by(self, *, call: Call, client_id: uuid.UUID, known_draft: uuid.UUID | None) -> Any:
        """Return the newest state of a call that a window has not seen (`branches`), or None."""
        rows = self.filter(call=call).order_by("saved_at", "seq").values_list(*Saved._fields)
        unseen = unseen_in([Saved(*row) for row in rows], client_id=client_id, known_draft=known_draft)
        return self.get(pk=unseen) if unseen else None


class CallDraft(models.Model):
    """One saved state of the form in one window. Rows are only added (decision 20)."""

    vault_tag = "call_draft"
    vault_owner = "call_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    client_id = models.UUIDField()  # one open window: a branch of its own (security R2)
    filled_from = models.UUIDField(null=True, editable=False)  # the draft that its page was filled from
    seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    typed = SealedJSONField(_("what was typed"), tag="typed", purpose=Purpose.CALL, blank=True)

    objects = CallDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a call")
        verbose_name_plural = _("drafts of calls")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "client_id", "seq"],
                name="call_draft_once_a_number",
                violation_error_message=_("This draft is saved already."),
            )
        ]
        indexes = [models.Index(fields=["call", "-saved_at"], name="call_draft_newest_of_call")]
        triggers = [pgtrigger.Protect(name="call_drafts_only_grow", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.client_id} {self.seq}"
