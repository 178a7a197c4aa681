"""What a password of a worker must be."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.refusals import Refusal


def set_password(worker: User, password: str) -> None:
    """Give `worker` a password, unsaved. Refuses a weak one, in the words of the validators."""
    try:
        validate_password(password, worker)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from None
    worker.set_password(password)
