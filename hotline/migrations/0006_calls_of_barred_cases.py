"""Row-level security knows of conflicts: a call of a case from which its worker is barred is not there for her."""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
NEVER_WHEN_BARRED = f"""
CREATE POLICY never_when_barred ON hotline_call AS RESTRICTIVE TO centre_app USING (NOT EXISTS (
    SELECT 1 FROM hotline_callcase AS link
    JOIN cases_conflictofinterest AS barring ON barring.case_id = link.case_id
    WHERE link.call_id = hotline_call.id AND barring.worker_id = {ACTOR} AND barring.lifted_at IS NULL
))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0005_rows_are_held"),
        ("cases", "0015_rows_of_conflicts_and_emergencies"),
    ]

    operations = [migrations.RunSQL(NEVER_WHEN_BARRED, "DROP POLICY never_when_barred ON hotline_call")]
