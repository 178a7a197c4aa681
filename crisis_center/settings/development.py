"""A developer's machine and the demonstration: plain http on loopback, keys made in the data folder."""

from crisis_center.settings.base import *
from crisis_center.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
