"""What one shift leaves to the next, and who would like to talk about a call; each table with its policies.

A note is its team's hotline's, written in her own name; a wish to talk is hers and her team's coordinators'.
Nobody deletes either in a request: old notes are erased by the service.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
import vault.fields
from django.conf import settings
from django.db import migrations, models


ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
TEAM = "nullif(current_setting('centre.team', true), '')::uuid"
ROLE = "current_setting('centre.role', true)"

OF_HER_TEAM = f"{ROLE} IN ('operator', 'coordinator') AND team_id = {TEAM}"
OF_A_NOTE_SHE_SEES = """
EXISTS (SELECT 1 FROM hotline_shiftnote AS note WHERE note.id = hotline_shiftnotereading.note_id)
"""
HERS_OR_HER_TEAMS = f"worker_id = {ACTOR} OR ({ROLE} = 'coordinator' AND team_id = {TEAM})"

POLICIES = {
    "hotline_shiftnote": f"""
        CREATE POLICY seen_by_its_workers ON hotline_shiftnote FOR SELECT TO centre_app USING ({OF_HER_TEAM});
        CREATE POLICY left_by_its_author ON hotline_shiftnote FOR INSERT TO centre_app
            WITH CHECK ({OF_HER_TEAM} AND author_id = {ACTOR});
    """,
    "hotline_shiftnotereading": f"""
        CREATE POLICY seen_by_its_workers ON hotline_shiftnotereading FOR SELECT TO centre_app
            USING ({OF_A_NOTE_SHE_SEES});
        CREATE POLICY said_by_its_reader ON hotline_shiftnotereading FOR INSERT TO centre_app
            WITH CHECK ({OF_A_NOTE_SHE_SEES} AND worker_id = {ACTOR});
    """,
    "hotline_debrief": f"""
        CREATE POLICY seen_by_its_workers ON hotline_debrief FOR SELECT TO centre_app
            USING ({HERS_OR_HER_TEAMS});
        CREATE POLICY asked_by_herself ON hotline_debrief FOR INSERT TO centre_app
            WITH CHECK (worker_id = {ACTOR});
        CREATE POLICY answered_by_her_team ON hotline_debrief FOR UPDATE TO centre_app
            USING ({HERS_OR_HER_TEAMS}) WITH CHECK ({HERS_OR_HER_TEAMS});
    """,
}
NAMES = {
    "hotline_shiftnote": ("seen_by_its_workers", "left_by_its_author"),
    "hotline_shiftnotereading": ("seen_by_its_workers", "said_by_its_reader"),
    "hotline_debrief": ("seen_by_its_workers", "asked_by_herself", "answered_by_her_team"),
}


def hold(table: str) -> str:
    return f"""
    {POLICIES[table]}
    CREATE POLICY seen_by_the_service ON {table} TO centre_service USING (true) WITH CHECK (true);
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY
    """


def let_go(table: str) -> str:
    dropped = [f"DROP POLICY {name} ON {table}" for name in (*NAMES[table], "seen_by_the_service")]
    return "; ".join([f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", *dropped])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_shifts"),
        ("hotline", "0010_people_of_a_call"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShiftNote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("left_at", models.DateTimeField(verbose_name="left at")),
                (
                    "text",
                    vault.fields.SealedTextField(
                        purpose="call", tag="text", verbose_name="what the next one should know"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over note",
                "verbose_name_plural": "hand-over notes",
            },
        ),
        migrations.CreateModel(
            name="ShiftNoteReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("read_at", models.DateTimeField(verbose_name="read at")),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="hotline.shiftnote",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a hand-over note",
                "verbose_name_plural": "readings of hand-over notes",
            },
        ),
        migrations.CreateModel(
            name="Debrief",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="seen at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="talked at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "call",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="debriefs",
                        to="hotline.call",
                        verbose_name="call",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="worker",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish to talk about a call",
                "verbose_name_plural": "wishes to talk about calls",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=["team", "asked_at"],
                        name="debrief_waiting_in_team",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("call", "worker"),
                        name="debrief_asked_once_at_a_time",
                        violation_error_message="You have asked for this already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                            models.Q(
                                ("seen_at__isnull", False),
                                ("seen_by__isnull", False),
                                models.Q(("seen_by", models.F("worker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="debrief_is_seen_by_somebody_else",
                        violation_error_message="Somebody else sees it, by name and time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", True), ("done_by__isnull", True)),
                            models.Q(
                                ("done_at__isnull", False),
                                ("done_by__isnull", False),
                                models.Q(("done_by", models.F("worker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="debrief_is_held_by_somebody_else",
                        violation_error_message="Somebody else talks with her, by name and time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                        ),
                        name="debrief_is_held_or_withdrawn",
                        violation_error_message="What was talked about is not withdrawn any more.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="shiftnote",
            index=models.Index(fields=["team", "-left_at"], name="shift_note_newest_of_team"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shiftnote",
            trigger=pgtrigger.compiler.Trigger(
                name="shift_notes_only_grow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e2f3d69a99ecb1d38ab23a5f98936d2516093ed5",
                    operation="UPDATE",
                    pgid="pgtrigger_shift_notes_only_grow_2913e",
                    table="hotline_shiftnote",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="shiftnotereading",
            constraint=models.UniqueConstraint(
                fields=("note", "worker"),
                name="shift_note_read_once_a_worker",
                violation_error_message="You have read this note already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="shiftnotereading",
            trigger=pgtrigger.compiler.Trigger(
                name="shift_note_readings_only_grow",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e18b9c6bf815e6c803d0ac7a071188fed74d134d",
                    operation="UPDATE",
                    pgid="pgtrigger_shift_note_readings_only_grow_d3225",
                    table="hotline_shiftnotereading",
                    when="BEFORE",
                ),
            ),
        ),
        *(migrations.RunSQL(hold(table), let_go(table)) for table in POLICIES),
    ]
