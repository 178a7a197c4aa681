"""The safe contact as the case keeps it, told in a call; and that a cut line was called back, once."""

import django.db.models.deletion
import vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_sessions_of_our_own'),
        ('hotline', '0008_calls_are_corrected_and_entered_later'),
        ('reference', '0002_help_lines'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='also_used_by',
            field=vault.fields.SealedTextField(blank=True, max_length=300, null=True, purpose='call', tag='also_used_by', verbose_name='who else uses the telephone'),
        ),
        migrations.AddField(
            model_name='call',
            name='called_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='called back at'),
        ),
        migrations.AddField(
            model_name='call',
            name='called_back_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='call',
            name='if_someone_else',
            field=vault.fields.SealedTextField(blank=True, max_length=300, null=True, purpose='call', tag='if_someone_else', verbose_name='what to say if someone else answers'),
        ),
        migrations.AddField(
            model_name='call',
            name='message_wording',
            field=vault.fields.SealedTextField(blank=True, max_length=300, null=True, purpose='call', tag='message_wording', verbose_name='agreed words of a message'),
        ),
        migrations.AddField(
            model_name='call',
            name='messages_allowed',
            field=models.BooleanField(default=False, verbose_name='messages allowed'),
        ),
        migrations.AddField(
            model_name='call',
            name='valid_until',
            field=models.DateField(blank=True, null=True, verbose_name='she agrees until'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('called_back_at__isnull', True), ('called_back_by__isnull', True)), models.Q(('called_back_at__isnull', False), ('called_back_by__isnull', False)), _connector='OR'), name='call_is_called_back_by_somebody', violation_error_message='A call back after a cut line is made by a named worker.'),
        ),
    ]
