import datetime
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sessions_of_our_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("began_at", models.DateTimeField(verbose_name="began at")),
                ("planned_until", models.DateTimeField(blank=True, null=True, verbose_name="planned until")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="worker",
                    ),
                ),
            ],
            options={
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("worker",),
                        name="accounts_shift_one_open_a_worker",
                        violation_error_message="This worker is on duty already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="accounts_shift_ends_after_it_began",
                        violation_error_message="A shift ends after it began.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_until__isnull", True),
                            models.Q(
                                ("planned_until__gt", models.F("began_at")),
                                (
                                    "planned_until__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("began_at"),
                                        "+",
                                        models.Value(datetime.timedelta(seconds=50400)),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_shift_lasts_14_hours_at_most",
                        violation_error_message="A shift lasts 14 hours at most. Choose an earlier end.",
                    ),
                ],
            },
        ),
    ]
