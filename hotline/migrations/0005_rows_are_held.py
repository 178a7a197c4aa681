"""Row-level security on calls and their drafts (decision 39): as `Call.objects.visible_to` says.

A coordinator keeps the calls that she took herself, also when she has changed the team: a page that is still open
goes on saving what she types. Each row is named twice, so that no plan hashes all cases (cases.0014).
"""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
TEAM = "nullif(current_setting('centre.team', true), '')::uuid"
ROLE = "current_setting('centre.role', true)"

HER_CALLS = f"""
CASE
    WHEN {ROLE} = 'operator' THEN operator_id = {ACTOR}
    WHEN {ROLE} = 'coordinator' THEN team_id = {TEAM} OR operator_id = {ACTOR}
    WHEN {ROLE} IN ('psychologist', 'lawyer') THEN EXISTS (
        SELECT 1 FROM hotline_callcase AS link JOIN cases_case AS file ON file.id = link.case_id
        WHERE link.call_id = hotline_call.id AND link.call_id >= hotline_call.id
    )
    ELSE false
END
"""
OF_HER_CALL = """
EXISTS (
    SELECT 1 FROM hotline_call AS call
    WHERE call.id = hotline_calldraft.call_id AND call.id >= hotline_calldraft.call_id
)
"""


def hold(table: str, using: str) -> str:
    return f"""
    CREATE POLICY seen_by_its_workers ON {table} TO centre_app USING ({using}) WITH CHECK ({using});
    CREATE POLICY seen_by_the_service ON {table} TO centre_service USING (true) WITH CHECK (true);
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY
    """


def let_go(table: str) -> str:
    return f"""
    ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    DROP POLICY seen_by_the_service ON {table};
    DROP POLICY seen_by_its_workers ON {table}
    """


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0004_calls_are_found_by_tokens"),
        ("cases", "0014_rows_are_held"),
    ]

    operations = [
        migrations.RunSQL(hold("hotline_call", HER_CALLS), let_go("hotline_call")),
        migrations.RunSQL(hold("hotline_calldraft", OF_HER_CALL), let_go("hotline_calldraft")),
    ]
