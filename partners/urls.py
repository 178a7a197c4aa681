"""The directory of partners."""

from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("", views.Directory.as_view(), name="list"),
    path("add/", views.AddPartner.as_view(), name="add"),
    path("<uuid:pk>/", views.PartnerPage.as_view(), name="detail"),
    path("<uuid:pk>/change/", views.ChangePartner.as_view(), name="change"),
    path("<uuid:pk>/branches/add/", views.AddBranch.as_view(), name="add_branch"),
    path("<uuid:pk>/agreements/add/", views.AddAgreement.as_view(), name="add_agreement"),
    path("branches/<uuid:pk>/change/", views.ChangeBranch.as_view(), name="change_branch"),
    path("branches/<uuid:pk>/services/add/", views.AddService.as_view(), name="add_service"),
    path("branches/<uuid:pk>/contacts/add/", views.AddContact.as_view(), name="add_contact"),
    path("services/<uuid:pk>/change/", views.ChangeService.as_view(), name="change_service"),
    path("contacts/<uuid:pk>/change/", views.ChangeContact.as_view(), name="change_contact"),
    path("agreements/<uuid:pk>/change/", views.ChangeAgreement.as_view(), name="change_agreement"),
]
