from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reporting.lists.data import VERSION
from reporting.models.publications import Of
from reporting.views import (
    board_report_papers,
    board_reports,
    calendars,
    data,
    data_keys,
    editions,
    examples,
    group_updates,
    help,
    lists,
    meeting_mode,
    meetings,
    minutes,
    planner,
    public,
    publications,
    report_papers,
    report_words,
    reports,
    search,
    sheets,
    trends,
    yearly_headings,
    yearly_papers,
    yearly_reports,
    yearly_writing,
)


class Tabular(StringConverter):
    """In which form a table is asked for."""

    regex = "csv|json"


register_converter(Tabular, "tabular")

app_name = "reporting"
_DATA = f"data/v{VERSION}/"
_EDITIONS = "plans/<slug:plan_slug>/published/"
_REPORTS = "plans/<slug:plan_slug>/reports/"
_PLANNER = "plans/<slug:plan_slug>/planner/"
_MEETING = "plans/<slug:plan_slug>/meetings/<int:pk>/"
_GROUP = "plans/<slug:plan_slug>/groups/<int:pk>/"
_PUBLISHED = "boards/<slug:board_slug>/published/"
_PUBLIC = public.ROOM[1:]
_AT = _PUBLIC + "<slug:board_slug>/<slug:slug>"
_FINAL = _REPORTS + "final/<int:pk>"
_YEARLY = "plans/<slug:plan_slug>/yearly/"
_YEAR = _YEARLY + "<int:pk>"
_YEAR_SECTION = _YEAR + "/sections/<int:section_pk>/"
_HEADINGS = "plans/<slug:plan_slug>/yearly/headings/"
_LIVE = _REPORTS + "<slug:quarter>/"
_BOARD = "plans/<slug:plan_slug>/board-reports/"
_TO_BOARD = _BOARD + "meetings/<int:meeting>/"
_UPDATES = "plans/<slug:plan_slug>/planner/due/<int:due>/updates/"
urlpatterns = [
    path(_HEADINGS, yearly_headings.yearly_headings, name="yearly-headings"),
    path(_HEADINGS + "new/", yearly_headings.yearly_heading, name="yearly-heading-add"),
    path(_HEADINGS + "<int:pk>/", yearly_headings.yearly_heading, name="yearly-heading"),
    path(_HEADINGS + "<int:pk>/remove/", yearly_headings.yearly_heading_remove, name="yearly-heading-remove"),
    path("help/", help.help_index, name="help"),
    path("help/for/<slug:role>/", help.help_for, name="help-for"),
    path("examples/load/", examples.load_examples, name="load-examples"),
    path("calendar/", calendars.calendar_addresses, name="calendar"),
    path("calendar/<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
    path("data/", data_keys.data_keys, name="data-keys"),
    path("data/columns/", data_keys.data_columns, name="data-columns"),
    path("data/openapi.json", data.data_openapi, name="data-openapi"),
    path(_DATA + "plans.<tabular:kind>", data.data_plans, name="data-plans"),
    path(_DATA + "plans/<slug:plan_slug>/reports/<int:pk>.json", data.data_report, name="data-report"),
    path(_DATA + "plans/<slug:plan_slug>/<slug:dataset>.<tabular:kind>", data.data_rows, name="data-rows"),
    path(_PLANNER, planner.planner, name="planner"),
    path(_PLANNER + "save/", lists.planner_save, name="planner-save"),
    path(_PLANNER + "forward/save/", lists.forward_plan_save, name="forward-plan-save"),
    path(_PLANNER + "forward/", planner.forward_plan, name="forward-plan"),
    path(_PLANNER + "forward.pdf", planner.forward_plan_pdf, name="forward-plan-pdf"),
    path(_PLANNER + "forward.xlsx", lists.forward_plan_xlsx, name="forward-plan-xlsx"),
    path(_PLANNER + "forward/update/", planner.forward_plan_update, name="forward-plan-update"),
    path(_PLANNER + "due/", planner.due_list, name="due-list"),
    path(_PLANNER + "due/save/", lists.due_save, name="due-save"),
    path(_PLANNER + "due/<int:pk>/", planner.due_report, name="due-report"),
    path(_PLANNER + "duties/<int:pk>/", planner.duty, name="duty"),
    path(
        "plans/<slug:plan_slug>/self-assessments/<int:pk>/grid.pdf",
        sheets.self_assessment_grid_pdf,
        name="self-assessment-grid-pdf",
    ),
    path("plans/<slug:plan_slug>/meetings/", meetings.meetings, name="meetings"),
    path("plans/<slug:plan_slug>/meetings/save/", meetings.meetings_save, name="meetings-save"),
    path(_GROUP + "meetings/", meetings.group_meetings, name="group-meetings"),
    path(_GROUP + "meetings/save/", meetings.group_meetings_save, name="group-meetings-save"),
    path(_GROUP + "meetings/add/", meetings.group_meetings_add, name="group-meetings-add"),
    path("plans/<slug:plan_slug>/meetings/attendance/", minutes.attendance, name="attendance"),
    path("plans/<slug:plan_slug>/meetings/attendance/save/", minutes.attendance_save, name="attendance-save"),
    path(_MEETING, minutes.meeting_detail, name="meeting-detail"),
    path(_MEETING + "attendance/", minutes.meeting_attendance, name="meeting-attendance"),
    path(_MEETING + "minutes.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path(_MEETING + "minutes.docx", minutes.minutes_word, name="minutes-word"),
    path(_MEETING + "change/", meetings.meeting_change, name="meeting-change"),
    path("plans/<slug:plan_slug>/decisions/log.pdf", minutes.decision_log_pdf, name="decision-log-pdf"),
    path("plans/<slug:plan_slug>/groups/<int:pk>/sheet.pdf", sheets.sheet_of_group, name="group-sheet"),
    path(_GROUP + "sheet.docx", sheets.sheet_of_group_in_word, name="group-sheet-word"),
    path("plans/<slug:plan_slug>/audits/sheet.pdf", sheets.audit_sheet, name="audit-sheet"),
    path("plans/<slug:plan_slug>/on-a-page/", sheets.plan_page, name="plan-page"),
    path("plans/<slug:plan_slug>/on-a-page.pdf", sheets.plan_page_pdf, name="plan-page-pdf"),
    path("plans/<slug:plan_slug>/document.pdf", editions.plan_document_pdf, name="plan-document-pdf"),
    path("plans/<slug:plan_slug>/document.docx", editions.plan_document_word, name="plan-document-word"),
    path(_EDITIONS, editions.edition_list, name="edition-list"),
    path(_EDITIONS + "next/", editions.edition_draft, name="edition-draft"),
    path(_EDITIONS + "next/make-final/", editions.edition_final, name="edition-final"),
    path(_EDITIONS + "<int:pk>/", editions.edition_detail, name="edition-detail"),
    path(_EDITIONS + "<int:pk>.pdf", editions.edition_pdf, name="edition-pdf"),
    path(_EDITIONS + "<int:pk>.docx", editions.edition_word, name="edition-word"),
    path(
        _EDITIONS + "<int:pk>/publish/",
        publications.publication_prepare_edition,
        name="publication-prepare-edition",
    ),
    path(_MEETING + "held/", meeting_mode.meeting_mode, name="meeting-mode"),
    path(_MEETING + "agenda/", meetings.meeting_agenda, name="meeting-agenda"),
    path(_MEETING + "agenda.pdf", meetings.meeting_agenda_pdf, name="meeting-agenda-pdf"),
    path("plans/<slug:plan_slug>/trends/", trends.trend_page, name="trends"),
    path("plans/<slug:plan_slug>/trends/save/", trends.trend_save, name="trends-save"),
    path(_YEARLY, yearly_reports.yearly_list, name="yearly-list"),
    path(_YEARLY + "begin/", yearly_reports.yearly_begin, name="yearly-begin"),
    path(_YEAR + "/", yearly_reports.yearly_detail, name="yearly-detail"),
    path(_YEAR + ".pdf", yearly_papers.yearly_pdf, name="yearly-pdf"),
    path(_YEAR + ".docx", yearly_papers.yearly_word, name="yearly-word"),
    path(_YEAR + "/signatures.pdf", yearly_papers.yearly_signatures, name="yearly-signatures"),
    path(_YEAR + "/sections/", yearly_writing.yearly_sections, name="yearly-sections"),
    path(_YEAR_SECTION, yearly_writing.yearly_section, name="yearly-section"),
    path(_YEAR_SECTION + "leave-out/", yearly_writing.yearly_leave_out, name="yearly-leave-out"),
    path(_YEAR_SECTION + "versions/", yearly_writing.yearly_section_versions, name="yearly-section-versions"),
    path(_YEAR + "/finance/", yearly_writing.yearly_finance, name="yearly-finance"),
    path(_YEAR + "/recipients/", yearly_writing.yearly_recipients, name="yearly-recipients"),
    path(_YEAR + "/make-final/", yearly_reports.yearly_final, name="yearly-final"),
    path(_YEAR + "/approve/", yearly_reports.yearly_approve, name="yearly-approve"),
    path(_YEAR + "/correct/", yearly_reports.yearly_correct, name="yearly-correct"),
    path(_YEAR + "/publish/", publications.publication_prepare_year, name="publication-prepare-year"),
    path(_PUBLISHED, publications.publication_list, name="publication-list"),
    path(_PUBLISHED + "settings/", publications.publication_settings, name="publication-settings"),
    path(_PUBLISHED + "<int:pk>/", publications.publication_detail, name="publication-detail"),
    path(_PUBLISHED + "<int:pk>/preview/", publications.publication_preview, name="publication-preview"),
    path(_PUBLISHED + "<int:pk>/publish/", publications.publication_publish, name="publication-publish"),
    path(_PUBLISHED + "<int:pk>/withdraw/", publications.publication_withdraw, name="publication-withdraw"),
    path(_PUBLIC, public.public_boards, name="public-boards"),
    path(_PUBLIC + "schema.json", public.public_schema, name="public-schema"),
    path(
        _PUBLIC + "schema-plan.json", public.public_schema, {"kind": Of.EDITION}, name="public-schema-edition"
    ),
    path(_PUBLIC + "schema-year.json", public.public_schema, {"kind": Of.YEAR}, name="public-schema-year"),
    path(_PUBLIC + "<slug:board_slug>/", public.public_board, name="public-board"),
    path(_PUBLIC + "<slug:board_slug>/feed/", public.public_feed, name="public-feed"),
    path(_AT + "/", public.public_page, name="public-page"),
    path(_AT + ".pdf", public.public_pdf, name="public-pdf"),
    path(_AT + "/data.<tabular:kind>", public.public_data, name="public-data"),
    path("search/", search.search_page, name="search"),
    path(_BOARD, board_reports.board_report_list, name="board-report-list"),
    path(_BOARD + "<int:pk>/", board_reports.board_report_detail, name="board-report-detail"),
    path(_BOARD + "<int:pk>.pdf", board_report_papers.board_report_pdf, name="board-report-pdf"),
    path(_BOARD + "<int:pk>.docx", board_report_papers.board_report_word, name="board-report-word"),
    path(_BOARD + "<int:pk>/correct/", board_reports.board_report_correct, name="board-report-correct"),
    path(_TO_BOARD, board_reports.board_report_live, name="board-report-live"),
    path(_TO_BOARD + "draft.pdf", board_report_papers.board_report_live_pdf, name="board-report-live-pdf"),
    path(_TO_BOARD + "draft.docx", board_report_papers.board_report_live_word, name="board-report-live-word"),
    path(_TO_BOARD + "words/", board_reports.board_report_words, name="board-report-words"),
    path(_TO_BOARD + "make-final/", board_reports.board_report_final, name="board-report-final"),
    path(_UPDATES, group_updates.group_updates, name="group-updates"),
    path(_UPDATES + "<int:body_pk>/", group_updates.group_update, name="group-update"),
    path(_UPDATES + "<int:body_pk>/file/", group_updates.group_update_file, name="group-update-file"),
    path(_UPDATES + "<int:body_pk>/excuse/", group_updates.group_excuse, name="group-excuse"),
    path(_REPORTS, reports.report_list, name="report-list"),
    path(_FINAL + "/", reports.report_detail, name="report-detail"),
    path(_FINAL + ".pdf", report_papers.report_pdf, name="report-pdf"),
    path(_FINAL + ".docx", report_papers.word_of_final, name="report-word"),
    path(_FINAL + "/schedule/save/", lists.schedule_save, name="report-schedule"),
    path(_FINAL + "/front.pdf", report_papers.front_of_final, name="report-front"),
    path(_FINAL + "/signatures.pdf", report_papers.signatures_of_final, name="report-signatures"),
    path(_FINAL + "/rows/<slug:key>/", reports.report_rows, name="report-rows"),
    path(_FINAL + "/year-ago/", reports.report_year_ago, name="report-year-ago"),
    path(_FINAL + "/year-ago/rows/<slug:key>/", reports.report_year_ago_rows, name="report-year-ago-rows"),
    path(_FINAL + "/approve/", reports.report_approve, name="report-approve"),
    path(_FINAL + "/correct/", reports.report_correct, name="report-correct"),
    path(_FINAL + "/publish/", publications.publication_prepare, name="publication-prepare"),
    path(_LIVE, reports.report_live, name="report-live"),
    path(_LIVE + "draft.pdf", report_papers.report_live_pdf, name="report-live-pdf"),
    path(_LIVE + "draft.docx", report_papers.word_live, name="report-live-word"),
    path(_LIVE + "schedule/save/", lists.schedule_live_save, name="report-live-schedule"),
    path(_LIVE + "front.pdf", report_papers.front_live, name="report-live-front"),
    path(_LIVE + "rows/<slug:key>/", reports.report_live_rows, name="report-live-rows"),
    path(_LIVE + "make-final/", reports.report_final, name="report-final"),
    path(_LIVE + "words/", report_words.report_words, name="report-words"),
    path(_LIVE + "highlights/<int:body_pk>/", report_words.highlight_write, name="highlight-write"),
]
