"""The page of components exists for developers alone, and leaves nothing out."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from accounts.access import has_rule
from crisis_center import development_urls, urls
from crisis_center.styleguide import Styleguide
from tests.architecture.house import ROOT
from tests.workers import as_worker

PARTS = {path.name for path in (ROOT / "templates" / "components").glob("*.html")}
development = pytest.mark.urls("crisis_center.development_urls")


def root_urls_under(name: str) -> str:
    code = f"from crisis_center.settings import {name} as chosen; print(chosen.ROOT_URLCONF)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.django_db
def test_in_the_centre_there_is_no_such_page(everybody):
    assert settings.ROOT_URLCONF == "crisis_center.urls"
    assert {as_worker(worker).get("/styleguide/").status_code for worker in everybody} == {404}
    assert Client().get("/styleguide/").url == "/sign-in/?next=/styleguide/"


def test_only_the_settings_of_development_lead_to_it():
    text = (ROOT / "crisis_center" / "settings" / "production.py").read_text(encoding="utf-8")
    assert "ROOT_URLCONF" not in text
    assert root_urls_under("development") == "crisis_center.development_urls"
    assert root_urls_under("base") == "crisis_center.urls"


def test_development_adds_this_page_and_nothing_else():
    added = [page for page in development_urls.urlpatterns if page not in urls.urlpatterns]
    assert [page.name for page in added] == ["styleguide"]
    assert has_rule(Styleguide.as_view())
    handlers = ("handler400", "handler429", "handler500")
    assert [getattr(development_urls, name) == getattr(urls, name) for name in handlers] == [True] * 3


@development
@pytest.mark.django_db
def test_every_worker_may_look_and_nobody_else(everybody):
    assert {as_worker(worker).get("/styleguide/").status_code for worker in everybody} == {200}
    assert Client().get("/styleguide/").url == "/sign-in/?next=/styleguide/"


@development
@pytest.mark.django_db
def test_it_shows_every_component(coordinator):
    page = as_worker(coordinator).get("/styleguide/?until=soon")
    shown = {template.name.rpartition("/")[2] for template in page.templates if template.name}
    assert PARTS - shown == set(), "show the new component in templates/styleguide/"
