"""Each draft says from which one its page was filled: so a window knows what it has not seen, whoever saved last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0011_shift_notes_and_debriefs"),
    ]

    operations = [
        migrations.AddField(
            model_name="calldraft",
            name="filled_from",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
