"""One person, as the team of a board sees and changes what they are there."""

from copy import copy
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render

from lscb import clock
from lscb.errors import Refused
from lscb.web.pages import form_page, with_days_said
from lscb.web.small_forms import SmallForm
from lscb.wording import long_date
from subgroups import operations as events
from subgroups.forms.people import DetailsForm, EndForm, InviteForm, LongerForm, PlaceForm, RoleForm
from subgroups.models import Board, BoardRole, Invitation, Membership, Person
from subgroups.operations.accounts import why_not_theirs, why_sign_in_stays
from subgroups.operations.roles import why_not_confirmed_by
from subgroups.selectors.people import PersonLine, lines_of, people_of
from subgroups.selectors.roles import established_on, that_have_counted
from subgroups.views.boards import board_typed_for


def _line(board: Board, pk: int) -> PersonLine:
    return lines_of(board, [get_object_or_404(people_of(board), pk=pk)])[0]


def person(request, board_slug, pk):
    """What somebody is on the board, and every step that the team takes about it: each form and button is a step."""
    board = board_typed_for(request, board_slug)
    line = _line(board, pk)
    step, _, row = request.POST.get("step", "").partition("-")
    forms = _Forms(request, board, line, step, row)
    refused = ""
    if request.method == "POST":
        try:
            said = _STEPS.get(step, _no_step)(request, board, line, forms, row)
        except Refused as no:
            if forms.bound:
                forms.bound.refuse(no)
            refused = "" if forms.bound else " ".join(no.messages)
        else:
            if said:
                said = with_days_said(said, forms.bound) if forms.bound else said
                messages.success(request, said)
                return redirect("subgroups:person", board.slug, pk)
    context = {
        "board": board,
        "whose": board,
        "line": line,
        "forms": forms,
        "refused": refused,
        "past_places": Membership.objects.filter(person=line.person, body__board=board)
        .exclude(pk__in=[place.pk for place in line.places])
        .select_related("body")
        .order_by("-ends_on"),
        "past_roles": BoardRole.objects.filter(person=line.person, board=board)
        .exclude(pk__in=[role.pk for role in line.roles])
        .select_related("board", "deputy_for")
        .order_by("-ends_on"),
        "invitation_open": line.invitation
        and line.invitation.state in (Invitation.State.OPEN, Invitation.State.ENDED),
        "is_self": line.person.pk == request.user.pk,
        "to_confirm": any(row.confirm for row in forms.roles),
        "leads": [place.body.label for place in line.places if place.role != Membership.Role.MEMBER],
        "not_theirs": why_not_theirs(line.person, request.user),
        "sign_in_stays": why_sign_in_stays(line.person, request.user),
    }
    wrong = bool(refused or (forms.bound and forms.bound.errors))
    context |= {"form": forms.bound, "form_refused": wrong}
    return render(request, "subgroups/person.html", context, status=422 if wrong else 200)


@dataclass(frozen=True)
class _Row:
    """A place or a role with what can be done about it: a form each, or a button."""

    held: Membership | BoardRole
    end: EndForm | None = None
    longer: LongerForm | None = None
    confirm: bool = False
    why_not: str = ""  # of a role that waits: why whoever reads the page does not confirm it
    take_back: bool = False


@dataclass
class _Forms:
    """The forms of a person's page; `bound` is the one that was sent, if any."""

    request: HttpRequest
    board: Board
    line: PersonLine
    step: str
    row: str
    bound: SmallForm | None = field(default=None, init=False)

    def __post_init__(self):
        line, board = self.line, self.board
        self.place = self._form(PlaceForm, "place", board=board)
        self.role = self._form(RoleForm, "role", board=board, person=line.person)
        what_for = "; ".join(
            [role.words for role in line.roles]
            + [f"{place.words}, {place.body.name}" for place in line.places]
        )
        self.invite = self._form(InviteForm, "invite", initial={"what_for": what_for[:200]})
        self.places = [
            _Row(place, end=self._form(EndForm, "end", place, initial=_last_day(place)))
            for place in line.places
        ]
        counted = that_have_counted(line.roles)
        self.established = (
            established_on(board) if any(not role.confirmed_at for role in line.roles) else set()
        )
        self.roles = [self._role_row(role, role.pk in counted) for role in line.roles]

    @property
    def places_by_time(self):
        return _by_time(self.places, "To come", lambda place: place.is_to_come)

    @property
    def roles_by_time(self):
        return _by_time(self.roles, "Waiting or to come", lambda role: not role.counts_today)

    def _form(self, form, step: str, held=None, **kwargs):
        prefix = f"{step}-{held.pk}" if held else step
        sent = self.request.method == "POST" and (self.step, self.row) == (step, str(held.pk) if held else "")
        made = form(self.request.POST if sent else None, prefix=prefix, **kwargs)
        if sent:
            self.bound = made
        return made

    def _role_row(self, role: BoardRole, has_counted: bool) -> _Row:
        given = bool(role.confirmed_at or not role.may_approve)
        goes_on = any(
            other.role == role.role and role.ends_on and other.starts_on and other.starts_on > role.ends_on
            for other in self.line.roles
        )
        why_not = why_not_confirmed_by(role, self.request.user, self.established) if role.waits else ""
        return _Row(
            role,
            end=self._form(EndForm, "last", role, initial=_last_day(role)) if given else None,
            longer=self._form(LongerForm, "longer", role) if given and role.ends_on and not goes_on else None,
            confirm=role.waits and not why_not,
            why_not=why_not,
            take_back=not has_counted,
        )


