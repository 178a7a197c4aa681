"""The product without its guards: what they cost is the ratio to it (issue of access).

Nobody is asked who may see a case or a call, nothing is journaled, and the database is the owner's, whom
row-level security does not hold. Only the bench serves this, over invented data.
"""

from typing import Any
from unittest.mock import patch

from django.db.models import DateTimeField, Value

from crisis_center.wsgi import application

__all__ = ["application"]

NEVER = Value(None, DateTimeField())


def _everything(rows: Any, *_asked: Any) -> Any:
    return rows.annotate(emergency_until=NEVER)


def _nothing(*_asked: Any, **_options: Any) -> None:
    """Do nothing."""


# By their names: the modules are imported only now that Django is set up.
for _name in ("visible_to", "safe_contact_visible_to", "open_to", "safe_contact_open_to", "not_barring"):
    patch(f"cases.models.case.CaseQuerySet.{_name}", _everything).start()
patch("hotline.models.CallQuerySet.not_barring", lambda rows, *_asked: rows).start()
patch("audit.services._insert", _nothing).start()
patch("crisis_center.middleware.act_as", _nothing).start()
for _name in ("_become_service", "_return_to"):
    patch(f"cases.row_security.{_name}", _nothing).start()
