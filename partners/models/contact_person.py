"""Whom to ask at a branch."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models.branch import Branch
from partners.models.entries import EntryQuerySet
from reference.models import in_active_language


class ContactPerson(models.Model):
    """Whom to ask at a branch: work data only, never a private number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="contacts", verbose_name=_("branch"))
    position_ru = models.CharField(_("position in Russian"), max_length=150)
    position_kk = models.CharField(_("position in Kazakh"), max_length=150, blank=True)
    position_en = models.CharField(_("position in English"), max_length=150, blank=True)
    name = models.CharField(_("name"), max_length=150)
    work_phone = models.CharField(
        _("work phone"), max_length=60, blank=True, help_text=_("The office's number, not a private one.")
    )
    work_email = models.EmailField(_("work email"), blank=True)
    is_current = models.BooleanField(_("works there now"), default=True)

    objects = EntryQuerySet["ContactPerson"].as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        constraints = [
            models.CheckConstraint(
                name="contact_person_can_be_reached",
                condition=~Q(work_phone="") | ~Q(work_email=""),
                violation_error_message=_("Write a work phone or a work email."),
            ),
        ]

    def __str__(self) -> str:
        return self.position

    def get_absolute_url(self) -> str:
        return self.branch.get_absolute_url()

    @property
    def position(self) -> str:
        """The position in the active language."""
        return in_active_language(self, "position")
