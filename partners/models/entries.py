"""What all entries of the directory share."""

from typing import Self, TypeVar

from django.db import models

from accounts.models import User
from partners.enums import KEEPER_ROLES

Entry_co = TypeVar("Entry_co", bound=models.Model, covariant=True)


class EntryQuerySet(models.QuerySet[Entry_co]):
    """What is written under a partner: branches, services, contact persons, agreements."""

    def kept_by(self, worker: User) -> Self:
        """Those who keep the directory reach every entry, ended ones too; others reach none."""
        return self if worker.role in KEEPER_ROLES else self.none()
