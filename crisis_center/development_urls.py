"""The product's addresses and one for developers. Only `settings/development.py` points here."""

from django.urls import path

from crisis_center.styleguide import Styleguide
from crisis_center.urls import handler400, handler429, handler500
from crisis_center.urls import urlpatterns as pages

__all__ = ["handler400", "handler429", "handler500"]

urlpatterns = [*pages, path("styleguide/", Styleguide.as_view(), name="styleguide")]
