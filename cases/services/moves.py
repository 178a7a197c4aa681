"""The one way in which a case or a follow-up changes its state (decision 16)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from cases.refusals import Conflict
from cases.workflow import may_become


def move(record: Any, target: str, *, moves: dict[str, frozenset[str]], **changes: Any) -> bool:
    """Move `record` to `target` by one conditional update on status and version, and refresh it.

    Return False when it is in `target` already (asking twice does nothing), True when it moved.
    Raise Conflict when the table `moves` does not allow it or a colleague was faster.
    """
    model: type[Model] = type(record)
    if record.status != target and may_become(moves, record.status, target):
        moved = model._default_manager.filter(
            pk=record.pk, status=record.status, version=record.version
        ).update(status=target, version=F("version") + 1, **changes)
        if moved:
            _remember(record, {"status": target, "version": record.version + 1, **changes})
            return True
    record.refresh_from_db(fields=["status", "version", *changes])
    if record.status == target:
        return False
    raise Conflict(
        _("This was changed meanwhile: it is now “%(status)s”. Look at it again, then decide.")
        % {"status": record.get_status_display()}
    )


def _remember(record: Any, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(record, name, value)
