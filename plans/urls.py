from django.urls import path

from plans.views import (
    action_writing,
    actions,
    audit_trail,
    challenges,
    decisions,
    findings,
    glossary,
    groups,
    measures,
    moderation,
    plan,
    quarters,
    reminders,
    risks,
    start,
    succession,
    timescales,
    words,
)

app_name = "plans"
urlpatterns = [
    path("plans/<slug:plan_slug>/actions/", actions.action_list, name="action-list"),
    path("plans/<slug:plan_slug>/actions.csv", actions.action_export, name="action-export"),
    path("boards/<slug:board_slug>/groups/add/", start.groups_add, name="groups-add"),
    path("boards/<slug:board_slug>/plans/add/", start.plan_add, name="plan-add"),
    path("plans/<slug:plan_slug>/sections/add/", start.sections_add, name="sections-add"),
    path("plans/<slug:plan_slug>/quarters/first/", start.quarter_first, name="quarter-first"),
    path("plans/<slug:plan_slug>/actions/add/", action_writing.action_add, name="action-add"),
    path(
        "plans/<slug:plan_slug>/actions/<int:pk>/change/", action_writing.action_change, name="action-change"
    ),
    path("plans/<slug:plan_slug>/actions/link/", findings.action_link, name="action-link"),
    path("plans/<slug:plan_slug>/quality/", findings.plan_quality_page, name="quality"),
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
    path("plans/<slug:plan_slug>/next/", succession.plan_next, name="plan-next"),
    path("plans/<slug:plan_slug>/carry-over/", succession.carry_over, name="carry-over"),
    path("plans/<slug:plan_slug>/carry-over/<int:pk>/", succession.action_carry, name="action-carry"),
    path("plans/<slug:plan_slug>/keep/", succession.plan_keep, name="plan-keep"),
    path("plans/<slug:plan_slug>/archive/", succession.plan_archive, name="plan-archive"),
    path("plans/<slug:plan_slug>/glossary/", glossary.glossary, name="glossary"),
    path("plans/<slug:plan_slug>/words/", words.words, name="words"),
    path("plans/<slug:plan_slug>/groups/", groups.group_list, name="group-list"),
    path("plans/<slug:plan_slug>/groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("plans/<slug:plan_slug>/history/", audit_trail.history, name="history"),
    path("plans/<slug:plan_slug>/history.csv", audit_trail.history_export, name="history-export"),
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
    path("plans/<slug:plan_slug>/moderation/", moderation.moderation, name="moderation"),
    path("plans/<slug:plan_slug>/decisions/", decisions.decisions_waiting, name="decisions-waiting"),
    path(
        "plans/<slug:plan_slug>/decisions/<int:pk>/outcome/",
        decisions.decision_outcome,
        name="decision-outcome",
    ),
    path("plans/<slug:plan_slug>/challenges/", challenges.challenge_list, name="challenge-list"),
    path("plans/<slug:plan_slug>/challenges/new/", challenges.challenge_add, name="challenge-add"),
    path("plans/<slug:plan_slug>/challenges/<int:pk>/", challenges.challenge_detail, name="challenge-detail"),
    path(
        "plans/<slug:plan_slug>/challenges/<int:pk>/change/",
        challenges.challenge_change,
        name="challenge-change",
    ),
    path("plans/<slug:plan_slug>/risks/", risks.risk_list, name="risk-list"),
    path("plans/<slug:plan_slug>/risks/new/", risks.risk_add, name="risk-add"),
    path("plans/<slug:plan_slug>/risks/<int:pk>/", risks.risk_detail, name="risk-detail"),
    path("plans/<slug:plan_slug>/measures/", measures.measure_list, name="measure-list"),
    path("plans/<slug:plan_slug>/measures/<int:pk>/", measures.measure_detail, name="measure-detail"),
    path("plans/<slug:plan_slug>/quarters/", quarters.quarter_list, name="quarter-list"),
    path("plans/<slug:plan_slug>/quarters/<slug:quarter>/open/", quarters.quarter_open, name="quarter-open"),
    path(
        "plans/<slug:plan_slug>/quarters/<slug:quarter>/close/", quarters.quarter_close, name="quarter-close"
    ),
]
