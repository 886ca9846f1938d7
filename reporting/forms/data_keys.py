"""What is typed to make a key to data."""

from django import forms

from lscb.web.small_forms import SmallForm
from subgroups.models import Board, DataKey


class DataKeyForm(SmallForm):
    """Of which board, and what will use it."""

    board = forms.ModelChoiceField(
        Board.objects.none(), label="Board", empty_label=None, error_messages={"required": "Choose a board."}
    )

    def __init__(self, data, *, boards):
        super().__init__(data)
        name = forms.fields_for_model(DataKey, ["name"])["name"]
        name.label = "What will use it"
        name.help_text = "So that you know it again: “Power BI, performance team”."
        name.error_messages["required"] = "Say what will use the key, so that it can be told from others."
        self.fields["name"] = name
        self.fields["board"].queryset = boards
        self.order_fields(["name", "board"])
        if len(boards) == 1:
            self.fields["board"].initial = boards[0]
            self.fields["board"].widget = forms.HiddenInput()