def _last_day(held: Membership | BoardRole) -> dict:
    """The day that is set, or of what is still to begin its first; else today, as the form has it."""
    begins = held.starts_on if held.starts_on and held.starts_on > clock.today() else None
    return {"ends_on": day} if (day := held.ends_on or begins) else {}


def _by_time(rows: list[_Row], later: str, is_later) -> list[tuple[str, list[_Row]]]:
    """Rows of today, then those of later days, each under its heading; none is needed where all are of today."""
    of_today = [row for row in rows if not is_later(row.held)]
    of_later = [row for row in rows if is_later(row.held)]
    both = (("Now" if of_later else "", of_today), (later, of_later))
    return [(words, each) for words, each in both if each]


def _of(rows, row: str):
    """The row of a button, among those that the page shows."""
    found = next((each for each in rows if str(each.pk) == row), None)
    if found is None:
        raise Refused("Somebody changed this while you were looking at it. Look again.")
    return found


def _no_step(request, board, line, forms, row):
    raise Refused("Choose what to do.")


def _give_place(request, board, line, forms, row):
    if forms.place.is_valid():
        place = events.give_place(person=line.person, by=request.user, **forms.place.cleaned_data)
        return f"Given: {place.words}, {place.body.name}."
    return ""


def _end_place(request, board, line, forms, row):
    place = copy(_of(line.places, row))  # the page shows what is stored where it is refused
    if forms.bound.is_valid():
        events.end_place(place=place, by=request.user, **forms.bound.cleaned_data)
        return f"The place ends: {place.body.name}. Its last day is {long_date(place.ends_on)}."
    return ""


def _propose(request, board, line, forms, row):
    if forms.role.is_valid():
        role = events.propose_role(
            person=line.person, board=board, by=request.user, **forms.role.cleaned_data
        )
        return f"{role.words}: {role.state}."
    return ""


def _end_role(request, board, line, forms, row):
    role = _of(line.roles, row)
    if forms.bound is None:
        raise Refused("It has not counted yet: take it back instead.")
    if forms.bound.is_valid():
        events.end_role(role=role, by=request.user, **forms.bound.cleaned_data)
        return f"The role ends: {role.words}. Its last day is {long_date(role.ends_on)}."
    return ""


def _prolong(request, board, line, forms, row):
    role = _of(line.roles, row)
    if forms.bound is None:
        raise Refused("It lasts until it is ended, or was given anew already. Look again.")
    if forms.bound.is_valid():
        after = events.prolong_role(role=role, by=request.user, **forms.bound.cleaned_data)
        return f"Given anew from {long_date(after.starts_on)}: {after.words}. {after.state}."
    return ""


def _take_role(request, board, line, forms, row):
    role = _of(line.roles, row)
    events.withdraw_role(role=role, by=request.user)
    return f"Taken back: {role.words}."


def _confirm(request, board, line, forms, row):
    role = _of(line.roles, row)
    events.confirm_role(role=role, by=request.user)
    return f"Confirmed: {role.words}."


def _stay(request, board, line, forms, row):
    events.stay(person=line.person, board=board, by=request.user)
    return f"{line.person} stays."


def _come_back(request, board, line, forms, row):
    events.welcome_back(person=line.person, by=request.user, board=board)
    return f"{line.person} works here again. Give them their places and roles anew."


def _invite(request, board, line, forms, row):
    if forms.invite.is_valid():
        events.invite(person=line.person, board=board, by=request.user, **forms.invite.cleaned_data)
        return f"Invited: the letter goes to {line.person.email}."
    return ""


def _resend(request, board, line, forms, row):
    events.resend_invitation(invitation=_of(filter(None, [line.invitation]), row), by=request.user)
    return f"Sent again, to {line.person.email}. The letter before it opens nothing now."


def _withdraw(request, board, line, forms, row):
    events.withdraw_invitation(invitation=_of(filter(None, [line.invitation]), row), by=request.user)
    return "The invitation is withdrawn. Places and roles stay as they are."


def _send_link(request, board, line, forms, row):
    events.send_password_link(person=line.person, request=request, by=request.user, board=board)
    return f"The link goes to {line.person.email}."


def _take_codes(request, board, line, forms, row):
    events.take_off_codes(person=line.person, by=request.user, board=board)
    return "They sign in with the password alone until they set up a second factor again."


_STEPS = {
    "place": _give_place,
    "end": _end_place,
    "role": _propose,
    "last": _end_role,
    "longer": _prolong,
    "take": _take_role,
    "confirm": _confirm,
    "stay": _stay,
    "back": _come_back,
    "invite": _invite,
    "resend": _resend,
    "withdraw": _withdraw,
    "link": _send_link,
    "codes": _take_codes,
}


def person_change(request, board_slug, pk):
    """Change somebody's work details, and their e-mail where it is the team's to change."""
    board = board_typed_for(request, board_slug)
    whom: Person = get_object_or_404(Person.objects.of_board(board).select_related("agency"), pk=pk)
    stays = why_sign_in_stays(whom, request.user)
    form = DetailsForm(
        request.POST if request.method == "POST" else None, person=whom, board=board, email_stays=bool(stays)
    )
    if form.is_valid():
        try:
            events.keep_person(person=whom, by=request.user, fields=form.changed(), board=board)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Saved: {whom.name}.")
            return redirect("subgroups:person", board.slug, pk)
    context = {"board": board, "whose": board, "person": whom, "email_stays": stays}
    return form_page(request, "subgroups/person_change.html", context, form)
