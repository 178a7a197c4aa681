"""Every page stands in the same shell."""

from tests.workers import as_worker


def test_today_stands_in_the_shell_with_its_neutral_title(coordinator):
    page = as_worker(coordinator).get("/").content.decode()
    assert "<title>Today</title>" in page
