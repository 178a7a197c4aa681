"""Django says that somebody signed in; whichever way it was, the session starts counting."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import presence
from accounts.device_cookie import label_of


@receiver(user_logged_in)
def start_counting(request: HttpRequest, **kwargs: Any) -> None:
    presence.begin(request.session, browser=label_of(request))
