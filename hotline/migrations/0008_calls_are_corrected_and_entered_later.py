"""Times of calls are corrected with a reason, and calls are entered after the fact; both are held like their call.

Row-level security as on drafts (0005): whoever meets the call meets what was said of its times.
"""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
import vault.fields
from django.conf import settings
from django.db import migrations, models

OF_HER_CALL = """
EXISTS (
    SELECT 1 FROM hotline_call AS call WHERE call.id = {table}.call_id AND call.id >= {table}.call_id
)
"""


def hold(table: str) -> str:
    using = OF_HER_CALL.format(table=table)
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
        ('hotline', '0007_safety_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='entered_later',
            field=models.BooleanField(default=False, verbose_name='entered later'),
        ),
        migrations.CreateModel(
            name='LateEntry',
            fields=[
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='late_entry', serialize=False, to='hotline.call')),
                ('entered_at', models.DateTimeField()),
                ('why', models.CharField(choices=[('outage', 'It was written on paper: the system did not work'), ('colleague', 'My colleague could not enter it herself'), ('other', 'Another reason')], max_length=20, verbose_name='why it is entered later')),
                ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who answered')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'call entered later',
                'verbose_name_plural': 'calls entered later',
            },
        ),
        migrations.CreateModel(
            name='CallTimeCorrection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('corrected_at', models.DateTimeField()),
                ('former_started_at', models.DateTimeField()),
                ('former_ended_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('ended_at', models.DateTimeField(verbose_name='ended at')),
                ('reason', vault.fields.SealedTextField(max_length=500, purpose='call', tag='reason', verbose_name='reason')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_corrections', to='hotline.call')),
                ('corrected_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'correction of times',
                'verbose_name_plural': 'corrections of times',
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_at__gte', models.F('started_at'))), name='call_time_correction_ends_after_it_starts', violation_error_message='A call ends after it starts.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calltimecorrection',
            trigger=pgtrigger.compiler.Trigger(name='call_time_corrections_only_grow', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ff232ae21fba7b06bb034670ab2cd223963a68a0', operation='UPDATE', pgid='pgtrigger_call_time_corrections_only_grow_fbac7', table='hotline_calltimecorrection', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='lateentry',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='late_entry_says_why', violation_error_message='Say why the call is entered later.'),
        ),
        migrations.RunSQL(hold('hotline_calltimecorrection'), let_go('hotline_calltimecorrection')),
        migrations.RunSQL(hold('hotline_lateentry'), let_go('hotline_lateentry')),
    ]
