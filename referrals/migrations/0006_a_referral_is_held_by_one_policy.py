"""A referral hangs on the file of its case by one policy, as all that hangs on it does (cases.0017)."""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
NOW = "nullif(current_setting('centre.now', true), '')::timestamptz"
ROLE = "current_setting('centre.role', true)"
TABLES = ("referrals_referral", "referrals_referralstatuschange")

OF_ITS_CASE = "SELECT 1 FROM cases_case AS file WHERE file.id = {table}.case_id AND file.id >= {table}.case_id"
HERS = f"{ROLE} <> 'operator' OR (file.opened_by_id = {ACTOR} AND file.accepted_at IS NULL)"
HER_HOUR = f"hour.worker_id = {ACTOR} AND hour.ended_at IS NULL AND hour.expires_at > {NOW}"
ONE_POLICY = f"""
DROP POLICY opened_in_an_emergency ON {{table}};
ALTER POLICY seen_by_its_workers ON {{table}} USING (EXISTS (
    {OF_ITS_CASE}
    AND ({HERS} OR EXISTS (
        SELECT 1 FROM cases_emergencyaccess AS hour
        WHERE hour.case_id = file.id AND hour.case_id >= file.id AND {HER_HOUR}
    ))
))
"""
TWO_POLICIES = f"""
ALTER POLICY seen_by_its_workers ON {{table}} USING (EXISTS ({OF_ITS_CASE} AND ({HERS})));
CREATE POLICY opened_in_an_emergency ON {{table}} TO centre_app USING (
    EXISTS ({OF_ITS_CASE})
    AND EXISTS (
        SELECT 1 FROM cases_emergencyaccess AS hour WHERE hour.case_id = {{table}}.case_id AND {HER_HOUR}
    )
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0005_referrals_in_an_emergency"),
        ("cases", "0017_a_file_is_held_by_one_policy"),
    ]

    operations = [
        migrations.RunSQL(ONE_POLICY.format(table=table), TWO_POLICIES.format(table=table))
        for table in TABLES
    ]
