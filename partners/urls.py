"""The directory of partners, and the joint events beside it: two rooms of the menu."""

from django.urls import include, path

from partners.views import directory, joint_events

of_partners = [
    path("", directory.Directory.as_view(), name="list"),
    path("add/", directory.AddPartner.as_view(), name="add"),
    path("<uuid:pk>/", directory.PartnerPage.as_view(), name="detail"),
    path("<uuid:pk>/change/", directory.ChangePartner.as_view(), name="change"),
    path("<uuid:pk>/branches/add/", directory.AddBranch.as_view(), name="add_branch"),
    path("<uuid:pk>/agreements/add/", directory.AddAgreement.as_view(), name="add_agreement"),
    path("branches/<uuid:pk>/change/", directory.ChangeBranch.as_view(), name="change_branch"),
    path("branches/<uuid:pk>/services/add/", directory.AddService.as_view(), name="add_service"),
    path("branches/<uuid:pk>/contacts/add/", directory.AddContact.as_view(), name="add_contact"),
    path("services/<uuid:pk>/change/", directory.ChangeService.as_view(), name="change_service"),
    path("contacts/<uuid:pk>/change/", directory.ChangeContact.as_view(), name="change_contact"),
    path("agreements/<uuid:pk>/change/", directory.ChangeAgreement.as_view(), name="change_agreement"),
]
of_events = [
    path("", joint_events.JointEvents.as_view(), name="events"),
    path("add/", joint_events.AddJointEvent.as_view(), name="add_event"),
    path("<uuid:pk>/", joint_events.JointEventPage.as_view(), name="event"),
    path("<uuid:pk>/change/", joint_events.ChangeJointEvent.as_view(), name="change_event"),
]

app_name = "partners"
urlpatterns = [path("partners/", include(of_partners)), path("events/", include(of_events))]
