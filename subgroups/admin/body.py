"""Bodies with their spellings, functions, members and meetings."""

from django import forms
from django.contrib import admin

from lscb.admin.forms import PLAIN_WORDS
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline, ReadOnlyAdmin, Rules
from lscb.admin.rows import EditedRowsFilter, edited_rows
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.errors import Refused
from lscb.ordering import ByLetters
from subgroups.admin.sheets import BodySheet, MeetingSheet
from subgroups.models import (
    Attendance,
    Board,
    Body,
    BodyName,
    Function,
    FunctionItem,
    Meeting,
    Membership,
    OneToOne,
)
from subgroups.operations import add_spelling, cancel_meeting, give_place, merge_bodies
from subgroups.operations.following import follow_meetings

PLAIN_WORDS["body_name_once_a_board"] = "This board has a body of that name already."
PLAIN_WORDS["body_of_an_agency_is_one"] = (
    "An agency is added among the agencies; it then owns like a group does."
)
PLAIN_WORDS["meeting_papers_come_first"] = "Papers are due on the day of the meeting or before."


class BodyNameInline(BoardTabularInline):
    """Spellings are added and taken off, never changed: what they meant stays readable in history."""

    model = BodyName
    fields = ("words",)
    extra = 2
    deletable = True
    verbose_name_plural = "other spellings, as documents print them"

    def has_change_permission(self, request, obj=None):
        return False

    def write(self, request, thing, form, *, new):
        add_spelling(body=thing.body, words=thing.words, by=request.user)


class FunctionInline(BoardTabularInline):
    model = Function
    fields = ("number", "text", "position")
    deletable = True
    show_change_link = True
    verbose_name_plural = "functions: its terms of reference"
    boxes = {"text": {"rows": 2}}


class PlacesByOperation(Rules):
    """Places are given by their own event, as on the pages of people; what is typed of one later is kept as typed."""

    def write(self, request, thing, form, *, new):
        if not new:
            super().write(request, thing, form, new=new)
            return
        given = give_place(
            person=thing.person,
            body=thing.body,
            role=thing.role,
            agency=thing.agency,
            starts_on=thing.starts_on,
            ends_on=thing.ends_on,
            by=request.user,
        )
        thing.pk = given.pk


class MemberInline(PlacesByOperation, BoardTabularInline):
    """The members of a body."""

    model = Membership
    fields = ("person", "role", "agency", "starts_on", "ends_on")
    autocomplete_fields = ("person", "agency")
    ordering = ("ends_on", "role", ByLetters("person__name"))
    verbose_name_plural = "members"


class MeetingInline(BoardTabularInline):
    model = Meeting
    fields = ("held_on", "held_at", "place", "papers_due_on", "cancelled")
    readonly_fields = ("cancelled",)
    show_change_link = True
    ordering = ("-held_on",)


class FunctionItemInline(BoardTabularInline):
    model = FunctionItem
    fields = ("label", "text", "position")
    extra = 3
    deletable = True
    verbose_name_plural = "lines under it"


def tell_what_follows(page, request, boards) -> None:
    """Let what goes by the meetings of `boards` follow them, as where a meeting is moved on its own page."""
    for board in boards:
        if said := follow_meetings(board=board, by=request.user):
            page.message_user(request, said)


