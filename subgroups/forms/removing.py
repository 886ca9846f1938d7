"""The form in which a board's name is typed before it is removed."""

from django import forms

from lscb.web.small_forms import SmallForm
from subgroups.models import Board


class RemoveBoardForm(SmallForm):
    """The name of the board, so that nobody removes another."""

    name = forms.CharField(
        label="Name of the board",
        max_length=200,
        error_messages={"required": "Type the name of the board."},
    )

    def __init__(self, data=None, *, board: Board):
        super().__init__(data)
        self.board = board
        self.fields["name"].help_text = f"Exactly: {board.name}"

    def clean_name(self):
        name = self.cleaned_data["name"]
        if " ".join(name.split()).casefold() != " ".join(self.board.name.split()).casefold():
            raise forms.ValidationError("That is not the name of this board. Nothing was removed.")
        return name
