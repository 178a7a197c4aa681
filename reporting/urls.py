"""Reports, and what of them everybody may see."""

from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.ReportPage.as_view(), name="report"),
    path("approved/", views.ApprovedList.as_view(), name="approved_list"),
    path("approved/<slug:code>/", views.ApprovedPage.as_view(), name="approved"),
    path("approve/<slug:code>/", views.Approve.as_view(), name="approve"),
]
