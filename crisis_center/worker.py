"""The Celery application: worker and beat start here. PostgreSQL is the truth, Redis a doorbell."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crisis_center.settings.production")
app = Celery("crisis_center")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
