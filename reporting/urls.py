from django.urls import path

from reporting.views import planner, reports, sheets

app_name = "reporting"
_REPORTS = "plans/<slug:plan_slug>/reports/"
_FINAL = _REPORTS + "final/<int:pk>"
_LIVE = _REPORTS + "<slug:quarter>/"
urlpatterns = [
    path("plans/<slug:plan_slug>/planner/", planner.planner, name="planner"),
    path("plans/<slug:plan_slug>/groups/<int:pk>/sheet.pdf", sheets.sheet_of_group, name="group-sheet"),
    path(_REPORTS, reports.report_list, name="report-list"),
    path(_FINAL + "/", reports.report_detail, name="report-detail"),
    path(_FINAL + ".pdf", reports.report_pdf, name="report-pdf"),
    path(_FINAL + "/front.pdf", sheets.front_of_final, name="report-front"),
    path(_FINAL + "/rows/<slug:key>/", reports.report_rows, name="report-rows"),
    path(_FINAL + "/approve/", reports.report_approve, name="report-approve"),
    path(_FINAL + "/correct/", reports.report_correct, name="report-correct"),
    path(_LIVE, reports.report_live, name="report-live"),
    path(_LIVE + "draft.pdf", reports.report_live_pdf, name="report-live-pdf"),
    path(_LIVE + "front.pdf", sheets.front_live, name="report-live-front"),
    path(_LIVE + "rows/<slug:key>/", reports.report_live_rows, name="report-live-rows"),
    path(_LIVE + "make-final/", reports.report_final, name="report-final"),
    path(_LIVE + "highlights/<int:body_pk>/", reports.highlight_write, name="highlight-write"),
]
