"""Filters of what was decided: over lines that come from several tables."""

from collections.abc import Iterable, Sequence

from django import forms

from lscb.finding import holds
from lscb.web.filters import offer
from plans.selectors.decision_lines import DecisionLine


class DecisionFilter(forms.Form):
    """Words, what was decided and where; all of them live in the URL."""

    words = forms.CharField(label="Words", required=False, max_length=200)
    what = forms.ChoiceField(label="What", required=False)
    where = forms.ChoiceField(label="Decided where", required=False)

    def __init__(self, data, *, lines: Sequence[DecisionLine]):
        super().__init__(data)
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
        """The lines that are meant, the latest first; all of them where a filter is refused."""
        if not self.is_valid():
            return list(self.lines)
        asked = self.cleaned_data
        return [
            line
            for line in self.lines
            if (not asked["what"] or line.what == asked["what"])
            and (not asked["where"] or line.where_key == asked["where"])
            and (not asked["words"] or any(holds(text, asked["words"]) for text in _texts(line)))
        ]


def _texts(line: DecisionLine) -> Iterable[str]:
    return line.action.reference, line.action.text, line.words, line.by, line.outcome, line.where
