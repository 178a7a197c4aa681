"""What the machine clears away by itself."""

from celery import shared_task

from accounts.models import KnownDevice, SignInCount
from accounts.sessions import SessionStore


@shared_task
def clear_what_has_expired() -> None:
    """Delete sessions that have ended, wrong passwords that are forgotten, devices not seen for a year."""
    SessionStore.clear_expired()
    SignInCount.objects.forgotten().delete()
    KnownDevice.objects.forgotten().delete()
