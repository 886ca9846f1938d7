"""People: their work details, their places and how they sign in."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, When
from django.urls import reverse
from django.utils.html import format_html

from lscb import clock
from lscb.admin.forms import PLAIN_WORDS, PageForm
from lscb.admin.pages import BoardModelAdmin, BoardTabularInline, ReadOnlyAdmin
from lscb.admin.rows import ROWS_OF, SET_UP, EditedRowsFilter, edited_rows
from lscb.admin.spreadsheets import SpreadsheetMixin
from lscb.web.small_forms import PlainDateField
from subgroups.admin.body import PlacesByOperation
from subgroups.admin.sheets import PersonSheet
from subgroups.models import (
    Agency,
    Board,
    BoardArchive,
    BoardRole,
    Body,
    CalendarAddress,
    DataKey,
    Invitation,
    Membership,
    Person,
)
from subgroups.operations import (
    give_place,
    keep_person,
    leave,
    propose_role,
    send_password_link,
    take_off_codes,
    welcome_back,
)
from subgroups.operations.accounts import why_sign_in_stays

SET_UP.add(Person)
PLAIN_WORDS.update(
    {
        "membership_ends_after_it_starts": "It ends before it starts; correct one of the two dates.",
        "membership_deputy_for_a_time": "A deputy stands in for a time: give the first day and the last.",
        "membership_open_once": "This person holds this place already; end that one first.",
        "person_email_once_whatever_case": "Somebody has this e-mail already.",
        "person_who_left_is_disabled": "Somebody who left cannot be working.",
    }
)

LINK = (
    "They choose a password of their own: invite them on the board's page of people. Whoever came in before gets a "
    "link: tick them in the list of people and choose “Send a link to choose a password”."
)
WHAT_NEXT = (
    f"They hear only of a role, until you invite them. {LINK} A role that may approve reports counts only "
    "when a second person confirms it in the list of board roles."
)


def _people_of(rows, person):
    """The person and everybody with a role or a place, past or present, on a board the person types for."""
    boards = person.boards_edited
    return rows.filter(
        Q(pk=person.pk)
        | Exists(BoardRole.objects.filter(person=OuterRef("pk"), board__in=boards))
        | Exists(Membership.objects.filter(person=OuterRef("pk"), body__board__in=boards))
    )


ROWS_OF[Person] = _people_of


class MembershipInline(PlacesByOperation, BoardTabularInline):
    """A person's places on bodies."""

    model = Membership
    fields = ("body", "role", "agency", "starts_on", "ends_on")
    autocomplete_fields = ("body", "agency")
    ordering = ("ends_on", "body__position")


class NewPersonForm(PageForm):
    """A person and the first place they have, so that they are found again."""

    body = forms.ModelChoiceField(queryset=Body.objects.none(), required=False, label="place on")
    # A deputy has days, which are typed on the person's own page.
    body_role = forms.ChoiceField(
        choices=[each for each in Membership.Role.choices if each[0] != Membership.Role.DEPUTY],
        initial=Membership.Role.MEMBER,
        label="as",
    )
    board = forms.ModelChoiceField(
        queryset=Board.objects.none(), required=False, label="or role on the board"
    )
    board_role = forms.ChoiceField(
        choices=[("", "No role"), *BoardRole.GivenRole.choices], required=False, label="which role"
    )

    editor: Person | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = edited_rows(Body, self.editor).filter(merged_into=None)
        self.fields["board"].queryset = edited_rows(Board, self.editor)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("board_role") and not cleaned.get("board"):
            self.add_error("board", "Say on which board.")
        if cleaned.get("board") and not cleaned.get("board_role"):
            self.add_error("board_role", "Say which role.")
        if not (cleaned.get("body") or cleaned.get("board") or self.editor.is_superuser):
            self.add_error("body", "Give them a place on a body, or a role on the board.")
        return cleaned


class LeaverForm(forms.Form):
    left_on = PlainDateField(
        first=True,
        label="First day without them",
        initial=clock.today,
        help_text="Their places end the day before. From it on they cannot sign in.",
    )


