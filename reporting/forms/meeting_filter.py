"""Filters of the list of all meetings."""

from dataclasses import replace

from django import forms
from django.db.models import QuerySet

from lscb.ordering import by_letters
from lscb.web.filters import NOT_OFFERED, SortForm
from lscb.web.sorting import Runs, Sort
from lscb.words import own_words
from subgroups.models import Board, Body
from subgroups.models.meeting import MeetingQuerySet

SORTS = (
    Sort("day", "Day", Runs.DAYS, lambda line: line.meeting.held_on),
    Sort("group", "Group", Runs.LETTERS, lambda line: by_letters(line.meeting.body.name)),
    Sort("papers-due", "Papers due", Runs.DAYS, lambda line: line.meeting.papers_deadline),
    Sort("reports", "Reports", Runs.NUMBERS, lambda line: line.reports),
    Sort("decided", "Decided", Runs.NUMBERS, lambda line: line.decided),
)


class MeetingFilter(SortForm):
    """Whose meetings, whether those to come or those held, and in which order; all of them live in the URL."""

    unsaid = ("order", "held")

    body = forms.ModelChoiceField(
        queryset=Body.objects.none(),
        required=False,
        empty_label="Any",
        error_messages={"invalid_choice": NOT_OFFERED},
    )
    held = forms.BooleanField(label="Held before today", required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, board: Board):
        hidden = "papers-due" if data.get("held") else "decided"
        sorts = [
            replace(each, words=own_words(each.words, board.own_words))
            for each in SORTS
            if each.name != hidden
        ]
        super().__init__(
            data, sorts=sorts, usual="The latest first" if data.get("held") else "The next first"
        )
        self.board = board
        self.fields["body"].queryset = board.bodies.that_meet()
        self.fields["body"].label = board.group_label

    @property
    def bodies(self) -> QuerySet[Body]:
        """Those that meet and have not ended."""
        return self.fields["body"].queryset.not_ended()

    @property
    def is_held(self) -> bool:
        return self.is_valid() and self.cleaned_data["held"]

    def meetings(self, seen: MeetingQuerySet) -> MeetingQuerySet:
        """Those that are meant of what a reader sees, in order; those of all groups where a filter is refused."""
        of_board = seen.filter(body__board=self.board)
        if self.is_valid() and (body := self.cleaned_data["body"]):
            of_board = of_board.filter(body=body)
        return of_board.held() if self.is_held else of_board.to_come()
