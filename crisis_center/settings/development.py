"""A developer's machine and the demonstration: plain http on loopback, keys made in the data folder.

Static files are collected at the start of `make run`, so pages are as quick as in production; with DEBUG=1
they are read from where they are edited.
"""

from crisis_center.settings.base import *
from crisis_center.settings.base import env

ROOT_URLCONF = "crisis_center.development_urls"  # the pages of the centre, and the page of components
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
DEMO_PASSWORD = "demo-centre-2026"  # noqa: S105 shown on the demonstration's own sign-in page
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
