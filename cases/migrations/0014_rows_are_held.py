"""Row-level security on cases and what hangs on them: the second net below `visible_to` (decision 39).

The owner migrates and is exempt; centre_app is held; as centre_service it sees all, where the code says why
(`cases/row_security.py`). A worker knows of a case (`case_is_known`), or its file is open to her as well
(`of_an_open_file`): an operator knows of her team's cases, and opens those that she opened until somebody accepts
them. All the rest hangs on the case by EXISTS, so what a later policy says of the case holds for it too.
"""

from django.db import migrations

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
TEAM = "nullif(current_setting('centre.team', true), '')::uuid"
ROLE = "current_setting('centre.role', true)"

KNOWN = f"""
CASE
    WHEN {ROLE} = 'coordinator' THEN team_id = {TEAM}
    WHEN {ROLE} = 'operator' THEN team_id = {TEAM} OR (opened_by_id = {ACTOR} AND accepted_at IS NULL)
    WHEN {ROLE} IN ('psychologist', 'lawyer', 'manager') THEN EXISTS (
        SELECT 1 FROM cases_assignment AS mine
        WHERE mine.case_id = cases_case.id AND mine.worker_id = {ACTOR} AND mine.until IS NULL
    )
    ELSE false
END
"""
# The second condition says nothing new. It keeps the planner from hashing all cases for a list of fifty rows:
# an EXISTS that names its row twice is asked row by row, by the primary key (16 ms less among 10,000 cases).
OF_A_KNOWN_CASE = """
EXISTS (SELECT 1 FROM cases_case AS file WHERE file.id = {table}.case_id AND file.id >= {table}.case_id)
"""
OF_AN_OPEN_FILE = f"""
EXISTS (
    SELECT 1 FROM cases_case AS file WHERE file.id = {{table}}.case_id AND file.id >= {{table}}.case_id
    AND ({ROLE} <> 'operator' OR (file.opened_by_id = {ACTOR} AND file.accepted_at IS NULL))
)
"""
OWN_OR_OPENED_NOTE = f"""
(author_id = {ACTOR} OR EXISTS (
    SELECT 1 FROM cases_notegrant AS opened
    WHERE opened.note_id = cases_sessionnote.id AND opened.worker_id = {ACTOR}
)) AND {OF_A_KNOWN_CASE.format(table="cases_sessionnote")}
"""
OWN_NOTE = f"author_id = {ACTOR} AND {OF_A_KNOWN_CASE.format(table='cases_sessionnote')}"

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
HELD = ("cases_case", "cases_safecontact", "cases_sessionnote", *FILE_TABLES)

SERVICE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'centre_service') THEN
        RAISE EXCEPTION 'The role centre_service is missing.'
            USING HINT = 'Let the superuser make it first: docs/operations.md, "Roles of the database".';
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO centre_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO centre_service;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO centre_service;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO centre_service;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO centre_service;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_journalentry FROM centre_service
"""
NO_SERVICE_ROLE = """
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM centre_service;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM centre_service;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM centre_service;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM centre_service;
REVOKE ALL ON SCHEMA public FROM centre_service
"""

# That a session has a note, everybody sees who sees the session; the function is asked as its owner, who is exempt.
HAS_NOTE = """
CREATE FUNCTION cases_has_note(session uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
RETURN EXISTS (SELECT 1 FROM cases_sessionnote WHERE intervention_id = session)
"""


def hold(table: str, using: str, check: str) -> str:
    """Return what holds a table: `using` says which rows are there, `check` what may be written."""
    return f"""
    CREATE POLICY seen_by_its_workers ON {table} TO centre_app
        USING ({using.format(table=table)}) WITH CHECK ({check.format(table=table)});
    CREATE POLICY seen_by_the_service ON {table} TO centre_service USING (true) WITH CHECK (true);
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY
    """


def let_go(table: str) -> str:
    return f"""
    ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    DROP POLICY seen_by_the_service ON {table};
    DROP POLICY seen_by_its_workers ON {table}
    """


OPENED_IN_HER_NAME = f"""
CREATE POLICY opened_in_her_own_name ON cases_case FOR INSERT TO centre_app WITH CHECK (opened_by_id = {ACTOR})
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_work_is_handed_over"),
        ("audit", "0004_searches_are_counted"),
    ]

    operations = [
        migrations.RunSQL(SERVICE_ROLE, NO_SERVICE_ROLE),
        migrations.RunSQL(HAS_NOTE, "DROP FUNCTION cases_has_note(uuid)"),
        migrations.RunSQL(hold("cases_case", KNOWN, KNOWN), let_go("cases_case")),
        migrations.RunSQL(OPENED_IN_HER_NAME, "DROP POLICY opened_in_her_own_name ON cases_case"),
        migrations.RunSQL(
            hold("cases_safecontact", OF_A_KNOWN_CASE, OF_A_KNOWN_CASE), let_go("cases_safecontact")
        ),
        migrations.RunSQL(
            hold("cases_sessionnote", OWN_OR_OPENED_NOTE, OWN_NOTE), let_go("cases_sessionnote")
        ),
        *(
            migrations.RunSQL(hold(table, OF_AN_OPEN_FILE, OF_A_KNOWN_CASE), let_go(table))
            for table in FILE_TABLES
        ),
    ]
