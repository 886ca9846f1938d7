"""Filters of the list of all meetings."""

from django import forms

from subgroups.models import Board, Body
from subgroups.models.meeting import MeetingQuerySet


class MeetingFilter(forms.Form):
    """Whose meetings, and whether those to come or those held; both live in the URL."""

    body = forms.ModelChoiceField(
        queryset=Body.objects.none(),
        required=False,
        empty_label="Any",
        error_messages={"invalid_choice": "Choose one from the list."},
    )
    held = forms.BooleanField(label="Held before today", required=False)

    def __init__(self, data, *, board: Board):
        super().__init__(data)
        self.board = board
        self.fields["body"].queryset = board.bodies.that_meet()
        self.fields["body"].label = board.group_label

    @property
    def is_held(self) -> bool:
        return self.is_valid() and self.cleaned_data["held"]

    def meetings(self, seen: MeetingQuerySet) -> MeetingQuerySet:
        """Those that are meant of what a reader sees, in order; those of all groups where a filter is refused."""
        of_board = seen.filter(body__board=self.board)
        if self.is_valid() and (body := self.cleaned_data["body"]):
            of_board = of_board.filter(body=body)
        return of_board.held() if self.is_held else of_board.to_come()
