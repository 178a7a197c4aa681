"""Production refuses to start half-configured, a clear line for each thing; the demonstration cannot start there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from crisis_center.settings.readiness import problems
from tests import database
from tests.stack.processes import bare_environment
from vault.keys import make_demo_keys

SECRET = "q7Zk-0vN2pX9sLw4TbYc8RfHd1JmGa6UeKi3VoCt5BnQz_WxPyEr"


@pytest.fixture
def ready(tmp_path):
    """Return the environment of a centre that lacks nothing."""
    make_demo_keys(tmp_path / "keys")
    for name in ("secret_key", "database_password", "redis_password", "mail_password"):
        (tmp_path / name).write_text(SECRET)
        (tmp_path / name).chmod(0o400)
    return {
        "SECRET_KEY_FILE": str(tmp_path / "secret_key"),
        "VAULT_KEYS_DIR": str(tmp_path / "keys"),
        "ALLOWED_HOSTS": "cases.centre.example.kz",
        "DATABASE_URL": "postgres://centre_app@database/centre",
        "DATABASE_PASSWORD_FILE": str(tmp_path / "database_password"),
        "REDIS_URL": "rediss://redis:6379/0",
        "REDIS_PASSWORD_FILE": str(tmp_path / "redis_password"),
        "EMAIL_HOST": "mail.centre.example.kz",
        "EMAIL_HOST_PASSWORD_FILE": str(tmp_path / "mail_password"),
        "DEFAULT_FROM_EMAIL": "office@centre.example.kz",
    }


def test_a_centre_that_lacks_nothing_may_start(ready):
    assert list(problems(ready)) == []


@pytest.mark.parametrize(
    ("variable", "value", "problem"),
    [
        ("DEBUG", "1", "DEBUG is set: it is impossible in production. Remove it."),
        ("DEMO", "true", "DEMO is set: it is impossible in production. Remove it."),
        (
            "SECRET_KEY_FILE",
            None,
            "SECRET_KEY_FILE is not set: name a file with 50 random characters or more.",
        ),
        ("SECRET_KEY_FILE", "/nowhere", "SECRET_KEY_FILE names no file: /nowhere."),
        ("VAULT_KEYS_DIR", None, "VAULT_KEYS_DIR: set it to the folder with the server keys."),
        (
            "ALLOWED_HOSTS",
            None,
            "ALLOWED_HOSTS is not set: name the hosts of this centre, separated by commas.",
        ),
        (
            "ALLOWED_HOSTS",
            " , ",
            "ALLOWED_HOSTS is not set: name the hosts of this centre, separated by commas.",
        ),
        ("ALLOWED_HOSTS", "a.kz,*", "ALLOWED_HOSTS has a wildcard: name each host of this centre."),
        ("ALLOWED_HOSTS", ".a.kz", "ALLOWED_HOSTS has a wildcard: name each host of this centre."),
        (
            "DATABASE_URL",
            None,
            "DATABASE_URL is not set to PostgreSQL: postgres://centre_app@host/database.",
        ),
        (
            "DATABASE_URL",
            "sqlite:///x",
            "DATABASE_URL is not set to PostgreSQL: postgres://centre_app@host/database.",
        ),
        (
            "DATABASE_URL",
            "postgres://postgres@database/centre",
            "DATABASE_URL names the superuser, whom the journal cannot refuse: use centre_app.",
        ),
        (
            "DATABASE_URL",
            "postgres://centre_app:open@database/centre",
            "DATABASE_URL carries a password: put it into a file and name that in DATABASE_PASSWORD_FILE.",
        ),
        (
            "REDIS_URL",
            None,
            "REDIS_URL is not set: redis://host:6379/0, rediss://host:6379/0 or unix:///path?db=0.",
        ),
        (
            "REDIS_URL",
            "redis://:open@redis/0",
            "REDIS_URL carries a password: put it into a file and name that in REDIS_PASSWORD_FILE.",
        ),
        (
            "REDIS_PASSWORD_FILE",
            None,
            "REDIS_PASSWORD_FILE is not set: Redis on another host must ask for a password.",
        ),
        ("EMAIL_HOST", None, "EMAIL_HOST is not set: name the mail server that takes the centre's messages."),
        (
            "DEFAULT_FROM_EMAIL",
            None,
            "DEFAULT_FROM_EMAIL is not set: name the address that messages come from.",
        ),
        (
            "DEFAULT_FROM_EMAIL",
            "Centre <office@localhost>",
            "DEFAULT_FROM_EMAIL is not set: name the address that messages come from.",
        ),
    ],
)
def test_each_missing_or_weak_setting_is_one_clear_line(ready, variable, value, problem):
    ready.pop(variable, None)
    assert list(problems(ready if value is None else {**ready, variable: value})) == [problem]


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (
            "short-but-random-7Zk0vN2pX9",
            "SECRET_KEY_FILE is too weak: it needs 50 random characters or more.",
        ),
        ("ab" * 40, "SECRET_KEY_FILE is too weak: it needs 50 random characters or more."),
        (
            f"django-insecure-{SECRET}",
            "SECRET_KEY_FILE holds a key that is publicly known: make a new random one.",
        ),
    ],
)
def test_a_weak_or_known_signing_key_is_refused(ready, tmp_path, key, problem):
    weak = tmp_path / "weak"
    weak.write_text(key)
    weak.chmod(0o400)
    assert list(problems({**ready, "SECRET_KEY_FILE": str(weak)})) == [problem]


SECRET_FILES = [
    "SECRET_KEY_FILE",
    "DATABASE_PASSWORD_FILE",
    "REDIS_PASSWORD_FILE",
    "EMAIL_HOST_PASSWORD_FILE",
]


@pytest.mark.parametrize("variable", SECRET_FILES)
def test_a_secret_file_that_others_can_read_is_refused(ready, variable):
    path = Path(ready[variable])
    path.chmod(0o440)
    expected = f"{variable} names a file that others can read: run chmod 0400 on {path}."
    assert list(problems(ready)) == [expected]


def test_a_missing_vault_key_is_named(ready):
    (Path(ready["VAULT_KEYS_DIR"]) / "call.v1.key").unlink()
    assert list(problems(ready)) == ["call.v1.key: this key file is missing or cannot be read."]


def in_production(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "crisis_center.settings.production"}
    return subprocess.run(
        [sys.executable, *command],
        env=bare_environment(**environment, **settings),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.django_db
def test_djangos_own_check_of_a_deployment_finds_nothing(ready):
    ready["DATABASE_URL"] = database.server().url(connection.settings_dict["NAME"])
    done = in_production(ready, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.stdout + done.stderr == "System check identified no issues (0 silenced).\n"


def test_the_demonstration_is_impossible_in_production(ready):
    done = in_production({**ready, "DEMO": "1"}, "manage.py", "check")
    assert done.returncode == 1
    assert done.stderr.endswith(
        "ImproperlyConfigured: The centre cannot start:\nDEMO is set: it is impossible in production. Remove it.\n"
    )


def test_the_secrets_reach_the_settings_and_not_the_environment(ready):
    show = (
        "import os; from django.conf import settings as s; "
        "print(s.DEBUG, s.DEMO, s.SECRET_KEY == s.DATABASES['default']['PASSWORD'] == s.EMAIL_HOST_PASSWORD, "
        "s.SECRET_KEY in s.REDIS_URL, s.CELERY_BROKER_URL == s.REDIS_URL, "
        "any(s.SECRET_KEY in value for value in os.environ.values()))"
    )
    done = in_production(ready, "-c", show)
    assert done.stdout == "False False True True True False\n", done.stderr


def test_the_tests_never_run_with_these_settings():
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "crisis_center.settings.test"
