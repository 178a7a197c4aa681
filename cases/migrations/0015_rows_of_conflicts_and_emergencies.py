"""Row-level security knows of conflicts and of emergencies (decisions 38 and 39), as `CaseQuerySet.open_to` does.

A conflict of interest bars its worker from the row whatever else shows it; an emergency shows one case and its
file for an hour, to an operator too. The hour is over by the clock of the application, which set when it ends.
"""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
NOW = "nullif(current_setting('centre.now', true), '')::timestamptz"
IS_BARRED = f"""
EXISTS (
    SELECT 1 FROM cases_conflictofinterest AS barring
    WHERE barring.case_id = cases_case.id AND barring.worker_id = {ACTOR} AND barring.lifted_at IS NULL
)
"""
IN_AN_EMERGENCY = f"""
EXISTS (
    SELECT 1 FROM cases_emergencyaccess AS hour
    WHERE hour.case_id = {{case}} AND hour.worker_id = {ACTOR}
    AND hour.ended_at IS NULL AND hour.expires_at > {NOW}
)
"""
OF_A_FILE_IN_AN_EMERGENCY = f"""
EXISTS (
    SELECT 1 FROM cases_case AS file WHERE file.id = {{table}}.case_id AND file.id >= {{table}}.case_id
)
AND {IN_AN_EMERGENCY.format(case="{table}.case_id")}
"""
FILE_TABLES = (
    "cases_person",
    "cases_statuschange",
    "cases_riskassessment",
    "cases_timelineentry",
    "cases_consent",
    "cases_intervention",
    "cases_followup",
    "cases_contactattempt",
)


def opened_in_an_emergency(table: str, using: str) -> str:
    return f"CREATE POLICY opened_in_an_emergency ON {table} TO centre_app USING ({using.format(table=table)})"


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_rows_are_held")]

    operations = [
        migrations.RunSQL(
            f"CREATE POLICY never_when_barred ON cases_case AS RESTRICTIVE TO centre_app USING (NOT {IS_BARRED})",
            "DROP POLICY never_when_barred ON cases_case",
        ),
        migrations.RunSQL(
            opened_in_an_emergency("cases_case", IN_AN_EMERGENCY.format(case="cases_case.id")),
            "DROP POLICY opened_in_an_emergency ON cases_case",
        ),
        *(
            migrations.RunSQL(
                opened_in_an_emergency(table, OF_A_FILE_IN_AN_EMERGENCY),
                f"DROP POLICY opened_in_an_emergency ON {table}",
            )
            for table in FILE_TABLES
        ),
    ]
