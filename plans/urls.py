from django.urls import path

from plans.views import groups, plan

app_name = "plans"
urlpatterns = [
    path("plans/<slug:plan_slug>/", plan.plan_detail, name="plan-detail"),
    path("plans/<slug:plan_slug>/groups/", groups.group_list, name="group-list"),
    path("plans/<slug:plan_slug>/groups/<int:pk>/", groups.group_detail, name="group-detail"),
]
