"""Opaque references: what people read aloud and what stands in a URL (decision 2)."""

import secrets
from typing import Any

from django.db import IntegrityError, models, transaction

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 11  # C-4M7T-K9QX


def new_reference(prefix: str) -> str:
    """Return `prefix` and eight random Crockford symbols, like C-4M7T-K9QX."""
    symbols = "".join(secrets.choice(CROCKFORD) for _ in range(8))
    return f"{prefix}-{symbols[:4]}-{symbols[4:]}"


def insert_with_reference(row: models.Model, prefix: str, *, tries: int = 5) -> None:
    """Insert `row` under a fresh reference; on a collision draw another one (about 1 in 10^12)."""
    record: Any = row
    for remaining in range(tries, 0, -1):
        record.reference = new_reference(prefix)
        try:
            with transaction.atomic():
                record.save(force_insert=True)
        except IntegrityError as error:
            if remaining == 1 or "reference" not in str(error):
                raise
        else:
            return
