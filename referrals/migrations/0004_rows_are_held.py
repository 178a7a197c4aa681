"""Row-level security on referrals and their moves (decision 39): they hang on their case, as its file does.

Each row is named twice, so that no plan hashes all cases (cases.0014).
"""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
ROLE = "current_setting('centre.role', true)"
TABLES = ("referrals_referral", "referrals_referralstatuschange")

HOLD = f"""
CREATE POLICY seen_by_its_workers ON {{table}} TO centre_app
    USING (EXISTS (
        SELECT 1 FROM cases_case AS file WHERE file.id = {{table}}.case_id AND file.id >= {{table}}.case_id
        AND ({ROLE} <> 'operator' OR (file.opened_by_id = {ACTOR} AND file.accepted_at IS NULL))
    ))
    WITH CHECK (EXISTS (SELECT 1 FROM cases_case AS file WHERE file.id = {{table}}.case_id));
CREATE POLICY seen_by_the_service ON {{table}} TO centre_service USING (true) WITH CHECK (true);
ALTER TABLE {{table}} ENABLE ROW LEVEL SECURITY
"""
LET_GO = """
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
DROP POLICY seen_by_the_service ON {table};
DROP POLICY seen_by_its_workers ON {table}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0003_referrals_of_a_receiver_by_index"),
        ("cases", "0014_rows_are_held"),
    ]

    operations = [
        migrations.RunSQL(HOLD.format(table=table), LET_GO.format(table=table)) for table in TABLES
    ]
