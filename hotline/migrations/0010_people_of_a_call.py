"""The people of a call who need help. Row-level security holds them to the rule of their call (decision 39)."""

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import uuid
import vault.fields
import vault.index
from django.db import migrations, models

OF_HER_CALL = """
EXISTS (
    SELECT 1 FROM hotline_call AS call
    WHERE call.id = hotline_callperson.call_id AND call.id >= hotline_callperson.call_id
)
"""
HOLD = f"""
CREATE POLICY seen_by_its_workers ON hotline_callperson TO centre_app USING ({OF_HER_CALL}) WITH CHECK ({OF_HER_CALL});
CREATE POLICY seen_by_the_service ON hotline_callperson TO centre_service USING (true) WITH CHECK (true);
ALTER TABLE hotline_callperson ENABLE ROW LEVEL SECURITY
"""
LET_GO = """
ALTER TABLE hotline_callperson DISABLE ROW LEVEL SECURITY;
DROP POLICY seen_by_the_service ON hotline_callperson;
DROP POLICY seen_by_its_workers ON hotline_callperson
"""


class Migration(migrations.Migration):

    dependencies = [
        ('hotline', '0009_the_whole_safe_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallPerson',
            fields=[
                ('tokens', vault.index.TokensField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(6)], verbose_name='place in the form')),
                ('name', vault.fields.SealedTextField(blank=True, max_length=120, null=True, purpose='call', tag='name', verbose_name='name')),
                ('relation', models.CharField(blank=True, choices=[('child', 'Her or his child'), ('relative', 'A relative'), ('neighbour', 'A neighbour or friend'), ('in_care', 'A pupil, patient or ward'), ('other', 'Somebody else')], max_length=10, verbose_name='what this person is to the caller')),
                ('role', models.CharField(blank=True, choices=[('client', 'Client'), ('child', 'Child'), ('relative', 'Relative'), ('other', 'Other person')], max_length=15, verbose_name='role in the matter')),
                ('age_band', models.CharField(blank=True, choices=[('0-4', '0–4'), ('5-9', '5–9'), ('10-11', '10–11'), ('12-14', '12–14'), ('15-17', '15–17'), ('18-19', '18–19'), ('20-24', '20–24'), ('25-29', '25–29'), ('30-39', '30–39'), ('40-49', '40–49'), ('50-59', '50–59'), ('60+', '60 and over')], max_length=5, verbose_name='age')),
                ('sex', models.CharField(blank=True, choices=[('female', 'Female'), ('male', 'Male')], max_length=6, verbose_name='sex')),
                ('needs_help_now', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Unknown'), ('declined', 'Declined to answer'), ('unsafe_to_ask', 'Unsafe to ask')], max_length=15, verbose_name='Is help needed now?')),
                ('knows_of_call', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Unknown'), ('declined', 'Declined to answer'), ('unsafe_to_ask', 'Unsafe to ask')], max_length=15, verbose_name='Does this person know of the call?')),
                ('may_tell_caller', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unknown', 'Unknown'), ('declined', 'Declined to answer'), ('unsafe_to_ask', 'Unsafe to ask')], max_length=15, verbose_name='May we speak with the caller about this person?')),
                ('note', vault.fields.SealedTextField(blank=True, max_length=500, null=True, purpose='call', tag='note', verbose_name='note')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='hotline.call')),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='hotline.callcase')),
            ],
            options={
                'verbose_name': 'person of a call',
                'verbose_name_plural': 'people of calls',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['tokens'], name='call_person_by_token')],
                'constraints': [models.UniqueConstraint(fields=('call', 'place'), name='call_person_once_a_place', violation_error_message='This person of the call is written down already.'), models.CheckConstraint(condition=models.Q(('place__gte', 1), ('place__lte', 6)), name='call_person_is_one_of_six', violation_error_message='A call tells of six people at most, beside the caller.'), models.CheckConstraint(condition=models.Q(('role', 'used_violence'), _negated=True), name='call_person_needs_help', violation_error_message='Who used violence is not one of the people who need help.')],
            },
        ),
        migrations.RunSQL(HOLD, LET_GO),
    ]
