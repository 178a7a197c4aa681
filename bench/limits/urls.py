"""Bare views first, then those of a signed-in page."""

from django.urls import path

from bench.limits import views

urlpatterns = [
    path("insert/", views.insert),
    path("read/<int:pk>/", views.read),
    path("rows/", views.newest, name="newest"),
    path("rows/<int:pk>/", views.detail),
    path("create/", views.create),
]
