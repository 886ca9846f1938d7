"""The form in which the board team gives the plan, its board and its rating key words of their own."""

from collections.abc import Iterable
from itertools import chain

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from plans.forms.base import SmallForm
from plans.models import Plan
from plans.rules import ratings
from subgroups.models import Board
from subgroups.rules.presets import KINDS

NAMES = ["name", "short_name"]
OF_BOARD = [*NAMES, "kind", *chain.from_iterable(Board.WORD_PAIRS)]
OF_PLAN = list(chain.from_iterable(Plan.WORD_PAIRS))


class WordsForm(SmallForm):
    """Every word in one form; `board_words`, `plan_words` and `key` hand it over sorted."""

    def __init__(self, *args, plan: Plan, usual: str = "", **kwargs):
        """`usual` is a kind of board whose usual words are filled in, for whoever looks to keep or to change."""
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.usual = {"kind": usual, **KINDS[usual].words} if usual in KINDS else {}
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

    def _add(self, thing, name: str) -> None:
        field = type(thing)._meta.get_field(name)
        label = str(field.verbose_name)
        if field.choices:
            self.fields[name] = forms.ChoiceField(
                label=label[:1].upper() + label[1:],
                choices=field.choices,
                initial=self.usual.get(name, getattr(thing, name)),
                help_text="Examples on its pages follow.",
                error_messages={"invalid_choice": "Choose one of these."},
            )
            return
        self.fields[name] = forms.CharField(
            label=label[:1].upper() + label[1:],
            max_length=field.max_length,
            initial=self.usual.get(name, getattr(thing, name)),
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

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(
            Fieldset(
                "The board", Div(*NAMES, css_class="word-pair"), Field("kind"), *_pairs(Board.WORD_PAIRS)
            ),
            Fieldset("The plan", *_pairs(Plan.WORD_PAIRS), Field("grouped_by")),
            Fieldset(
                "The rating key", *_pairs((f"word_{each}", f"meaning_{each}") for each in ratings.ORDER)
            ),
        )
        return helper


def _pairs(pairs: Iterable[tuple[str, ...]]) -> list[Div]:
    return [Div(*pair, css_class="word-pair") for pair in pairs]
