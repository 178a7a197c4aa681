"""The safe contact, whole: who else uses the telephone, agreed words, until when she agrees; reviews of a stop.

A review hangs on the case as a judgement of its risk does, and is held by the same policies (decision 39).
"""

import django.db.models.deletion
import uuid
import vault.fields
from django.conf import settings
from django.db import migrations, models

ACTOR = "nullif(current_setting('centre.actor', true), '')::uuid"
NOW = "nullif(current_setting('centre.now', true), '')::timestamptz"
ROLE = "current_setting('centre.role', true)"
OF_ITS_CASE = "file.id = cases_safetyreview.case_id AND file.id >= cases_safetyreview.case_id"
OF_A_KNOWN_CASE = f"EXISTS (SELECT 1 FROM cases_case AS file WHERE {OF_ITS_CASE})"
HOLD = f"""
CREATE POLICY seen_by_its_workers ON cases_safetyreview TO centre_app
    USING (EXISTS (
        SELECT 1 FROM cases_case AS file WHERE {OF_ITS_CASE}
        AND ({ROLE} <> 'operator' OR (file.opened_by_id = {ACTOR} AND file.accepted_at IS NULL))
    ))
    WITH CHECK ({OF_A_KNOWN_CASE});
CREATE POLICY seen_by_the_service ON cases_safetyreview TO centre_service USING (true) WITH CHECK (true);
CREATE POLICY opened_in_an_emergency ON cases_safetyreview TO centre_app
    USING ({OF_A_KNOWN_CASE} AND EXISTS (
        SELECT 1 FROM cases_emergencyaccess AS hour
        WHERE hour.case_id = cases_safetyreview.case_id AND hour.worker_id = {ACTOR}
        AND hour.ended_at IS NULL AND hour.expires_at > {NOW}
    ));
ALTER TABLE cases_safetyreview ENABLE ROW LEVEL SECURITY
"""
LET_GO = """
ALTER TABLE cases_safetyreview DISABLE ROW LEVEL SECURITY;
DROP POLICY opened_in_an_emergency ON cases_safetyreview;
DROP POLICY seen_by_the_service ON cases_safetyreview;
DROP POLICY seen_by_its_workers ON cases_safetyreview
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_rows_of_conflicts_and_emergencies'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SafetyReview',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stopped_at', models.DateTimeField(verbose_name='all contact stopped at')),
                ('decision', models.CharField(choices=[('may_begin_again', 'Contact may begin again, as she then says anew'), ('stays_stopped', 'Contact stays stopped')], max_length=15, verbose_name='decision')),
                ('reviewed_at', models.DateTimeField(verbose_name='safety reviewed at')),
                ('note', vault.fields.SealedTextField(purpose='case', tag='note', verbose_name='what the decision rests on')),
            ],
            options={
                'verbose_name': 'safety review',
                'verbose_name_plural': 'safety reviews',
            },
        ),
        migrations.AddField(
            model_name='contactattempt',
            name='expired_reason',
            field=vault.fields.SealedTextField(blank=True, null=True, purpose='case', tag='expired_reason', verbose_name='why after her permission had ended'),
        ),
        migrations.AddField(
            model_name='safecontact',
            name='also_used_by',
            field=vault.fields.SealedTextField(blank=True, null=True, purpose='case', tag='also_used_by', verbose_name='who else uses the telephone'),
        ),
        migrations.AddField(
            model_name='safecontact',
            name='message_wording',
            field=vault.fields.SealedTextField(blank=True, null=True, purpose='case', tag='message_wording', verbose_name='agreed words of a message'),
        ),
        migrations.AddField(
            model_name='safecontact',
            name='stop_reviewed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='safety reviewed at'),
        ),
        migrations.AddField(
            model_name='safecontact',
            name='valid_until',
            field=models.DateField(blank=True, null=True, verbose_name='she agrees until'),
        ),
        migrations.AddIndex(
            model_name='safecontact',
            index=models.Index(condition=models.Q(('stop_reviewed_at__isnull', True), ('stopped_at__isnull', False)), fields=['stopped_at'], name='safe_contact_stop_to_review'),
        ),
        migrations.AddConstraint(
            model_name='safecontact',
            constraint=models.CheckConstraint(condition=models.Q(('stop_reviewed_at__isnull', True), ('stopped_at__isnull', False), _connector='OR'), name='safe_contact_review_is_of_a_stop', violation_error_message='Only a stop of all contact is reviewed.'),
        ),
        migrations.AddField(
            model_name='safetyreview',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='safety_reviews', to='cases.case'),
        ),
        migrations.AddField(
            model_name='safetyreview',
            name='reviewed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='safetyreview',
            index=models.Index(fields=['case', '-reviewed_at'], name='safety_review_of_case'),
        ),
        migrations.AddConstraint(
            model_name='safetyreview',
            constraint=models.CheckConstraint(condition=models.Q(('reviewed_at__gte', models.F('stopped_at'))), name='safety_review_follows_its_stop', violation_error_message='A stop of all contact is reviewed after it.'),
        ),
        migrations.RunSQL(HOLD, LET_GO),
    ]
