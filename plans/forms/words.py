"""The form in which the board team gives the plan, its board and its rating key words of their own."""

from itertools import chain

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from lscb.errors import Refused
from plans import ratings
from plans.models import Plan
from subgroups.models import Board

BOARD_PAIRS = [
    ("board_label", "business_group_label"),
    ("chair_label", "team_label"),
    ("group_label", "group_label_plural"),
    ("subgroup_label", "subgroup_label_plural"),
    ("panel_label", "panel_label_plural"),
    ("task_group_label", "task_group_label_plural"),
    ("working_team_label", "working_team_label_plural"),
    ("post_label", "post_label_plural"),
    ("outside_label", "outside_label_plural"),
]
PLAN_PAIRS = [
    ("priority_label", "priority_label_plural"),
    ("section_label", "section_label_plural"),
    ("objective_label", "objective_label_plural"),
    ("action_label", "action_label_plural"),
    ("item_label", "item_label_plural"),
    ("year_label", "year_label_plural"),
    ("owner_label", "owner_label_plural"),
    ("when_label", "outcome_label"),
]
NAMES = ["name", "short_name"]
OF_BOARD = [*NAMES, *chain.from_iterable(BOARD_PAIRS)]
OF_PLAN = list(chain.from_iterable(PLAN_PAIRS))


class WordsForm(forms.Form):
    """Every word in one form; `board_words`, `plan_words` and `key` hand it over sorted."""

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        for thing, fields in (
            (plan.board, OF_BOARD),
            (plan, OF_PLAN),
        ):
            for name in fields:
                self._add(thing, name)
        self.fields["grouped_by"] = forms.ChoiceField(
            label="Lists and reports are sorted by",
            choices=[(level, getattr(plan, f"{level}_label")) for level in Plan.Grouping.values],
            initial=plan.grouped_by,
        )
        for letter, word, meaning in plan.rating_key():
            self.fields[f"word_{letter}"] = forms.CharField(
                label=f"Word for {letter}", max_length=40, initial=word, required=False
            )
            self.fields[f"meaning_{letter}"] = forms.CharField(
                label=f"What {letter} means",
                initial=meaning,
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Fieldset("The board", Div(*NAMES, css_class="word-pair"), *_pairs(BOARD_PAIRS)),
            Fieldset("The plan", *_pairs(PLAN_PAIRS), Field("grouped_by")),
            Fieldset(
                "The rating key",
                *(
                    Div(f"word_{letter}", f"meaning_{letter}", css_class="word-pair")
                    for letter in ratings.ORDER
                ),
            ),
        )

    def _add(self, thing, name: str) -> None:
        field = type(thing)._meta.get_field(name)
        label = str(field.verbose_name)
        self.fields[name] = forms.CharField(
            label=label[:1].upper() + label[1:],
            max_length=field.max_length,
            initial=getattr(thing, name),
            required=False,
        )

    def clean_short_name(self):
        return self._not_another_boards("short_name")

    def clean_name(self):
        return self._not_another_boards("name")

    def _not_another_boards(self, field: str) -> str:
        words = self.cleaned_data[field]
        if Board.objects.filter(**{f"{field}__iexact": words}).exclude(pk=self.plan.board_id).exists():
            raise forms.ValidationError("Another board has this name already.")
        return words

    def of_board(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in OF_BOARD}

    def of_plan(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in [*OF_PLAN, "grouped_by"]}

    def key(self) -> dict[str, tuple[str, str]]:
        return {
            letter: (self.cleaned_data[f"word_{letter}"], self.cleaned_data[f"meaning_{letter}"])
            for letter in map(str, ratings.ORDER)
        }

    def refuse(self, refused: Refused) -> None:
        """Put what a business rule said beside its boxes."""
        if not hasattr(refused, "error_dict"):
            self.add_error(None, refused.messages)
            return
        for field, errors in refused.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)


def _pairs(pairs: list[tuple[str, str]]) -> list[Div]:
    return [Div(*pair, css_class="word-pair") for pair in pairs]
