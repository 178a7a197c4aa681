import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The queue of work that was left behind, and the passing on of notes by two coordinators."""

    dependencies = [
        ('accounts', '0007_sessions_of_our_own'),
        ('cases', '0012_emergency_access'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(default='case', max_length=20)),
                ('subject_id', models.UUIDField(blank=True, null=True)),
                ('reason', models.CharField(choices=[('left', 'The worker has left'), ('conflict', 'The worker may not see this case')], max_length=10, verbose_name='reason')),
                ('queued_at', models.DateTimeField(verbose_name='waits since')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='given at')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='cases.case')),
                ('former', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='whose work it was')),
                ('given_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given to')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'hand-over',
                'verbose_name_plural': 'hand-overs',
                'indexes': [models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['team', 'former', 'queued_at'], name='hand_over_waiting_of_team')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('case__isnull', False), ('settled_at__isnull', True)), fields=('case', 'former'), name='hand_over_waits_once_a_case', violation_error_message="This worker's part of the case waits for a colleague already."), models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True), ('subject_id__isnull', False)), fields=('subject_id',), name='hand_over_waits_once_a_subject', violation_error_message='This waits for a colleague already.'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('kind', 'case'), ('subject_id__isnull', True)), models.Q(models.Q(('kind', 'case'), _negated=True), ('case__isnull', True), ('subject_id__isnull', False)), _connector='OR'), name='hand_over_is_about_one_thing', violation_error_message='A hand-over is about a case or about one other thing.'), models.CheckConstraint(condition=models.Q(models.Q(('given_to__isnull', True), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('given_to__isnull', False), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='hand_over_given_names_both', violation_error_message='Work that was handed over says to whom, and by whom.')],
            },
        ),
        migrations.CreateModel(
            name='NotesPassing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('asked', 'Waits for a second coordinator'), ('passed', 'Passed on'), ('dismissed', 'Not passed on')], default='asked', max_length=10, verbose_name='status')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first coordinator')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who wrote the notes')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='second coordinator')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who will read them')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'verbose_name': 'passing on of notes',
                'verbose_name_plural': 'passings on of notes',
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('author', 'team'), name='notes_passing_asked_once', violation_error_message='This waits for a second coordinator already.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'passed'), _negated=True), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='notes_passed_by_two_coordinators', violation_error_message='Two coordinators pass notes on together, never one alone.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='notes_passing_decided_names_who_and_when', violation_error_message='A decision names who took it and when.')],
            },
        ),
    ]
