from django.urls import path

from plans.views import actions, decisions, groups, history, plan, reminders, timescales

app_name = "plans"
urlpatterns = [
    path("plans/<slug:plan_slug>/actions/", actions.action_list, name="action-list"),
    path("plans/<slug:plan_slug>/actions.csv", actions.action_export, name="action-export"),
    path("plans/<slug:plan_slug>/actions/<int:pk>/", actions.action_detail, name="action-detail"),
    path("plans/<slug:plan_slug>/actions/<int:pk>/update/", actions.action_update, name="action-update"),
    path(
        "plans/<slug:plan_slug>/actions/<int:pk>/timescale/",
        timescales.action_timescale,
        name="action-timescale",
    ),
    path("help/timescales/", timescales.timescales_help, name="timescales-help"),
    path("help/owners/", timescales.owners_help, name="owners-help"),
    path("plans/<slug:plan_slug>/", plan.plan_detail, name="plan-detail"),
    path("plans/<slug:plan_slug>/groups/", groups.group_list, name="group-list"),
    path("plans/<slug:plan_slug>/groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("plans/<slug:plan_slug>/history/", history.history, name="history"),
    path("plans/<slug:plan_slug>/history.csv", history.history_export, name="history-export"),
    path("plans/<slug:plan_slug>/reminders/", reminders.reminders, name="reminders"),
    path(
        "plans/<slug:plan_slug>/actions/<int:pk>/new-date/", decisions.action_ask_date, name="action-ask-date"
    ),
    path("plans/<slug:plan_slug>/actions/<int:pk>/decide/", decisions.action_decide, name="action-decide"),
    path(
        "plans/<slug:plan_slug>/actions/<int:pk>/milestones/<int:milestone_pk>/",
        decisions.action_milestone,
        name="action-milestone",
    ),
    path(
        "plans/<slug:plan_slug>/actions/<int:pk>/items/<int:item_pk>/",
        decisions.action_item,
        name="action-item",
    ),
    path("plans/<slug:plan_slug>/decisions/", decisions.decisions_waiting, name="decisions-waiting"),
    path("plans/<slug:plan_slug>/quarters/", decisions.quarter_list, name="quarter-list"),
    path("plans/<slug:plan_slug>/quarters/<slug:quarter>/open/", decisions.quarter_open, name="quarter-open"),
]
