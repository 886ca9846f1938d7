"""Plans, their levels, reporting periods, rating keys and glossaries."""

from django.contrib import admin

from lscb.admin.forms import PLAIN_WORDS, BoardForm, PageForm
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline
from lscb.admin.rows import EditedRowsFilter
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.errors import Refused
from plans.admin.action import ActionInline, OwnersSuggested, tell_readings
from plans.admin.sheets import GlossarySheet
from plans.models import (
    Action,
    Chapter,
    GlossaryTerm,
    Objective,
    Plan,
    Priority,
    Quarter,
    RatingDefinition,
    Section,
)
from plans.operations import (
    add_chapter,
    add_quarter,
    change_chapter,
    close_quarter,
    open_quarter,
    remove_chapter,
)
from plans.operations.following import follow_alike, hold_with_linked
from plans.selectors.quarters import missing_quarters

PLAIN_WORDS["quarter_name_once_a_plan"] = "The plan has one of this name already."
PLAIN_WORDS["plan_both_words_for_periods"] = (
    "Give both words for reporting periods, for one and for several, or neither."
)
PLAIN_WORDS["plan_ends_after_it_starts"] = "The plan ends before it starts; correct one of the two dates."


# --- Reporting periods -----------------------------------------------------------------------------------------------


class QuarterFields:
    """What a reporting period is called may be corrected; its days stay."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            fixed = {"starts_on", "ends_on", "plan"}
            if self.instance.follows_id:  # what it is called and when it is reported is its business plan's
                fixed |= {"name", "meeting", "papers_due_on"}
            for name in fixed & set(self.fields):
                self.fields[name].disabled = True


class QuarterRowForm(QuarterFields, BoardForm):
    pass


class QuarterForm(QuarterFields, PageForm):
    pass


class WritesQuarters:
    """New periods are added by their operation; later only name, meeting and papers are typed."""

    def write(self, request, thing, form, *, new):
        if not new:
            hold_with_linked(Plan.objects.get(pk=thing.plan_id))
            super().write(request, thing, form, new=new)
            follow_alike(thing, request.user)
            return
        added = add_quarter(
            plan=thing.plan,
            span=thing.span,
            meeting=thing.meeting,
            papers_due_on=thing.papers_due_on,
            by=request.user,
        )
        thing.pk, thing.slug, thing.state = added.pk, added.slug, added.state
        thing._state.adding = False


class QuarterInline(WritesQuarters, BoardTabularInline):
    model = Quarter
    form = QuarterRowForm
    fields = ("name", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    readonly_fields = ("state",)
    autocomplete_fields = ("meeting",)
    show_change_link = True


@admin.register(Quarter)
class QuarterAdmin(WritesQuarters, BoardModelAdmin):
    form = QuarterForm
    list_display = ("name", "plan", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    list_filter = ("state", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board", "meeting__body")
    search_fields = ("name", "plan__title")
    autocomplete_fields = ("meeting",)
    fields = ("plan", "name", "starts_on", "ends_on", "meeting", "papers_due_on", "state")
    readonly_fields = ("state",)
    date_hierarchy = "starts_on"
    ordering = ("-starts_on",)
    actions = ("open", "close")

    @admin.action(description="Start collecting updates", permissions=["change"])
    def open(self, request, queryset):
        if queryset.values("plan").distinct().count() < queryset.count():
            self.message_user(request, "Choose one of a plan: one is collected at a time.", "error")
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
        ("The plan it is linked to", {"fields": ("kind", "business_plan")}),
        ("The plan before", {"fields": ("predecessor", "predecessor_title")}),
        (
            "Ratings",
            {
                "fields": ("tolerance_months",),
                "description": "An action later than this is suggested as off track, one less late as at risk; whoever "
                "updates it may keep another rating with a reason. The words and meanings of the ratings stand below.",
            },
        ),
        ("On paper", {"fields": ("report_length",)}),
        (
            "Reporting periods",
            {
                "fields": ("rhythm", "year_starts_in", "naming"),
                "description": "How often it reports is changed on the page of its reporting periods, which "
                "shows first what a change does.",
            },
        ),
        ("Its own words", {"classes": ("collapse",), "fields": (*Plan.WORD_PAIRS, "grouped_by")}),
    )
    readonly_fields = ("kind", "business_plan", "rhythm", "year_starts_in", "naming")
    inlines = (PriorityInline, SectionInline, QuarterInline, RatingInline)
    actions = ("add_quarters",)

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ("title",)}

    def write(self, request, thing, form, *, new):
        if new:
            thing.year_starts_in = thing.board.year_starts_in
        super().write(request, thing, form, new=new)

    @admin.action(description="Add every reporting period of the plan", permissions=["change"])
    def add_quarters(self, request, queryset):
        for plan in queryset.select_related("board"):
            self.do_each(
                request,
                missing_quarters(plan),
                lambda span, plan=plan: add_quarter(plan=plan, span=span, by=request.user),
                f"Reporting periods added to {plan}",
            )


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
class SectionAdmin(OwnersSuggested, LevelAdmin):
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


@admin.register(Chapter)
class ChapterAdmin(BoardModelAdmin):
    """A chapter of the narrative; a new one stands behind the others, and moves on the page of the plan's text."""

    called = ("chapter of the plan’s text", "chapters of the plan’s text")
    list_display = ("title", "plan", "position", "drawing")
    list_filter = (("plan", EditedRowsFilter),)
    list_select_related = ("plan__board",)
    search_fields = ("title", "text")
    fields = ("plan", "title", "text", "drawing")
    fixed_fields = ("plan",)
    deletable = True
    boxes = {"text": {"rows": 18, "cols": 90}}

    def write(self, request, thing, form, *, new):
        typed = {name: getattr(thing, name) for name in form.changed_data if name != "plan"}
        if new:
            added = add_chapter(plan=thing.plan, by=request.user, **typed)
            thing.pk, thing._state.adding = added.pk, False
            return
        stored = Chapter.objects.get(pk=thing.pk)
        change_chapter(
            chapter=stored,
            by=request.user,
            **{name: getattr(stored, name) for name in ("title", "text", "drawing")} | typed,
        )

    def take_away(self, request, thing):
        remove_chapter(chapter=thing, by=request.user)


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
