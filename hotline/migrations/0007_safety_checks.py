"""The safety check of a call, held by row-level security as its call is (decision 39)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
import vault.fields
from django.db import migrations, models

OF_HER_CALL = """
EXISTS (
    SELECT 1 FROM hotline_call AS call
    WHERE call.id = hotline_safetycheck.call_id AND call.id >= hotline_safetycheck.call_id
)
"""
HOLD = f"""
CREATE POLICY seen_by_its_workers ON hotline_safetycheck TO centre_app
    USING ({OF_HER_CALL}) WITH CHECK ({OF_HER_CALL});
CREATE POLICY seen_by_the_service ON hotline_safetycheck TO centre_service USING (true) WITH CHECK (true);
ALTER TABLE hotline_safetycheck ENABLE ROW LEVEL SECURITY
"""
LET_GO = """
ALTER TABLE hotline_safetycheck DISABLE ROW LEVEL SECURITY;
DROP POLICY seen_by_the_service ON hotline_safetycheck;
DROP POLICY seen_by_its_workers ON hotline_safetycheck
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hotline', '0006_calls_of_barred_cases'),
        ('reference', '0003_risk_instruments'),
    ]

    operations = [
        migrations.CreateModel(
            name='SafetyCheck',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', vault.fields.SealedJSONField(blank=True, null=True, purpose='call', tag='answers', verbose_name='answers')),
                ('answered', models.PositiveSmallIntegerField(verbose_name='answered yes or no')),
                ('asked', models.PositiveSmallIntegerField(verbose_name='questions asked')),
                ('points', models.PositiveSmallIntegerField(verbose_name='points')),
                ('band', models.CharField(blank=True, choices=[('low', 'Low risk'), ('medium', 'Medium risk'), ('high', 'High risk')], max_length=10, verbose_name='what the answers say')),
                ('judged', models.CharField(blank=True, choices=[('low', 'Low risk'), ('medium', 'Medium risk'), ('high', 'High risk')], max_length=10, verbose_name='judged higher')),
                ('reason', vault.fields.SealedTextField(blank=True, null=True, purpose='call', tag='reason', verbose_name='reason')),
                ('call', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='safety_check', to='hotline.call')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.riskinstrument')),
            ],
            options={
                'verbose_name': 'safety check of a call',
                'verbose_name_plural': 'safety checks of calls',
                'constraints': [models.CheckConstraint(condition=models.Q(('judged', ''), models.Q(('band__in', ['', 'low']), ('judged__in', ['medium', 'high'])), models.Q(('band', 'medium'), ('judged', 'high')), _connector='OR'), name='safety_check_is_only_raised', violation_error_message='A judgement only raises what the answers say.'), models.CheckConstraint(condition=models.Q(('judged', ''), ('reason__isnull', False), _connector='OR'), name='safety_check_judged_has_reason', violation_error_message='A higher judgement has a reason.'), models.CheckConstraint(condition=models.Q(('answered__lte', models.F('asked'))), name='safety_check_answers_were_asked', violation_error_message='No more is answered than was asked.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='safetycheck',
            trigger=pgtrigger.compiler.Trigger(name='safety_checks_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='574c99582fb9fbcb2f79abe15b607a032e3a0f5d', operation='UPDATE', pgid='pgtrigger_safety_checks_stay_f4aad', table='hotline_safetycheck', when='BEFORE')),
        ),
        migrations.RunSQL(HOLD, LET_GO),
    ]
