"""The published numbers as a file for a spreadsheet."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from reporting.queries import PublishedStatistic


def as_csv(statistic: PublishedStatistic) -> bytes:
    """Return one line a number, exactly what the page shows; with the mark that spreadsheets look for."""
    text = StringIO()
    lines = csv.writer(text)
    lines.writerow([_("Table"), _("Row"), _("How many")])
    hidden = _("hidden")
    tables = [(table.title, table.rows) for table in statistic.tables]
    for title, rows in [(statistic.title, statistic.headline), *tables]:
        lines.writerows([title, row.label, hidden if row.number is None else row.number] for row in rows)
    return text.getvalue().encode("utf-8-sig")
