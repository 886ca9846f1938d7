"""One person, as the team of a board sees and changes what they are there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import Refused
from lscb.web.pages import form_page
from subgroups import operations as events
from subgroups.forms.people import DetailsForm, EndPlaceForm, InviteForm, PlaceForm, RoleForm
from subgroups.models import Board, Invitation, Membership, Person
from subgroups.operations.accounts import why_not_theirs, why_sign_in_stays
from subgroups.selectors.people import PersonLine, lines_of, people_of
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
                messages.success(request, said)
                return redirect("subgroups:person", board.slug, pk)
    context = {
        "people_of": board,
        "whose": board,
        "line": line,
        "forms": forms,
        "refused": refused,
        "past": Membership.objects.filter(person=line.person, body__board=board)
        .exclude(pk__in=[place.pk for place in line.places])
        .select_related("body")
        .order_by("-ends_on"),
        "invitation_open": line.invitation
        and line.invitation.state in (Invitation.State.OPEN, Invitation.State.ENDED),
        "not_theirs": why_not_theirs(line.person, request.user),
        "sign_in_stays": why_sign_in_stays(line.person, request.user),
    }
    wrong = bool(refused or (forms.bound and forms.bound.errors))
    context |= {"form": forms.bound, "form_refused": wrong}
    return render(request, "subgroups/person.html", context, status=422 if wrong else 200)


class _Forms:
    """The forms of a person's page; `bound` is the one that was sent, if any."""

    def __init__(self, request, board, line: PersonLine, step: str, row: str):
        def sent(name: str):
            return request.POST if request.method == "POST" and step == name else None

        self.place = PlaceForm(sent("place"), prefix="place", board=board)
        self.role = RoleForm(sent("role"), prefix="role", board=board)
        what_for = "; ".join(
            [words for _, words in line.roles]
            + [f"{place.get_role_display()}, {place.body.name}" for place in line.places]
        )
        self.invite = InviteForm(sent("invite"), prefix="invite", initial={"what_for": what_for[:200]})
        self.ends = {
            place.pk: EndPlaceForm(sent("end") if row == str(place.pk) else None, prefix=f"end-{place.pk}")
            for place in line.places
        }
        each = (self.place, self.role, self.invite, *self.ends.values())
        self.bound = next((form for form in each if form.is_bound), None)


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
        return f"Given: {place.get_role_display()}, {place.body.name}."
    return ""


def _end_place(request, board, line, forms, row):
    place = _of(line.places, row)
    if forms.ends[place.pk].is_valid():
        events.end_place(place=place, by=request.user, **forms.ends[place.pk].cleaned_data)
        return f"The place ends: {place.body.name}."
    return ""


def _propose(request, board, line, forms, row):
    if forms.role.is_valid():
        role = events.propose_role(
            person=line.person, board=board, by=request.user, role=forms.role.cleaned_data["role"]
        )
        return f"{role.state}."
    return ""


def _take_role(request, board, line, forms, row):
    events.withdraw_role(role=_of([role for role, _ in line.roles], row), by=request.user)
    return "The role is taken away."


def _confirm(request, board, line, forms, row):
    events.confirm_role(role=_of([role for role, _ in line.roles], row), by=request.user)
    return "Confirmed."


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
    "take": _take_role,
    "confirm": _confirm,
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
    context = {"people_of": board, "whose": board, "person": whom, "email_stays": stays}
    return form_page(request, "subgroups/person_change.html", context, form)
