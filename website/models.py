"""The texts of the public pages that the centre writes itself."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from website.enums import PageLanguage, PublicPage

LONGEST_BODY = 6000
"""More would not fit into the 30 kB of a public page: two bytes a Cyrillic letter."""


class PublicTextQuerySet(models.QuerySet["PublicText"]):
    """Which texts."""

    def of(self, page: str, language: str) -> "PublicTextQuerySet":
        """Keep the text of one page in one language: one, or none yet."""
        return self.filter(page=page, language=language)


class PublicText(models.Model):
    """What one page says in one language: Markdown, published at once. `version` guards against two tabs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.CharField(_("page"), max_length=20, choices=PublicPage)
    language = models.CharField(_("language"), max_length=2, choices=PageLanguage)
    title = models.CharField(_("heading"), max_length=120)
    body = models.CharField(
        _("text"),
        max_length=LONGEST_BODY,
        help_text=_("## begins a part, - a list, 1. steps, > a box, [words](https://address) a link."),
    )
    checked_on = models.DateField(_("checked on"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"))
    version = models.PositiveIntegerField(_("version"), default=1)

    objects = PublicTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("public text")
        verbose_name_plural = _("public texts")
        ordering = ("page", "language")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"],
                name="public_text_stands_once",
                violation_error_message=_("This page has its text in this language already."),
            ),
            models.CheckConstraint(
                name="public_text_page_is_known",
                condition=Q(page__in=PublicPage.values),
                violation_error_message=_("Choose the page from the list."),
            ),
            models.CheckConstraint(
                name="public_text_language_is_known",
                condition=Q(language__in=PageLanguage.values),
                violation_error_message=_("Choose the language from the list."),
            ),
            models.CheckConstraint(
                name="public_text_says_something",
                condition=~Q(title="") & ~Q(body=""),
                violation_error_message=_("A page without a heading or a text helps nobody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.language}"
