"""The form in which somebody rates several actions at once, with a line about each."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from lscb.lookups import key_in
from plans.forms.base import SmallForm
from plans.forms.updates import UpdateForm, taken_over
from plans.models import Action, ProgressUpdate
from plans.rules import ratings

LOOK = "Look at the boxes that this rating asks for, then save again."


class SeveralForm(SmallForm):
    """One rating for all of them; what is said of each is a form of its own, by `rows`."""

    rating = UpdateForm.base_fields["rating"]

    def __init__(self, *args, words: dict[str, str], **kwargs):
        super().__init__(*args, auto_id="id_several_%s", **kwargs)
        self.words = words
        self.fields["rating"].choices = [(str(letter), words[letter]) for letter in ratings.Rating]

    @property
    def chosen(self) -> str:
        """The letter chosen so far; empty for none that there is."""
        typed = self.data.get("rating", "")
        return typed if typed in set(ratings.Rating) else ""


class RowForm(UpdateForm):
    """What is said of one of several actions: a line, and whatever the rating chosen for all asks for.

    Boxes that the page did not have yet, because no rating was chosen, come filled with what was said in an earlier
    quarter and are looked at before anything is saved.
    """

    def __init__(self, data: QueryDict | None, *, action: Action, rating: str, ticked: bool, **about):
        super().__init__(data, action=action, prefix=f"a{action.pk}", **about)
        self.ticked = ticked
        self.rating_chosen = rating
        self.theirs: ProgressUpdate | None = None
        last = about["last"]
        del self.fields["rating"]
        self.fields.pop("on_behalf_of", None)
        if not (self.answers and rating and last.rating != rating):
            self.fields.pop("moderation_reason", None)
        always = len(ratings.Rating)
        for field, (_, letters) in self.asked.items():
            if len(letters) < always and rating not in letters:
                del self.fields[field]
        if self.before and last is None:
            self.initial["progress"] = f"No change since {self.before.quarter.name}."
        self.unseen = [
            name for name in self.fields if self.is_bound and self.add_prefix(name) not in self.data
        ]
        if self.unseen:
            self._fill_unseen()

    def _fill_unseen(self) -> None:
        self.data = self.data.copy()
        for name in self.unseen:
            said = self.initial.get(name)
            if name in self.asked and said is None and self.before:
                said = taken_over(self.before, name)
            shown = self.fields[name].widget.format_value(said) if said else ""
            self.data[self.add_prefix(name)] = shown

    def clean(self):
        self.cleaned_data["rating"] = self.rating_chosen
        cleaned = super().clean()
        if [name for name in self.unseen if name in self.asked or name == "moderation_reason"]:
            self.add_error(None, LOOK)
        return cleaned

    def refuse(self, refused: forms.ValidationError) -> None:
        super().refuse(refused)
        self.theirs = getattr(refused, "current", None)
        if hasattr(refused, "current"):
            self.look_at(self.theirs)


def keys_in(data: QueryDict, name: str) -> set[int]:
    """The keys that a list of boxes was sent with.

    :raises ValueError: for what is no key.
    """
    keys = {key_in(value) for value in data.getlist(name)}
    if None in keys:
        raise ValueError("No page sends that as a key.")
    return keys


def refuse_each(rows: Iterable[RowForm], refused: dict[int, forms.ValidationError]) -> None:
    """Put what was said of each action beside its own boxes."""
    for row in rows:
        if row.action.pk in refused:
            row.refuse(refused[row.action.pk])
