"""Filters of the list of a board's people: all of them live in the URL, so that a list can be sent to a colleague."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from lscb.web.filters import Choice
from lscb.words import own_words
from subgroups.models import Board, BoardRole, Invitation, Membership, Person
from subgroups.selectors.leaving import leaving_days

FORMER = "former"
LOOKS = {
    "never": "Never signed in",
    "not-invited": "Never signed in, and not invited",
    "invited": "Invited, not accepted yet",
    "ended": "Invitation ended unused",
    "one-factor": "Second factor off",
    "waits": "A role waits for a second person",
    "no-email": "No e-mail",
    "leaves": "Leaves on a day to come",
    FORMER: "On the board no longer",
}
ORDERS = {"": "By name", "body": "By group", "agency": "By agency"}


class PeopleFilter(filters.FilterSet):
    """The filters of one board's people; `queryset` holds everybody who is or was there.

    Whoever is on the board no longer is left out unless asked for. Refused filters filter nothing. Two queries for
    what can be chosen.
    """

    words = filters.CharFilter(label="Name, e-mail or job title", method="with_words")
    body = Choice(label="Group", method="in_body")
    agency = Choice(label="Agency", method="of_agency")
    role = Choice(label="Role", method="with_role")
    look = Choice(label="Look for", method="looked_for", choices=list(LOOKS.items()))
    by = filters.ChoiceFilter(
        method="as_it_is",
        choices=list(ORDERS.items())[1:],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Choose one of the orders offered."},
    )

    def __init__(self, data, queryset, *, board: Board):
        super().__init__(data=data, queryset=queryset)
        self.board = board
        own = board.own_words
        self.filters["body"].label, self.filters["agency"].label = board.group_label, board.agency_label
        self.filters["body"].extra["choices"] = [
            (str(body.pk), body.name) for body in board.bodies.not_ended()
        ]
        self.filters["agency"].extra["choices"] = [(str(each.pk), each.name) for each in board.agencies.all()]
        self.filters["role"].extra["choices"] = [
            *Membership.Role.choices,
            *((value, own_words(label, own)) for value, label in BoardRole.GivenRole.choices),
        ]

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset) if self.is_valid() else queryset
        return found if self.asks_for_former else found.on_board_now(self.board)

    @property
    def asks_for_former(self) -> bool:
        return self.is_valid() and self.form.cleaned_data["look"] == FORMER

    @property
    def order(self) -> str:
        """What the lines stand under: nothing, groups or agencies."""
        return self.form.cleaned_data["by"] if self.is_valid() else ""

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words; empty when nothing is."""
        if not self.is_valid():
            return []
        said = {name: value for name, value in self.form.cleaned_data.items() if value and name != "by"}
        return [
            f"“{value}”" if name == "words" else dict(self.form.fields[name].choices)[value]
            for name, value in said.items()
        ]

    def with_words(self, people, name, value):
        for word in value.split():
            people = people.filter(Q(name__holds=word) | Q(email__holds=word) | Q(job_title__holds=word))
        return people

    def in_body(self, people, name, value):
        return people.filter(Exists(self._places().filter(body=value)))

    def of_agency(self, people, name, value):
        return people.filter(Q(agency=value) | Exists(self._places().filter(agency=value)))

    def with_role(self, people, name, value):
        if value in Membership.Role.values:
            return people.filter(Exists(self._places().filter(role=value)))
        return people.filter(Exists(self._roles().filter(role=value)))

    def looked_for(self, people, name, value):
        invited = Invitation.objects.waiting().filter(person=OuterRef("pk"), board=self.board)
        never = Q(last_login=None, email__isnull=False)
        match value:
            case "never":
                return people.filter(never)
            case "not-invited":
                return people.filter(never, ~Exists(invited))
            case "invited":
                return people.filter(Exists(invited.open()))
            case "ended":
                return people.filter(Exists(invited), ~Exists(invited.open()))
            case "one-factor":
                return people.filter(has_second_factor=False, email__isnull=False)
            case "waits":
                return people.with_a_role_waiting(self.board)
            case "no-email":
                return people.filter(email=None)
            case "leaves":
                return people.filter(pk__in=leaving_days(self.board))
        now = Person.objects.on_board_now(self.board)
        return people.exclude(pk__in=now.values("pk"))

    def as_it_is(self, people, name, value):
        return people

    def _places(self):
        """Places that count: of whoever is on the board no longer, those that they had."""
        rows = Membership.objects.all() if self.asks_for_former else Membership.objects.not_over()
        return rows.filter(person=OuterRef("pk"), body__board=self.board)

    def _roles(self):
        rows = BoardRole.objects.all() if self.asks_for_former else BoardRole.objects.not_over()
        return rows.filter(person=OuterRef("pk"), board=self.board)
