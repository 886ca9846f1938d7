"""Actions: typed ten at a time in their section, or one by one with all their parts."""

from django import forms
from django.contrib import admin, messages
from django.utils.html import format_html

from lscb import clock
from lscb.admin.forms import PLAIN_WORDS, BoardForm, PageForm
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline
from lscb.admin.rows import EditedRowsFilter, edited_rows
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.errors import Refused
from lscb.events import guards
from lscb.web.small_forms import PlainDateField
from plans.admin.readings import read_as, said_of_owners, said_of_timescales
from plans.admin.sheets import ActionSheet
from plans.forms.action_writing import say_what_moves
from plans.forms.decisions import DecidedWhere
from plans.forms.fields import SUGGESTS_OWNERS
from plans.models import Action, ActionItem, ActionLink, ActionOwner, DateChange, Milestone, Priority
from plans.operations import (
    add_action,
    agree_completion,
    change_action,
    finish_item,
    link_to_priority,
    record_milestone,
    reopen_action,
    withdraw_action,
)
from plans.selectors.as_typed import owner_names
from subgroups.models import Meeting

PLAIN_WORDS.update(
    {
        "action_owner_is_a_body_or_words": "Choose a body, or type the words as printed.",
        "action_owner_once": "This body owns the action already.",
        "action_link_to_another": "An action cannot be linked to itself.",
    }
)


def save_action(request, action: Action, form, *, new: bool) -> None:
    """Keep an action as typed, by the operation that reads its "when" and its "who"."""
    if new:
        add_action(action=action, measures=form.cleaned_data.get("measures", ()), by=request.user)
    else:
        said = {name: form.cleaned_data[name] for name in (*MOVES, "measures") if name in form.cleaned_data}
        change_action(action=action, fields=form.changed_data, by=request.user, **said)


def tell_readings(model_admin, request, actions: list[Action], *, whens=True, whos=True) -> None:
    """Say what was read of the actions just typed."""
    said = said_of_timescales(actions) if whens else None
    if said:
        model_admin.message_user(request, said[0], messages.WARNING if said[1] else messages.INFO)
    unplaced = said_of_owners(actions) if whos else None
    if unplaced:
        model_admin.message_user(request, unplaced, messages.WARNING)


class WhyMoves(forms.Form):
    """Asked where new words for "when" move a date: whether they correct the typing or are a new date, and why."""

    moves = forms.ChoiceField(
        label="If its date moves",
        required=False,
        choices=[
            ("", "It does not move"),
            (DateChange.Kind.CORRECTION, "The typing is corrected"),
            (DateChange.Kind.NEW, "A new date is asked for; the words stay"),
        ],
    )
    moves_because = forms.CharField(
        label="Why it moves", required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 60})
    )

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            say_what_moves(self, self.instance, cleaned)
        return cleaned


MOVES = tuple(WhyMoves.base_fields)


class ActionRowForm(WhyMoves, BoardForm):
    """One action as a row of its section's table."""

    class Meta:
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "outcome": forms.Textarea(attrs={"rows": 3}),
            "who_text": forms.Textarea(attrs={"rows": 2}),
            "when_text": forms.Textarea(attrs={"rows": 2}),
        }


