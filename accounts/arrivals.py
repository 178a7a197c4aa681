"""What happens when somebody has signed in, whichever way: her device is known, her oldest session ends."""

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import presence
from accounts.device_cookie import give_token, label_of, token_of
from accounts.services.devices import remember_device
from accounts.services.sessions import keep_to_most
from accounts.sessions import handle_here

if TYPE_CHECKING:
    from accounts.models import User


def welcome(request: HttpRequest, response: HttpResponse) -> None:
    """Know this device from now on, and end the oldest session when there are too many."""
    worker = cast("User", request.user)
    device, token = remember_device(actor=worker, token=token_of(request), label=label_of(request))
    request.session[presence.DEVICE] = str(device.pk)
    give_token(response, token)
    if keep_to_most(actor=worker, newest=handle_here(request)):
        messages.info(
            request,
            _("You were signed in on three devices. On the oldest one you are signed out now."),
        )
