"""Filters of what was decided: over lines that come from several tables."""

from collections.abc import Iterable, Sequence

from django import forms

from lscb.finding import holds
from lscb.ordering import as_counted, by_letters
from lscb.web.filters import SortForm, offer
from lscb.web.sorting import Runs, Sort
from plans.selectors.decision_lines import DecisionLine

SORTS = (
    Sort("on", "On", Runs.DAYS, lambda line: line.day),
    Sort("action", "Action", Runs.REFERENCES, lambda line: as_counted(line.action.reference) or None),
    Sort("what", "What was decided", Runs.LETTERS, lambda line: by_letters(line.what)),
    Sort("where", "Where", Runs.LETTERS, lambda line: by_letters(line.where) if line.where else None),
)


class DecisionFilter(SortForm):
    """Words, what was decided and where; all of them live in the URL."""

    words = forms.CharField(label="Words", required=False, max_length=200)
    what = forms.ChoiceField(label="What", required=False)
    where = forms.ChoiceField(label="Decided where", required=False)

    def __init__(self, data, *, lines: Sequence[DecisionLine]):
        super().__init__(data, sorts=SORTS, usual="The latest first")
        self.lines = lines
        places = {line.where_key: line.where for line in lines if line.where_key}
        for name, found in (
            ("what", [(each, each) for each in sorted({line.what for line in lines})]),
            ("where", list(places.items())),
        ):
            offer(self.fields[name], found)

    @property
    def chosen(self) -> list[str]:
        """What is filtered by, in words; empty when nothing is."""
        if not self.is_valid():
            return []
        asked = self.cleaned_data
        said = [f"“{asked['words']}”"] if asked["words"] else []
        said += [asked["what"]] if asked["what"] else []
        return [*said, dict(self.fields["where"].choices)[asked["where"]]] if asked["where"] else said

    def rows(self) -> list[DecisionLine]:
        """The lines that are meant, in the order that is asked for; all of them where a filter is refused."""
        if not self.is_valid():
            return list(self.lines)
        asked = self.cleaned_data
        return self.sorting.rows(
            line
            for line in self.lines
            if (not asked["what"] or line.what == asked["what"])
            and (not asked["where"] or line.where_key == asked["where"])
            and (not asked["words"] or any(holds(text, asked["words"]) for text in _texts(line)))
        )


def _texts(line: DecisionLine) -> Iterable[str]:
    return line.action.reference, line.action.text, line.words, line.by, line.outcome, line.where
