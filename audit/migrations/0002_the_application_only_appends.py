"""Take from the application's role what the journal must never suffer (decision 18, security L3)."""

from django.db import migrations

FOR_THE_APPLICATION = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'centre_app') THEN
        {statement};
    END IF;
END $$
"""
REVOKE = FOR_THE_APPLICATION.format(
    statement="REVOKE UPDATE, DELETE, TRUNCATE ON audit_journalentry FROM centre_app"
)
GRANT = FOR_THE_APPLICATION.format(statement="GRANT UPDATE, DELETE ON audit_journalentry TO centre_app")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_journal")]

    operations = [migrations.RunSQL(REVOKE, GRANT)]