@admin.register(Person)
class PersonAdmin(SpreadsheetMixin, BoardModelAdmin):
    """People are never deleted: a leaver is disabled and stays in history by name."""

    resource_classes = [PersonSheet]
    change_list_template = "admin/people.html"
    list_display = ("name", "email", "job_title", "of_agency", "places", "is_active")
    list_filter = ("is_active", ("agency", EditedRowsFilter))
    list_select_related = ("agency",)
    search_fields = ("name", "email", "job_title")
    autocomplete_fields = ("agency",)
    readonly_fields = ("working", "left_on", "last_login", "sign_in")
    actions = ("leave", "come_back", "send_link", "take_codes")
    inlines = (MembershipInline,)

    # --- who may change what

    def may_edit(self, request, thing=None):
        person = request.user
        if not (person.is_authenticated and person.is_staff):
            return False
        if thing is None or thing.pk is None or person.is_superuser:
            return True
        return edited_rows(Person, person).filter(pk=thing.pk).exists()

    def board_of(self, request, thing):
        """The board whose audit trail says it."""
        edited = Board.objects.filter(pk__in=request.user.boards_edited)
        return edited.filter(pk__in=thing.board_ids if thing.pk else ()).first() or edited.first()

    # --- the page

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, **{**kwargs, "form": NewPersonForm})
        form.editor = request.user
        return form

    def page_fieldsets(self, request, obj=None):
        details = ["name", "job_title", "agency", "email"]
        if obj is None:
            fieldsets = [
                (None, {"fields": details}),
                (
                    "First place",
                    {"fields": ("body", "body_role", "board", "board_role"), "description": WHAT_NEXT},
                ),
            ]
            if request.user.is_superuser:
                fieldsets.append(("Set-up", {"fields": ("is_superuser",)}))
            return fieldsets
        if obj.agency_id and not edited_rows(Agency, request.user).filter(pk=obj.agency_id).exists():
            details.remove("agency")  # of a board the editor does not see
        sign_in = ["working", "left_on", "last_login", "sign_in"]
        if request.user.is_superuser:
            sign_in.append("is_superuser")
        return [(None, {"fields": details}), ("Signing in", {"fields": sign_in})]

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        if obj and why_sign_in_stays(obj, request.user):
            readonly = (*readonly, "email")
        return readonly

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def get_queryset(self, request):
        open_places = Membership.objects.current().filter(body__board__in=request.user.boards_edited)
        return (
            super()
            .get_queryset(request)
            # Only an agency of the editor's own boards: another board's is nothing to them.
            .annotate(
                agency_shown=Case(When(agency__board__in=request.user.boards_edited, then="agency__name"))
            )
            .prefetch_related(
                Prefetch(
                    "memberships",
                    queryset=open_places.select_related("body"),
                    to_attr="open_places",
                ),
                Prefetch(
                    "board_roles",
                    queryset=BoardRole.objects.not_over()
                    .filter(board__in=request.user.boards_edited)
                    .select_related("board", "deputy_for"),
                    to_attr="open_roles",
                ),
            )
        )

    def changelist_view(self, request, extra_context=None):
        boards = Board.objects.visible_to(request.user).filter(pk__in=request.user.boards_edited)
        return super().changelist_view(request, {**(extra_context or {}), "boards": boards})

    def get_search_results(self, request, queryset, search_term):
        rows, duplicates = super().get_search_results(request, queryset, search_term)
        if "/autocomplete/" in request.path:
            rows = rows.filter(is_active=True)
        return rows, duplicates

    @admin.display(description="agency", ordering="agency_shown")
    def of_agency(self, person):
        return person.agency_shown

    @admin.display(description="places")
    def places(self, person):
        waiting = {None: " (waits for a second person)"}
        return "; ".join(
            [f"{role.words}{waiting.get(role.confirmed_at, '')}" for role in person.open_roles]
            + [f"{place.body.label} ({place.words})" for place in person.open_places]
        )

    @admin.display(description="working")
    def working(self, person):
        if not person.is_active:
            return "No: has left."
        board = Board.objects.filter(pk__in=person.board_ids).order_by("pk").first()
        if board is None:
            return "Yes. When they leave, tick them in the list of people and choose “Somebody has left”."
        return format_html(
            'Yes. <a href="{}">They leave: say when, and who follows</a>',
            reverse("subgroups:leaver", args=[board.slug, person.pk]),
        )

    @admin.display(description="password")
    def sign_in(self, person):
        if not person.pk or not person.email:
            return "Never signs in: there is no e-mail."
        return f"{LINK} {getattr(person, 'why_sign_in_stays', '')}".strip()

    def get_object(self, request, object_id, from_field=None):
        person = super().get_object(request, object_id, from_field)
        if person is not None:
            person.why_sign_in_stays = why_sign_in_stays(person, request.user)
        return person

    # --- writing

    def write(self, request, thing, form, *, new):
        chosen, board = form.cleaned_data, None
        if new:
            board = chosen["board"] or (chosen["body"] and chosen["body"].board)
        keep_person(
            person=thing,
            by=request.user,
            fields=form.changed_data,
            board=board or self.board_of(request, thing),
        )
        if not new:
            return
        if chosen["body"]:
            give_place(person=thing, body=chosen["body"], role=chosen["body_role"], by=request.user)
        if chosen["board"]:
            propose_role(person=thing, board=chosen["board"], role=chosen["board_role"], by=request.user)

    # --- actions

    @admin.action(description="Somebody has left", permissions=["change"])
    def leave(self, request, queryset):
        def do(person, left_on):
            boards = Board.objects.filter(pk__in=person.board_ids).order_by("pk")
            if not request.user.is_superuser:
                boards = boards.filter(pk__in=request.user.boards_edited)
            with transaction.atomic():
                for board in boards or [None]:
                    leave(person=person, board=board, left_on=left_on, by=request.user)

        return self.ask(
            request,
            queryset,
            title="They have left",
            form_class=LeaverForm,
            do=do,
            said="Have left",
            note="Their places end and nobody follows them. To say who does, open the person and choose “They leave”.",
        )

    @admin.action(description="Somebody works here again", permissions=["change"])
    def come_back(self, request, queryset):
        def do(person):
            welcome_back(person=person, by=request.user, board=self.board_of(request, person))

        self.do_each(request, queryset, do, "Work here again; give them their places anew")

    @admin.action(description="Send a link to choose a password", permissions=["change"])
    def send_link(self, request, queryset):
        def do(person):
            board = self.board_of(request, person)
            send_password_link(person=person, request=request, by=request.user, board=board)

        self.do_each(request, queryset, do, "Links sent")

    @admin.action(description="Take off one-time codes (phone lost)", permissions=["change"])
    def take_codes(self, request, queryset):
        def do(person):
            take_off_codes(person=person, by=request.user, board=self.board_of(request, person))

        self.do_each(request, queryset, do, "Sign in with the password alone until they set up codes again")


