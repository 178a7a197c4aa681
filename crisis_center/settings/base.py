"""What every environment shares. The environment is read only in this package.

Secrets come as files (decision 23): the environment holds their paths.
"""

from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from crisis_center.prepared import PreparingConnection, PreparingCursor

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent


def secret(variable: str) -> str:
    """Return the text of the file whose path stands in `variable`, or "" when it is not set."""
    path = env.str(variable, default="")
    return Path(path).read_text(encoding="utf-8").strip() if path else ""


# What PostgreSQL supposes otherwise suits large reports on slow disks, not pages of a few rows.
PLANNING = {
    "random_page_cost": 1.1,  # on a solid disk; it supposes 4, and then rather reads a long list through
    "parallel_setup_cost": 10_000,  # a helper takes 4 ms to come; it supposes 1000, and calls too often
}


def database(url_variable: str) -> dict[str, object]:
    """Return Django's settings of the database whose URL stands in `url_variable`."""
    parsed = env.db(url_variable, default="postgres:///centre?user=centre_app")
    password = secret("DATABASE_PASSWORD_FILE")
    return {
        **parsed,
        "ENGINE": "django.db.backends.postgresql",
        "PASSWORD": password or parsed.get("PASSWORD", ""),
        "CONN_MAX_AGE": 600,  # seconds: what a connection has prepared goes with it
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **parsed.get("OPTIONS", {}),
            "connection_factory": PreparingConnection,
            "cursor_factory": PreparingCursor,
            "options": " ".join(f"-c {name}={value}" for name, value in PLANNING.items()),
        },
    }


def redis_url() -> str:
    """Return the address of Redis with the password whose file stands in REDIS_PASSWORD_FILE."""
    url = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
    password = secret("REDIS_PASSWORD_FILE")
    return url.replace("://", f"://:{quote(password, safe='')}@", 1) if password else url


DEBUG = False
DEMO = False
DEMO_PASSWORD = ""
SECRET_KEY = secret("SECRET_KEY_FILE")
VAULT_KEYS_DIR = env.str("VAULT_KEYS_DIR", default=env.str("CREDENTIALS_DIRECTORY", default=""))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "crisis_center.static_files.CentreStaticFilesConfig",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "audit",
    "vault",
    "outbox",
    "reference",
    "accounts",
    "partners",
    "cases",
    "referrals",
    "hotline",
    "reporting",
    "website",
    "crisis_center",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "crisis_center.middleware.PersonalPagesAreNotStored",
    "audit.middleware.JournalOfReads",
    "crisis_center.middleware.OneTransaction",
    "website.middleware.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crisis_center.middleware.DatabaseKnowsTheActor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorRequired",
    "accounts.middleware.IdleLock",
    "crisis_center.middleware.SignInRequired",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "crisis_center.urls"
WSGI_APPLICATION = "crisis_center.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "crisis_center.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "crisis_center.templatetags.centre",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": database("DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = redis_url()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.CentreArgon2PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# How long a wrong password waits is counted in accounts/waiting.py (decision 27), not by allauth.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
# How many proxies of ours write X-Forwarded-For; with none, a client's own header counts for nothing (U3).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

SESSION_ENGINE = "accounts.sessions"
MFA_ADAPTER = "accounts.mfa_adapter.CentreAuthenticators"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute wrong
# What a worker's phone shows beside her codes; it says nothing of the centre to who looks over her shoulder.
MFA_TOTP_ISSUER = env.str("AUTHENTICATOR_NAME", default="Office")
SECOND_STEP_SECONDS = 10 * 60
ASK_AGAIN_AFTER_SECONDS = 5 * 60

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
DEVICE_COOKIE_NAME = "device"  # by which a browser is known again; it opens nothing
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_LOCK_SECONDS = 15 * 60
# Where the quick exit leads: one address for all, or the weather in the language of the page.
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="")
QUICK_EXIT_URLS = {
    "kk": "https://www.google.com/search?q=%D0%B0%D1%83%D0%B0+%D1%80%D0%B0%D0%B9%D1%8B",
    "ru": "https://www.google.com/search?q=%D0%BF%D0%BE%D0%B3%D0%BE%D0%B4%D0%B0",
    "en": "https://www.google.com/search?q=weather",
}
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"  # decision 25: no-referrer breaks form posts in Chromium
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "ru"
LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian")), ("en", _("English"))]
LANGUAGES_IN_THEIR_OWN_WORDS = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["crisis_center.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "crisis_center.static_files.HashedFiles"},
}
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("build", BASE_DIR / "build"),
    ("tabler/css", BASE_DIR / "node_modules/@tabler/core/dist/css"),
    ("inter", BASE_DIR / "node_modules/@fontsource-variable/inter"),
]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="office@localhost")

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A dead Redis costs a request under a second, not six: the scan finds what the doorbell did not ring for.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "socket_connect_timeout": 1,
    "socket_timeout": 3,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE = {
    "remind-of-due-follow-ups": {"task": "cases.tasks.remind_of_due_follow_ups", "schedule": 60.0},
    "keep-numbers-of-settled-days": {
        "task": "reporting.tasks.keep_numbers_of_settled_days",
        "schedule": 600.0,
    },
    "clear-what-has-expired": {"task": "accounts.tasks.clear_what_has_expired", "schedule": 3600.0},
    "tell-of-unfinished-sign-ins": {
        "task": "accounts.tasks.tell_of_unfinished_sign_ins",
        "schedule": 60.0,
    },
    "erase-old-shift-notes": {"task": "hotline.tasks.erase_old_shift_notes", "schedule": 3600.0},
    "send-waiting-messages": {"task": "outbox.tasks.send_waiting_messages", "schedule": 60.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "audit.logs.RequestId"},
        "one_line": {"()": "audit.logs.OneLine"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "one_line"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers are taken away: one of them mails the whole request to the administrators.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "fido2": {"level": "WARNING"},  # it tells of each sign-in whose passkey it was: the journal knows
    },
}
