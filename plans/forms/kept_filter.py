"""Filters of the action list as a final kept it: over rows that no query reaches."""

from collections.abc import Iterable

from django import forms

from lscb.finding import holds
from lscb.ordering import as_counted, by_letters
from lscb.web.filters import SortForm, offer
from lscb.web.sorting import Runs, Sort
from lscb.words import own_words
from plans.models import Plan
from plans.rules import ratings
from plans.selectors.as_at import KeptList, KeptRow


class KeptFilter(SortForm):
    """Owner, section, rating, lateness, words and order; all of them live in the URL, as those of the list of today."""

    unsaid = ("order", "as_at")

    as_at = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label="Words", required=False, max_length=200)
    owner = forms.ChoiceField(required=False)
    section = forms.ChoiceField(required=False)
    rating = forms.ChoiceField(required=False)
    overdue = forms.BooleanField(label="Overdue", required=False)

    def __init__(self, data, *, plan: Plan, kept: KeptList):
        super().__init__(data, sorts=_sorts(plan), usual="In the order of the report")
        self.kept = kept
        owners = {name: name for row in kept.rows for name in _owners(row)}
        letters = {row.letter: kept.words.get(row.letter, row.word) for row in kept.rows}
        for name, found in (
            ("owner", sorted(owners.items())),
            (
                "section",
                [(each, each) for each in dict.fromkeys(row.section for row in kept.rows if row.section)],
            ),
            (
                "rating",
                [(letter, word) for letter, word in {**kept.words, **letters}.items() if letter in letters],
            ),
        ):
            field = self.fields[name]
            offer(field, found)
            field.label = own_words(name.capitalize(), plan.own_words)

    def rows(self) -> list[KeptRow]:
        """The rows that are meant, in the final's order or as asked for; all of them where a filter is refused."""
        if not self.is_valid():
            return list(self.kept.rows)
        asked = self.cleaned_data
        return self.sorting.rows(
            row
            for row in self.kept.rows
            if (not asked["owner"] or asked["owner"] in _owners(row))
            and (not asked["section"] or asked["section"] == row.section)
            and (not asked["rating"] or asked["rating"] == row.letter)
            and (not asked["overdue"] or row.late)
            and holds(" ".join(_words(row)), asked["words"])
        )


def _sorts(plan: Plan) -> list[Sort]:
    """As the list of today is sorted, where a final has what that goes by."""
    has = {"reference": plan.has_references, "owner": plan.has_owners, "due": plan.has_dates}
    sorts = (
        Sort("reference", "Reference", Runs.REFERENCES, lambda row: as_counted(row.reference) or None),
        Sort("action", plan.action_label, Runs.LETTERS, lambda row: by_letters(row.text)),
        Sort(
            "owner",
            plan.owner_label,
            Runs.LETTERS,
            lambda row: by_letters(row.owners) if row.owners else None,
        ),
        Sort("due", "Due", Runs.DAYS, lambda row: row.due_on),
        Sort("worst", "Rating", Runs.WORST, lambda row: _WORST.get(row.letter)),
    )
    return [each for each in sorts if has.get(each.name, True)]


_WORST = {str(letter): place for place, letter in enumerate(ratings.WORST_FIRST)}


def _owners(row: KeptRow) -> list[str]:
    """Names of the owners, without the roles that are printed with them."""
    names = (name.removesuffix(" (lead)").removesuffix(" (support)") for name in row.owners.split("; "))
    return [name for name in names if name]


def _words(row: KeptRow) -> Iterable[str]:
    return (
        row.reference,
        row.text,
        row.outcome,
        row.success,
        row.success_target,
        row.owners,
        row.when,
        row.said,
    )
