"""Bring the lists of reference/data into the database, as often as one likes."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.forms import modelform_factory

from reference.models import (
    District,
    Donor,
    HelpLine,
    Holiday,
    LegalBasis,
    MediaTitle,
    NoteOutline,
    RiskInstrument,
    RiskQuestion,
)

DATA = Path(__file__).resolve().parents[2] / "data"
LISTS: dict[str, Any] = {
    "districts": District,
    "holidays": Holiday,
    "legal_bases": LegalBasis,
    "media_titles": MediaTitle,
    "donors": Donor,
    "help_lines": HelpLine,
    "risk_instruments": RiskInstrument,
    "risk_questions": RiskQuestion,
    "note_outlines": NoteOutline,
}


class Command(BaseCommand):
    help = (
        "Add the reference lists and bring older rows up to date. Nothing is deleted, and a row that was "
        "checked at the centre on the file's day or later stays as the centre wrote it."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        for name, model in LISTS.items():
            written = load(model, DATA / f"{name}.csv")
            if options["verbosity"] > 0:
                self.stdout.write(f"{name}: {written} written, {model.objects.count()} in all")


@transaction.atomic
def load(model: Any, file: Path) -> int:
    """Write the lines of `file` that are new or were checked later than the centre's row; return how many.

    The model's own form reads a line, so every rule of the model holds for the files as well.
    A region stands above its districts in the file, so that the districts find it; so do the instruments
    above their questions in the list of files.
    """
    rows = {row.code: row for row in model.objects.all()}
    line_form = modelform_factory(model, fields="__all__", formfield_callback=column)
    with file.open(encoding="utf-8", newline="") as text:
        lines = [line for line in csv.DictReader(text) if is_news(line, rows.get(line["code"]))]
    for line in lines:
        form = line_form(line, instance=rows.get(line["code"]))
        if not form.is_valid():
            raise CommandError(f"{file.name}, {line['code']}: {form.errors.as_json()}")
        form.save()
    return len(lines)


def is_news(line: dict[str, str], row: Any) -> bool:
    """Say whether the file knows better than the centre."""
    return row is None or dt.date.fromisoformat(line["checked_on"]) > row.checked_on


def column(field: Any, **options: Any) -> Any:
    """Read a relation (a district's region) by its code; every other column as the model's own form does."""
    return field.formfield(**({"to_field_name": "code"} if field.is_relation else {}), **options)
