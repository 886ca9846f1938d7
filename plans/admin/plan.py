"""Plans, their levels, quarters, rating keys and glossaries."""

from datetime import date

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator

from lscb.admin.forms import PLAIN_WORDS, BoardForm, PageForm
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline
from lscb.admin.rows import EditedRowsFilter
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.errors import Refused
from plans.admin.action import ActionInline, tell_readings
from plans.admin.sheets import GlossarySheet
from plans.models import Action, GlossaryTerm, Objective, Plan, Priority, Quarter, RatingDefinition, Section
from plans.operations import add_quarter, close_quarter, open_quarter
from plans.rules.quarters import quarter_dates

PLAIN_WORDS["plan_ends_after_it_starts"] = "The plan ends before it starts; correct one of the two dates."


# --- Quarters -----------------------------------------------------------------------------------------------


class QuarterFields:
    """A quarter is named by its year and number; its dates follow from the board's year."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "number" in self.fields:
            self.fields["number"].validators += [MinValueValidator(1), MaxValueValidator(4)]
        if self.instance.pk:
            for name in {"first_year", "number", "plan"} & set(self.fields):
                self.fields[name].disabled = True
            self.initial["first_year"] = int(self.instance.year[:4])


def _first_year():
    return forms.IntegerField(
        label="year that starts in", min_value=2000, max_value=2100, help_text="2017 for 2017/18."
    )


class QuarterRowForm(QuarterFields, BoardForm):
    first_year = _first_year()


class QuarterForm(QuarterFields, PageForm):
    first_year = _first_year()


class WritesQuarters:
    """New quarters are added by their operation; later only the meeting and its papers are typed."""

    def write(self, request, thing, form, *, new):
        if not new:
            super().write(request, thing, form, new=new)
            return
        added = add_quarter(
            plan=thing.plan,
            year=form.cleaned_data["first_year"],
            number=thing.number,
            meeting=thing.meeting,
            papers_due_on=thing.papers_due_on,
            by=request.user,
        )
        thing.pk, thing.year, thing.state = added.pk, added.year, added.state
        thing.starts_on, thing.ends_on = added.starts_on, added.ends_on
        thing._state.adding = False


class QuarterInline(WritesQuarters, BoardTabularInline):
    model = Quarter
    form = QuarterRowForm
    fields = ("first_year", "number", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    readonly_fields = ("starts_on", "ends_on", "state")
    autocomplete_fields = ("meeting",)
    show_change_link = True


@admin.register(Quarter)
class QuarterAdmin(WritesQuarters, BoardModelAdmin):
    form = QuarterForm
    list_display = ("name", "plan", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    list_filter = ("state", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board", "meeting__body")
    search_fields = ("year", "plan__title")
    autocomplete_fields = ("meeting",)
    fields = ("plan", "first_year", "number", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    readonly_fields = ("starts_on", "ends_on", "state")
    date_hierarchy = "starts_on"
    ordering = ("-starts_on",)
    actions = ("open", "close")

    @admin.display(description="year")
    def first_year(self, quarter):
        return quarter.year

    @admin.display(description="quarter", ordering="starts_on")
    def name(self, quarter):
        return quarter.name

    @admin.action(description="Start collecting updates", permissions=["change"])
    def open(self, request, queryset):
        if queryset.values("plan").distinct().count() < queryset.count():
            self.message_user(request, "Choose one quarter of a plan: one is collected at a time.", "error")
            return
        self.do_each(
            request,
            queryset,
            lambda quarter: open_quarter(quarter=quarter, by=request.user),
            "Collecting now",
        )

    @admin.action(description="Stop collecting updates", permissions=["change"])
    def close(self, request, queryset):
        def do(quarter):
            if quarter.state != Quarter.State.COLLECTING:
                raise Refused(f"It is {quarter.get_state_display().lower()}.")
            close_quarter(quarter=quarter, by=request.user)

        self.do_each(request, queryset, do, "Closed")


# --- Plans --------------------------------------------------------------------------------------------------


class PriorityInline(BoardTabularInline):
    model = Priority
    fields = ("label", "title", "position")
    extra = 3
    deletable = True
    show_change_link = True


class SectionInline(BoardTabularInline):
    model = Section
    fields = ("label", "title", "lead", "position")
    autocomplete_fields = ("lead",)
    extra = 3
    deletable = True
    show_change_link = True
    verbose_name_plural = "sections: open one to type its actions"


class RatingInline(BoardTabularInline):
    model = RatingDefinition
    fields = ("rating", "word", "meaning")
    deletable = True
    verbose_name = "rating"
    verbose_name_plural = "rating key: only where this plan has words of its own"
    boxes = {"meaning": {"rows": 2}}


@admin.register(Plan)
class PlanAdmin(BoardModelAdmin):
    list_display = ("title", "board", "starts_on", "ends_on", "state")
    list_filter = ("state", ("board", EditedRowsFilter))
    list_select_related = ("board",)
    search_fields = ("title", "slug")
    autocomplete_fields = ("predecessor",)
    fixed_fields = ("board", "slug")
    date_hierarchy = "starts_on"
    fieldsets = (
        (
            None,
            {"fields": ("board", "title", "slug", "starts_on", "ends_on", "published_on", "vision")},
        ),
        ("The plan before", {"fields": ("predecessor", "predecessor_title")}),
        (
            "Ratings",
            {
                "fields": ("tolerance_months",),
                "description": "An action later than this is suggested as off track, one less late as at risk; whoever "
                "updates it may keep another rating with a reason. The words and meanings of the ratings stand below.",
            },
        ),
        ("Its own words", {"classes": ("collapse",), "fields": (*Plan.WORD_PAIRS, "grouped_by")}),
    )
    inlines = (PriorityInline, SectionInline, QuarterInline, RatingInline)
    actions = ("add_quarters",)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("title",)}

    @admin.action(description="Add every quarter of the plan", permissions=["change"])
    def add_quarters(self, request, queryset):
        for plan in queryset.select_related("board"):
            there = set(plan.quarters.values_list("starts_on", flat=True))
            self.do_each(
                request,
                [(year, number) for year, number, first in _quarters_of(plan) if first not in there],
                lambda which, plan=plan: add_quarter(
                    plan=plan, year=which[0], number=which[1], by=request.user
                ),
                f"Quarters added to {plan}",
            )


def _quarters_of(plan: Plan):
    """Year, number and first day of every quarter that touches the plan's years."""
    for year in range(plan.starts_on.year - 1, plan.ends_on.year + 1):
        for number in (1, 2, 3, 4):
            first, last = quarter_dates(date(year, plan.board.year_starts_in, 1), number)
            if first <= plan.ends_on and last >= plan.starts_on:
                yield year, number, first


