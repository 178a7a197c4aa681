import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Devices that are known, and what is counted of wrong passwords."""

    dependencies = [("accounts", "0005_resets_of_second_factors")]

    operations = [
        migrations.CreateModel(
            name="SignInCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField()),
                ("last_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "count of wrong passwords",
                "verbose_name_plural": "counts of wrong passwords",
            },
        ),
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("token_hash", models.CharField(max_length=64, verbose_name="hash of the cookie")),
                ("label", models.CharField(blank=True, max_length=40, verbose_name="browser and system")),
                ("first_seen_at", models.DateTimeField(verbose_name="first seen at")),
                ("last_seen_at", models.DateTimeField(verbose_name="last seen at")),
                (
                    "worker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="worker",
                    ),
                ),
            ],
            options={
                "verbose_name": "known device",
                "verbose_name_plural": "known devices",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("token_hash", "worker"),
                        name="accounts_device_once_a_worker",
                        violation_error_message="This device is known already.",
                    )
                ],
            },
        ),
    ]
