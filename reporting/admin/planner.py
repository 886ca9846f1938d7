"""Typing the reporting planner and its due reports."""

from dateutil.rrule import rrulestr
from django import forms
from django.contrib import admin

from lscb import clock
from lscb.admin.forms import PLAIN_WORDS, BoardForm, PageForm
from lscb.admin.pages import BoardModelAdmin, BoardStackedInline
from lscb.admin.rows import EditedRowsFilter
from lscb.admin.spreadsheets import Named, Sheet, SpreadsheetMixin, column, listed, place, told
from lscb.errors import NOT_YET
from lscb.operations import keep
from plans.models import Plan
from reporting.models import DueReport, Obligation, PlannedReport
from subgroups.admin.sheets import find_body

PLAIN_WORDS.update(
    {
        "obligation_by_rule_has_a_rule": "Write the rule, such as FREQ=YEARLY;BYMONTH=3, or choose another kind.",
        "due_report_received_says_when": "Give the day it was received; leave it empty for any other state.",
        "due_report_put_off_says_why": "Say why it is deferred or not needed.",
    }
)


class PlannedReportSheet(Sheet):
    """Rows of the planner as printed; their obligations are typed on the row's page."""

    home = ("plan", Plan, ("title", "slug"))
    needed = ("what",)
    also_called = {
        "report": "what",
        "activity": "subgroup activity",
        "when": "when reported, as printed",
        "when reported": "when reported, as printed",
        "provider": "provided by",
        "providers": "provided by",
    }
    plan = column("plan", "plan", Named("title"))
    what = column("what", "what")
    activity = column("activity", "subgroup activity")
    tells = column("tells", "what the report will tell the board")
    when_text = column("when_text", "when reported, as printed")
    providers = told("provided by")
    provider_words = column("provider_words", "provided by, in words")
    position = place()

    def find(self, row, home):
        return PlannedReport.objects.filter(plan=home, what__iexact=row["what"]).first()

    def dehydrate_providers(self, report):
        return "; ".join(body.name for body in report.providers.all()) if report.pk else ""

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        instance.chosen = None
        if "provided by" in row:
            board = instance.plan.board_id
            try:
                instance.chosen = [
                    find_body(self, words, board=board) for words in listed(row["provided by"])
                ]
            except ValueError as error:
                raise forms.ValidationError({"providers": str(error)}) from error

    def skip_row(self, instance, original, row, import_validation_errors=None):
        chosen = getattr(instance, "chosen", None)
        held = set(instance.providers.all()) if instance.pk else set()
        same = chosen is None or set(chosen) == held
        return same and super().skip_row(instance, original, row, import_validation_errors)

    def write(self, instance, new):
        many = {} if instance.chosen is None else {"providers": instance.chosen}
        keep(instance, by=self.user, many=many)

    class Meta(Sheet.Meta):
        model = PlannedReport
        fields = (
            "plan",
            "what",
            "activity",
            "tells",
            "when_text",
            "providers",
            "provider_words",
            "position",
        )
        name = "Reporting planner"


class ObligationForm(BoardForm):
    def clean_rule(self):
        rule = self.cleaned_data["rule"].strip()
        if rule:
            try:
                rrulestr(rule, dtstart=clock.now())
            except ValueError as error:
                raise forms.ValidationError("Write the rule as FREQ=YEARLY;BYMONTH=3.") from error
        return rule


class ObligationInline(BoardStackedInline):
    model = Obligation
    form = ObligationForm
    fk_name = "planned_report"
    fields = (
        ("kind", "what", "position"),
        ("forums", "forum_words"),
        ("rule", "every", "condition"),
        ("via", "inside"),
        ("words", "certainty", "is_chosen"),
        ("conflicts_with", "same_as"),
        "is_monitoring_report",
    )
    autocomplete_fields = ("forums", "conflicts_with", "same_as")
    deletable = True
    verbose_name_plural = "obligations: to whom, and how often"


@admin.register(PlannedReport)
class PlannedReportAdmin(SpreadsheetMixin, BoardModelAdmin):
    called = ("row of the planner", "rows of the planner")
    resource_classes = [PlannedReportSheet]
    list_display = ("what", "plan", "provided_by", "when_text", "position")
    list_editable = ("position",)
    list_filter = (("plan", EditedRowsFilter), ("providers", EditedRowsFilter))
    list_select_related = ("plan__board",)
    search_fields = ("what", "activity", "tells", "when_text", "provider_words")
    autocomplete_fields = ("providers",)
    fields = PlannedReportSheet.Meta.fields
    fixed_fields = ("plan",)
    inlines = (ObligationInline,)
    deletable = True
    boxes = {
        "activity": {"rows": 3, "cols": 90},
        "tells": {"rows": 3, "cols": 90},
        "when_text": {"rows": 3, "cols": 90},
    }

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("providers")


class DueReportForm(PageForm):
    def clean_received_on(self):
        received_on = self.cleaned_data["received_on"]
        if received_on and received_on > clock.today():
            raise forms.ValidationError(NOT_YET)
        return received_on


@admin.register(DueReport)
class DueReportAdmin(BoardModelAdmin):
    called = ("report due", "reports due")
    form = DueReportForm
    list_display = ("due_on", "report", "forum", "meeting", "state", "received_on")
    list_display_links = ("due_on", "report")
    list_filter = ("state", ("forum", EditedRowsFilter))
    list_select_related = ("obligation__planned_report__plan__board", "forum__board", "meeting__body")
    search_fields = ("obligation__planned_report__what", "obligation__what", "forum__name", "reason")
    autocomplete_fields = ("forum", "meeting")
    date_hierarchy = "due_on"
    fields = (
        "obligation",
        "forum",
        "meeting",
        "due_on",
        "state",
        "received_on",
        "reason",
        "link",
        "recorded_by",
    )
    readonly_fields = ("recorded_by",)
    fixed_fields = ("obligation", "forum", "due_on")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "link":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="report")
    def report(self, due):
        return due.obligation.planned_report

    def write(self, request, thing, form, *, new):
        if new or form.changed_data:
            thing.recorded_by, thing.recorded_at = request.user, clock.now()
        keep(thing, by=request.user, fields=[*form.changed_data, "recorded_by", "recorded_at"])