# --- Levels -------------------------------------------------------------------------------------------------


class LevelAdmin(BoardModelAdmin):
    """A level above the actions, typed in the order it is printed in."""

    list_select_related = ("plan__board",)
    fixed_fields = ("plan",)
    deletable = True
    boxes = {"text": {"rows": 3, "cols": 90}}


@admin.register(Priority)
class PriorityAdmin(LevelAdmin):
    list_display = ("label", "title", "plan", "position")
    list_display_links = ("label", "title")
    list_editable = ("position",)
    list_filter = (("plan", EditedRowsFilter),)
    search_fields = ("label", "title")
    fields = ("plan", "label", "title", "text", "position")


@admin.register(Section)
class SectionAdmin(LevelAdmin):
    """A section with its actions: the page where a printed table is typed."""

    list_display = ("label", "title", "plan", "lead", "position")
    list_display_links = ("label", "title")
    list_editable = ("position",)
    list_filter = (("plan", EditedRowsFilter), ("priority", EditedRowsFilter))
    list_select_related = ("plan__board", "lead")
    search_fields = ("label", "title")
    autocomplete_fields = ("lead", "priority")
    fields = ("plan", "label", "title", "text", "lead", "priority", "position")
    inlines = (ActionInline,)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        rows = [row for formset in formsets if formset.model is Action for row in formset.saved_forms]
        for field, told in (("when_text", {"whos": False}), ("who_text", {"whens": False})):
            typed = [row.instance for row in rows if field in row.changed_data]
            if typed:
                tell_readings(self, request, typed, **told)


@admin.register(Objective)
class ObjectiveAdmin(LevelAdmin):
    list_display = ("label", "text", "kind", "plan", "section", "position")
    list_display_links = ("label", "text")
    list_editable = ("position",)
    list_filter = ("kind", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board", "section")
    search_fields = ("label", "text")
    autocomplete_fields = ("section", "priority")
    fields = ("plan", "kind", "section", "priority", "label", "text", "position")


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(SpreadsheetMixin, BoardModelAdmin):
    resource_classes = [GlossarySheet]
    list_display = ("term", "meaning", "plan")
    list_filter = (("plan", EditedRowsFilter),)
    list_select_related = ("plan__board",)
    search_fields = ("term", "meaning")
    fields = ("plan", "term", "meaning")
    fixed_fields = ("plan",)
    deletable = True
