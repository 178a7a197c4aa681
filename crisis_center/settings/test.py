"""The test suite: real PostgreSQL and Redis by the pytest plugin, throwaway keys, a fast hasher."""

from crisis_center.settings.base import *
from crisis_center.settings.base import env

SECRET_KEY = "only-for-tests-only-for-tests-only-for-tests-only-for-tests"  # noqa: S105 a test's own key
VAULT_KEYS_DIR = f"{env.str('CENTRE_TEST_DATA', default='')}/keys"  # made by the pytest plugin
DEMO = True
DEMO_PASSWORD = "demo-centre-2026"  # noqa: S105 as in development
LANGUAGE_CODE = "en"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.vault.notes"]