@admin.register(Body)
class BodyAdmin(SpreadsheetMixin, BoardModelAdmin):
    called = ("group or post", "groups and posts")
    resource_classes = [BodySheet]
    list_display = ("name", "short_name", "kind", "parent", "position", "ended_on")
    list_editable = ("position",)
    list_filter = ("kind", ("board", EditedRowsFilter), ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name", "short_name", "names__words")
    autocomplete_fields = ("parent",)
    fields = (
        "board",
        "name",
        "short_name",
        "kind",
        "parent",
        "purpose",
        "position",
        "ended_on",
        "merged_into",
    )
    readonly_fields = ("merged_into",)
    fixed_fields = ("board",)
    inlines = (BodyNameInline, FunctionInline, MemberInline, MeetingInline)
    actions = ("merge",)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Meeting and formset.saved_forms:
            tell_what_follows(self, request, [form.instance.board])

    def get_readonly_fields(self, request, obj=None):
        """What stands for an agency is called, placed and ended as the agency is."""
        fixed = super().get_readonly_fields(request, obj)
        return (
            (*fixed, "name", "short_name", "kind", "parent", "position") if obj and obj.agency_id else fixed
        )

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "kind":
            field.choices = [each for each in field.choices if each[0] != Body.Kind.AGENCY]
        return field

    def get_search_results(self, request, queryset, search_term):
        rows, duplicates = super().get_search_results(request, queryset, search_term)
        if "/autocomplete/" in request.path:
            rows = rows.filter(merged_into=None)
        return rows, duplicates

    @admin.action(description="Merge into another body", permissions=["change"])
    def merge(self, request, queryset):
        class MergeForm(forms.Form):
            keep = forms.ModelChoiceField(
                queryset=edited_rows(Body, request.user).filter(merged_into=None), label="Into which"
            )

        return self.ask(
            request,
            queryset,
            title="Merge",
            form_class=MergeForm,
            do=lambda body, keep: merge_bodies(keep=keep, merge=body, by=request.user),
            said="Merged",
            note="Everything these have goes to the other, what is due at their meetings with it; their names become "
            "other spellings of it.",
        )


@admin.register(Function)
class FunctionAdmin(BoardModelAdmin):
    """A function with the lines under it; the rest of a body is typed on the body's page."""

    called = ("function of a group", "functions of groups")
    list_display = ("number", "text", "body", "position")
    list_display_links = ("number", "text")
    list_editable = ("position",)
    list_filter = (("body", EditedRowsFilter),)
    list_select_related = ("body",)
    search_fields = ("number", "text", "body__name")
    autocomplete_fields = ("body",)
    fields = ("body", "number", "text", "position")
    fixed_fields = ("body",)
    ordering = ("body__position", "position", "pk")
    inlines = (FunctionItemInline,)
    deletable = True


@admin.register(Membership)
class MembershipAdmin(PlacesByOperation, BoardModelAdmin):
    """Who sits where. A membership ends by its date; it is not deleted."""

    called = ("place on a group", "places on groups")
    list_display = ("person", "role", "body", "agency", "starts_on", "ends_on")
    list_filter = ("role", ("body", EditedRowsFilter), ("ends_on", admin.EmptyFieldListFilter))
    list_select_related = ("person", "body", "agency")
    search_fields = ("person__name", "body__name", "body__short_name", "agency__name")
    autocomplete_fields = ("person", "body", "agency")
    fields = ("person", "body", "role", "agency", "starts_on", "ends_on")
    fixed_fields = ("person", "body")
    date_hierarchy = "starts_on"


@admin.register(Meeting)
class MeetingAdmin(SpreadsheetMixin, BoardModelAdmin):
    resource_classes = [MeetingSheet]
    list_display = ("held_on", "body", "held_at", "place", "papers", "cancelled")
    list_display_links = ("held_on", "body")
    list_filter = ("cancelled", ("body", EditedRowsFilter))
    search_fields = ("body__name", "body__short_name", "place")
    autocomplete_fields = ("body",)
    fields = ("body", "held_on", "held_at", "place", "papers_due_on", "cancelled", "cancelled_because")
    readonly_fields = ("cancelled", "cancelled_because")
    fixed_fields = ("body",)
    date_hierarchy = "held_on"
    ordering = ("-held_on",)
    actions = ("cancel",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("body__board")

    def write(self, request, thing, form, *, new):
        super().write(request, thing, form, new=new)
        tell_what_follows(self, request, [thing.board])

    @admin.display(description="papers due", ordering="papers_due_on")
    def papers(self, meeting):
        return meeting.papers_deadline

    @admin.action(description="Cancel the meeting", permissions=["change"])
    def cancel(self, request, queryset):
        def do(meeting):
            if meeting.cancelled:
                raise Refused("It is cancelled already.")
            cancel_meeting(meeting=meeting, by=request.user)

        self.do_each(request, queryset, do, "Cancelled")
        tell_what_follows(self, request, Board.objects.filter(bodies__meetings__in=queryset).distinct())


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    """Who was at which meeting; recorded on the page of the meeting."""

    called = ("line of attendance", "attendance")
    list_display = ("meeting", "name", "agency_name", "capacity", "presence")
    list_display_links = ("meeting", "name")
    list_filter = ("presence", "capacity", ("meeting", EditedRowsFilter))
    list_select_related = ("meeting__body__board",)
    search_fields = ("name", "agency_name", "meeting__body__name")
    date_hierarchy = "meeting__held_on"
    fields = ("meeting", "name", "agency_name", "person", "agency", "capacity", "presence", "in_place_of")


@admin.register(OneToOne)
class OneToOneAdmin(ReadOnlyAdmin):
    """One-to-ones and inductions; they are recorded on the page of the agency."""

    list_display = ("body", "kind", "held_on", "next_on")
    list_filter = ("kind", ("body", EditedRowsFilter))
    list_select_related = ("body__board",)
    search_fields = ("body__name", "body__short_name")
    fields = ("body", "kind", "held_on", "next_on")
    readonly_fields = fields
