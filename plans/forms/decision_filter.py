"""Filters of what was decided: over lines that come from several tables."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django import forms

from lscb.finding import holds
from lscb.ordering import as_counted, by_letters
from lscb.web.filters import SortForm, offer
from lscb.web.sorting import Runs, Sort
from lscb.words import own_words
from plans.forms.fields import PlainDateField
from plans.models import Plan
from plans.selectors.decision_lines import DecisionLine

STATES = {
    "open": ("Open: to be followed up", lambda line: line.is_open),
    "late": ("Open and late", lambda line: line.days_late > 0),
    "settled": ("Decided or followed up", lambda line: not line.is_open),
}
SORTS = (
    Sort("on", "On", Runs.DAYS, lambda line: line.day),
    Sort(
        "action",
        "Action",
        Runs.REFERENCES,
        lambda line: as_counted(line.action.reference) or None if line.action else None,
    ),
    Sort("what", "What was decided", Runs.LETTERS, lambda line: by_letters(line.what)),
    Sort("where", "Where", Runs.LETTERS, lambda line: by_letters(line.where) if line.where else None),
)


class DecisionFilter(SortForm):
    """Words, what was decided, where and when, whose it is and how it stands; all of them live in the URL."""

    words = forms.CharField(label="Words", required=False, max_length=200)
    what = forms.ChoiceField(label="What", required=False)
    where = forms.ChoiceField(label="Decided where", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    state = forms.ChoiceField(label="How it stands", required=False)
    since = PlainDateField(label="Decided from", required=False, first=True, help_text="")
    until = PlainDateField(label="Decided to", required=False, help_text="")

    def __init__(self, data, *, lines: Sequence[DecisionLine], plan: Plan):
        sorts = [replace(each, words=own_words(each.words, plan.own_words)) for each in SORTS]
        super().__init__(data, sorts=sorts, usual="The latest first")
        self.lines = lines
        places = {line.where_key: line.where for line in lines if line.where_key}
        owners = sorted({name for line in lines for name in line.owners}, key=str.casefold)
        for name, found in (
            ("what", [(each, each) for each in sorted({line.what for line in lines})]),
            ("where", list(places.items())),
            ("owner", [(each, each) for each in owners]),
            ("state", [(key, words) for key, (words, _) in STATES.items()]),
        ):
            offer(self.fields[name], found)
        self.fields["owner"].label = plan.owner_label
        for name in ("since", "until"):
            self.fields[name].year_starts_in = plan.year_starts_in

    def rows(self) -> list[DecisionLine]:
        """The lines that are meant, in the order that is asked for; all of them where a filter is refused."""
        if not self.is_valid():
            return list(self.lines)
        asked = self.cleaned_data
        first, last = asked["since"] or date.min, asked["until"] or date.max
        between = bool(asked["since"] or asked["until"])
        return self.sorting.rows(
            line
            for line in self.lines
            if (not asked["what"] or line.what == asked["what"])
            and (not asked["where"] or line.where_key == asked["where"])
            and (not asked["owner"] or asked["owner"] in line.owners)
            and (not asked["state"] or STATES[asked["state"]][1](line))
            and (not between or (line.day is not None and first <= line.day <= last))
            and (not asked["words"] or any(holds(text, asked["words"]) for text in _texts(line)))
        )


def _texts(line: DecisionLine) -> Iterable[str]:
    return line.reference, line.about, line.words, line.by, line.named, line.outcome, line.where