@admin.register(CalendarAddress)
class CalendarAddressAdmin(ReadOnlyAdmin):
    """Who reads dates in a calendar program; the addresses themselves are known to nobody."""

    list_display = ("made_at", "person", "body", "withdrawn_at")
    list_filter = (("body", EditedRowsFilter),)
    list_select_related = ("person", "body__board", "board")
    search_fields = ("person__name", "body__name")
    date_hierarchy = "made_at"
    fields = ("person", "board", "body", "made_at", "withdrawn_at")
    readonly_fields = fields


@admin.register(DataKey)
class DataKeyAdmin(ReadOnlyAdmin):
    """What reads a board's data by itself, and for whom; the keys themselves are known to nobody."""

    called = ("key to data", "keys to data")
    list_display = ("made_at", "person", "name", "last_used_on", "withdrawn_at")
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("person", "board")
    search_fields = ("person__name", "name")
    date_hierarchy = "made_at"
    fields = ("person", "board", "name", "made_at", "last_used_on", "withdrawn_at")
    readonly_fields = fields


@admin.register(BoardArchive)
class BoardArchiveAdmin(ReadOnlyAdmin):
    """Archives that were made of a board; its team takes them away on its own page."""

    called = ("archive of the board", "archives of the board")
    list_display = ("made_at", "board", "made_by", "rows", "size", "removed_at")
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("board", "made_by")
    search_fields = ("made_by__name",)
    date_hierarchy = "made_at"
    fields = ("board", "made_by", "made_at", "rows", "size", "sha256", "missing", "removed_at")
    readonly_fields = fields


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was asked to a board and what became of it; invitations are sent and withdrawn on the pages of people."""

    list_display = (
        "sent_at",
        "person",
        "board",
        "what_for",
        "invited_by",
        "ends_at",
        "accepted_at",
        "withdrawn_at",
    )
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("person", "board", "invited_by")
    search_fields = ("person__name", "what_for")
    date_hierarchy = "sent_at"
    fields = (
        "person",
        "board",
        "what_for",
        "invited_by",
        "sent_at",
        "ends_at",
        "accepted_at",
        "withdrawn_at",
    )
    readonly_fields = fields
