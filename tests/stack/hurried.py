"""The settings of the tests with an impatient beat and mail as files, for worker processes of their own."""

import os

from crisis_center.settings.test import *  # noqa: F403 what settings are for
from crisis_center.settings.test import CELERY_BEAT_SCHEDULE

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
CELERY_BEAT_SCHEDULE = {name: {**entry, "schedule": 0.4} for name, entry in CELERY_BEAT_SCHEDULE.items()}
