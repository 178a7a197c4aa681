"""The named actor of background work (house 7). It has no password and may not sign in."""

from django.contrib.auth.hashers import make_password
from django.db import migrations


def make_system_user(apps, schema_editor):
    apps.get_model("accounts", "User").objects.get_or_create(
        username="system",
        defaults={
            "display_name": "System",
            "role": "system",
            "is_active": False,
            "password": make_password(None),
        },
    )


def remove_system_user(apps, schema_editor):
    apps.get_model("accounts", "User").objects.filter(username="system", role="system").delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_staff_and_teams")]
    operations = [migrations.RunPython(make_system_user, remove_system_user)]