class OwnersSuggested:
    """Boxes for owners suggest the board's groups and posts; the page that has them hands the names on."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "who_text":
            field.widget.attrs["data-suggests"] = SUGGESTS_OWNERS["data-suggests"]
        return field

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        boards = [obj.board.pk] if obj else sorted(request.user.boards_edited)
        context["owner_names"] = [pair for board in boards for pair in owner_names(board)]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class ActionInline(OwnersSuggested, BoardTabularInline):
    """The actions of a section, as its printed table has them."""

    model = Action
    form = ActionRowForm
    fields = (
        "label",
        "text",
        "who_text",
        "when_text",
        "outcome",
        "position",
        "read_as",
        *MOVES,
    )
    readonly_fields = ("read_as",)
    extra = 10
    show_change_link = True

    def get_queryset(self, request):
        return edited_rows(Action, request.user).select_related("plan__board", "section").with_owners()

    @admin.display(description="Read as")
    def read_as(self, action):
        if not action.pk:
            return ""
        owners = action.owners_line or "no owner"
        return format_html("{}<br>{}", read_as(action), owners)

    def write(self, request, thing, form, *, new):
        if new:
            thing.plan = thing.section.plan
        save_action(request, thing, form, new=new)


# --- Parts of an action -----------------------------------------------------------------------------------


class OwnerInline(BoardTabularInline):
    model = ActionOwner
    fields = ("body", "named_person", "words", "everyone", "role", "position")
    autocomplete_fields = ("body", "named_person")
    deletable = True
    verbose_name = "owner"
    verbose_name_plural = "owners: read from the words of “who”, or chosen here"


class DoneForm(BoardForm):
    def clean(self):
        cleaned = super().clean()
        for field, advice in guards.not_yet(done_on=cleaned.get("done_on")).items():
            self.add_error(field, advice)
        return cleaned


class ItemInline(OwnersSuggested, BoardTabularInline):
    model = ActionItem
    form = DoneForm
    fields = ("label", "text", "owner", "who_text", "due_on", "done_on", "position")
    autocomplete_fields = ("owner",)
    deletable = True
    verbose_name = "part"
    verbose_name_plural = "parts that can be done on their own"
    boxes = {"text": {"rows": 2}}

    def write(self, request, thing, form, *, new):
        if not new and form.changed_data == ["done_on"]:
            finish_item(item=thing, done_on=thing.done_on, by=request.user)
        else:
            super().write(request, thing, form, new=new)


class LinkInline(BoardTabularInline):
    model = ActionLink
    fk_name = "action"
    fields = ("to", "kind", "words")
    autocomplete_fields = ("to",)
    deletable = True
    verbose_name = "link"
    verbose_name_plural = "links to other actions"


class MilestoneInline(BoardTabularInline):
    """Parts of the timescale as read: when each was reached is typed here."""

    model = Milestone
    form = DoneForm
    fields = ("words", "due_on", "trigger", "done_on", "note")
    readonly_fields = ("words", "due_on", "trigger")
    boxes = {"note": {"rows": 2}}

    def has_add_permission(self, request, obj=None):
        return False

    def write(self, request, thing, form, *, new):
        record_milestone(milestone=thing, done_on=thing.done_on, note=thing.note, by=request.user)


# --- The page ---------------------------------------------------------------------------------------------


class ActionForm(WhyMoves, PageForm):
    across_plans = ("carried_from",)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))


class ReadingFilter(admin.SimpleListFilter):
    """Actions whose "when" or "who" a person should look at."""

    title = "needs a look"
    parameter_name = "look"

    def lookups(self, request, model_admin):
        return [
            ("when", "How “when” is read"),
            ("who", "Words of “who” not placed"),
            ("nobody", "No owner"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "when":
            return queryset.with_timescale_to_choose()
        if self.value() == "who":
            unplaced = ActionOwner.objects.unplaced().values("action")
            return queryset.filter(pk__in=unplaced)
        if self.value() == "nobody":
            return queryset.without_owner()
        return queryset


@admin.register(Action)
class ActionAdmin(OwnersSuggested, SpreadsheetMixin, BoardModelAdmin):
    """One action. Actions are withdrawn for a reason, never deleted."""

    form = ActionForm
    resource_classes = [ActionSheet]
    list_display = (
        "reference",
        "short_text",
        "section",
        "owners_line",
        "when_text",
        "due_on",
        "state",
        "priority",
        "position",
    )
    list_display_links = ("reference", "short_text")
    list_editable = ("position",)
    list_filter = (
        ("plan", EditedRowsFilter),
        ReadingFilter,
        "state",
        ("section", EditedRowsFilter),
        ("priority", EditedRowsFilter),
        ("owners__body", EditedRowsFilter),
    )
    list_select_related = ("plan__board", "section", "priority")
    search_fields = ("label", "text", "outcome", "who_text", "when_text")
    autocomplete_fields = ("section", "objective", "priority", "carried_from", "measures")
    date_hierarchy = "due_on"
    readonly_fields = ("read_as", "due_on", "first_due_on", "owners_read", "state_shown")
    fixed_fields = ("plan",)
    fieldsets = (
        (None, {"fields": ("plan", "section", "year", "label", "position", "text", "outcome")}),
        ("How success is measured", {"fields": ("success", "success_target", "measures")}),
        (
            "Who and when, in the plan's own words",
            {"fields": ("who_text", "owners_read", "when_text", "read_as")},
        ),
        ("Dates", {"fields": ("due_on", "first_due_on", "review_on", "state_shown")}),
        ("Belongs to", {"fields": ("priority", "objective", "carried_from", "carried_note")}),
    )
    inlines = (OwnerInline, MilestoneInline, ItemInline, LinkInline)
    actions = ("withdraw", "agree", "open_again", "link_to_priority")
    boxes = {
        "text": {"rows": 4, "cols": 90},
        "outcome": {"rows": 4, "cols": 90},
        "success": {"rows": 3, "cols": 90},
        "who_text": {"rows": 2, "cols": 90},
        "when_text": {"rows": 2, "cols": 90},
    }

    def get_queryset(self, request):
        return edited_rows(Action, request.user).with_owners().in_plan_order()

    def page_fieldsets(self, request, obj=None):
        """What is said of a date that moves, where an action is changed."""
        fieldsets = list(super().page_fieldsets(request, obj))
        if obj and not getattr(request, "reading_history", False):
            fieldsets.insert(2, ("Only where new words for “when” move its date", {"fields": MOVES}))
        return fieldsets

    def get_inlines(self, request, obj):
        return self.inlines if obj else (ItemInline, LinkInline)

    # --- shown beside what is typed

    @admin.display(description="reference", ordering="label")
    def reference(self, action):
        return action.reference or "–"

    @admin.display(description="action", ordering="text")
    def short_text(self, action):
        return action.short_text

    @admin.display(description="owners")
    def owners_line(self, action):
        return action.owners_line

    @admin.display(description="read as")
    def read_as(self, action):
        return read_as(action)

    @admin.display(description="owners")
    def owners_read(self, action):
        if not action.pk:
            return "–"
        owners = [
            (str(owner) if owner.is_placed else f"“{owner.words}” (not placed)")
            + (f" ({owner.role})" if owner.role else "")
            for owner in action.owner_rows
        ]
        return "; ".join(owners) or "none"

    @admin.display(description="state")
    def state_shown(self, action):
        said = action.get_state_display()
        return f"{said}: {action.state_reason}" if action.state_reason else said

    # --- writing

    def write(self, request, thing, form, *, new):
        save_action(request, thing, form, new=new)
        whens, whos = ("when_text" in form.changed_data), ("who_text" in form.changed_data)
        request.readings = (thing, whens, whos)

    def save_formset(self, request, form, formset, change):
        read_again = {ActionOwner: "who_text", Milestone: "when_text"}.get(formset.model)
        if change and read_again in form.changed_data and formset.has_changed():
            words = "who" if read_again == "who_text" else "when"
            raise Refused(
                f"Change either the words of “{words}”, which are then read again, or the table below them. "
                "Save one of the two first."
            )
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        thing, whens, whos = request.readings
        tell_readings(self, request, [thing], whens=whens, whos=whos)

    # --- actions

    @admin.action(description="Withdraw, with a reason", permissions=["change"])
    def withdraw(self, request, queryset):
        return self.ask(
            request,
            queryset,
            title="Withdraw",
            form_class=ReasonForm,
            do=lambda action, reason: withdraw_action(action=action, reason=reason, by=request.user),
            said="Withdrawn",
            note="They leave the plan's count. What was said about them stays.",
        )

    @admin.action(description="Record that completion was agreed", permissions=["change"])
    def agree(self, request, queryset):
        class AgreedForm(DecidedWhere):
            meetings = edited_rows(Meeting, request.user)
            agreed_on = PlainDateField(label="Agreed on", initial=clock.today)

        def do(action, **typed):
            agree_completion(action=action, by=request.user, **typed)

        return self.ask(
            request,
            queryset,
            title="Record that completion was agreed",
            form_class=AgreedForm,
            do=do,
            said="Closed",
            note="Only actions whose last update says complete can be closed.",
        )

    @admin.action(description="Open again, with a reason", permissions=["change"])
    def open_again(self, request, queryset):
        return self.ask(
            request,
            queryset,
            title="Open again",
            form_class=ReasonForm,
            do=lambda action, reason: reopen_action(action=action, reason=reason, by=request.user),
            said="Opened again",
        )

    @admin.action(description="Link to a priority", permissions=["change"])
    def link_to_priority(self, request, queryset):
        class PriorityForm(forms.Form):
            priority = forms.ModelChoiceField(
                queryset=edited_rows(Priority, request.user),
                required=False,
                empty_label="None: take the link off",
            )

        def do(action, priority):
            link_to_priority(plan=action.plan, actions=[action], priority=priority, by=request.user)

        return self.ask(
            request, queryset, title="Link to a priority", form_class=PriorityForm, do=do, said="Linked"
        )

    def process_result(self, result, request):
        """After an import: what was read."""
        answer = super().process_result(result, request)
        if not (result.has_errors() or result.has_validation_errors()):
            kept = [row.object_id for row in result.rows if row.import_type in ("new", "update")]
            tell_readings(self, request, list(Action.objects.filter(pk__in=kept).select_related("plan")))
        return answer
