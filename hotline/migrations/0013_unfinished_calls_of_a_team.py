"""A coordinator's Today and the board of a shift ask for the few unfinished calls among all of a team."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hotline", "0012_drafts_know_what_they_were_filled_from"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("status", "finished"), _negated=True),
                fields=["team", "started_at"],
                name="call_unfinished_of_team",
            ),
        ),
    ]
