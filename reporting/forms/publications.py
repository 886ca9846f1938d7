"""What the board team types and ticks before something is published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms

from lscb.web.small_forms import SeenForm, SmallForm
from plans.forms.fields import WordsField
from reporting.models import Publication, PublicPages
from reporting.publishing.checks import Found, Names, found_in
from reporting.publishing.offered import Choice, What
from reporting.selectors.publishing import Looked

SAYS = {
    What.HEADING: "Heading",
    What.WHO: "Who does it",
    What.TERM: "Abbreviation, then what it means",
    What.ACTION: "What is to be done",
    What.OUTCOME: "What it is to achieve",
    What.PROGRESS: "What was done",
    What.HOW_MUCH: "How much was done",
    What.HOW_WELL: "How well it was done",
    What.DIFFERENCE: "What difference it made",
    What.RECOVERY: "What is done about being behind",
    What.VISION: "Vision",
    What.FOREWORD: "Foreword",
    What.CHAPTER: "What the chapter says",
    What.OBJECTIVE: "Objective",
    What.PRIORITY: "What matters most",
    What.ABOUT: "What is said of it",
    What.PART: "What it is made of",
    What.WHEN: "When",
    What.SUCCESS: "How it will be seen that it worked",
    What.MEASURE: "What will be counted",
    What.SAID: "What is said",
    What.MEASURED: "Values of measures",
}


@dataclass(frozen=True)
class Line:
    """A text in its form: the tick, the words that would go out, and what was found in them as they are kept. `about`
    names its action; empty for none."""

    looked: Looked
    about: str
    says: str
    tick: forms.BoundField
    words: forms.BoundField

    @property
    def is_reworded(self) -> bool:
        return self.words.value() != self.looked.text.words


class TextsForm(SeenForm):
    """The texts of one part of a draft: each goes out as it stands, in other words, or not at all.

    `looked` are its texts with what was made of them; with `introduction` the part has the draft's own words as well.
    """

    introduction = WordsField(label="In a few words (may be left empty)", rows=4)

    def __init__(
        self, *args, looked: Sequence[Looked], names: Names, draft: Publication, own: bool, **kwargs
    ):
        super().__init__(*args, expected=draft.changed_at, **kwargs)
        self.looked, self.names = looked, names
        if own:
            self.initial["introduction"] = draft.introduction
        else:
            del self.fields["introduction"]
        for each in looked:
            key, says = each.text.key, SAYS[each.text.what]
            self.fields[f"tick-{key}"] = forms.BooleanField(
                label=f"Publish: {each.text.words}", required=False, initial=each.choice.ticked
            )
            self.fields[f"words-{key}"] = forms.CharField(
                label=says,
                required=False,
                max_length=4000,
                initial=each.choice.said,
                widget=forms.Textarea(attrs={"rows": 1 + len(each.choice.said) // 70}),
            )
            self.fields[f"words-{key}"].widget.attrs.pop("maxlength", None)

    def lines(self, named: Mapping[int, str]) -> Iterator[Line]:
        """Each text in turn; `named` is what each action of the source is called, by its key."""
        for each in self.looked:
            key, about = each.text.key, named.get(each.text.about, "")
            yield Line(each, about, SAYS[each.text.what], self[f"tick-{key}"], self[f"words-{key}"])

    def clean(self):
        cleaned = super().clean()
        for each in self.looked:
            name = f"words-{each.text.key}"
            said = cleaned.get(name, "")
            if not cleaned.get(f"tick-{each.text.key}"):
                continue
            if not said.strip():
                self.add_error(name, "Write the words that go out, or take the tick away.")
            for advice in stopping(each.text.found(said, self.names)):
                self.add_error(name, f"{advice} Reword it, or take the tick away.")
        for advice in stopping(found_in(cleaned.get("introduction", ""), self.names)):
            self.add_error("introduction", f"{advice} Take it out.")
        return cleaned

    def choices(self) -> dict[str, Choice]:
        """What was made of each text, by its key."""
        return {
            each.text.key: Choice(
                each.text.words,
                self.cleaned_data[f"tick-{each.text.key}"],
                self.cleaned_data[f"words-{each.text.key}"],
            )
            for each in self.looked
        }


class PublicPagesForm(SeenForm):
    """How the board appears to the public."""

    contact = forms.CharField(
        label="Whom can the public write to?",
        max_length=200,
        help_text="An office, with its e-mail or address: not one person’s",
        error_messages={"required": "Say whom the public can write to, such as an office and its e-mail."},
    )
    about = WordsField(label="What is the board, in plain words? (may be left empty)", rows=4)
    never_public = forms.CharField(
        label="Words that are never published, one a line (may be left empty)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as code names of reviews, or a place that would tell who is meant. Names of people who work "
        "with the board are looked for without standing here.",
    )

    def __init__(self, *args, pages: PublicPages | None, **kwargs):
        initial = {name: getattr(pages, name) for name in self.base_fields if name != "seen"} if pages else {}
        super().__init__(*args, expected=pages and pages.changed_at, initial=initial, **kwargs)


class WithdrawForm(SmallForm):
    reason = WordsField(label="Why is it withdrawn? (may be left empty)")


def stopping(found: Iterable[Found]) -> list[str]:
    """What of it keeps words from being published, a sentence each."""
    return [f"Here stands {each.what}: “{each.words}”." for each in found if each.stops]
