from django.urls import path

from reporting.views import planner

app_name = "reporting"
urlpatterns = [
    path("plans/<slug:plan_slug>/planner/", planner.planner, name="planner"),
]
