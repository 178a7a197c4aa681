"""Row-level security shows the referrals of a case that was opened in an emergency, to an operator too."""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
NOW = "nullif(current_setting('centre.now', true), '')::timestamptz"
TABLES = ("referrals_referral", "referrals_referralstatuschange")
IN_AN_EMERGENCY = f"""
CREATE POLICY opened_in_an_emergency ON {{table}} TO centre_app USING (
    EXISTS (
    SELECT 1 FROM cases_case AS file WHERE file.id = {{table}}.case_id AND file.id >= {{table}}.case_id
)
    AND EXISTS (
        SELECT 1 FROM cases_emergencyaccess AS hour
        WHERE hour.case_id = {{table}}.case_id AND hour.worker_id = {ACTOR}
        AND hour.ended_at IS NULL AND hour.expires_at > {NOW}
    )
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0004_rows_are_held"),
        ("cases", "0015_rows_of_conflicts_and_emergencies"),
    ]

    operations = [
        migrations.RunSQL(
            IN_AN_EMERGENCY.format(table=table), f"DROP POLICY opened_in_an_emergency ON {table}"
        )
        for table in TABLES
    ]
