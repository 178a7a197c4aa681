"""What the pictures of the README show can still be reached in a fresh demonstration."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from crisis_center.stack.pictures import PICTURES, Picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEN = {
    "today": "One-month check-in",
    "today-phone": "One-month check-in",
    "call": "She may have called before",
    "case": "Safe contact",
    "home": "If you are afraid at home",
}


@pytest.fixture
def turn_to(page, sign_in):
    """Return a function that turns a worker's window to what a picture shows."""

    def turn(picture: Picture) -> None:
        page.context.clear_cookies()
        if picture.worker:
            sign_in(User.objects.get(username=str(picture.worker)))
        page.set_viewport_size(dict(zip(("width", "height"), picture.size, strict=True)))
        picture.turn_to(page)

    return turn


def test_every_picture_shows_what_the_readme_says_of_it(page, turn_to):
    call_command("load_demo", verbosity=0)
    for picture in PICTURES:
        turn_to(picture)
        shown = page.locator("main").get_by_text(SEEN[picture.name]).first
        expect(shown).to_be_in_viewport()
    assert set(SEEN) == {picture.name for picture in PICTURES}
