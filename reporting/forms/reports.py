"""What the board team, the chair and the groups write into a report."""

from collections.abc import Iterable
from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.html import format_html

from lscb.web.small_forms import RefusableForm
from lscb.words import sentence_lower
from plans.forms.fields import NO_NAMES, WordsField
from reporting.models import Highlight
from reporting.models.highlights import WORDS_AT_MOST


class _Plain(RefusableForm):
    """A form whose page writes the form tag and the buttons."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


# What the board team types itself on the first page, as a draft keeps it.
OWN_WORDS = ["agenda_item", "presenter", "key_messages", "decisions"]


@dataclass(frozen=True)
class Offered:
    """A line that follows from what is reported, in its form: a checkbox, and its words to change.

    `moved_on`: it was reworded, and other words are offered now than were then.
    """

    ask: forms.BoundField
    words: forms.BoundField
    offered: str
    moved_on: bool


class RewordedForm(_Plain):
    """Lines that follow from what is reported, each to be reworded or left out.

    `offered` are those lines as they stand, `kept` what was made of them before, by key: the words told, empty when
    left out, and the words offered then. `seen` tells whether somebody else changed any of it since.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, offered: dict[str, str], kept: dict[str, list[str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered, self.kept = offered, kept
        for key, words in offered.items():
            asked, _ = kept.get(key, (words, ""))
            self.fields[f"ask-{key}"] = forms.BooleanField(
                label=self.label_of(key), required=False, initial=bool(asked)
            )
            label = format_html('In these words<span class="visually-hidden">: {}</span>', self.label_of(key))
            self.fields[f"words-{key}"] = WordsField(label=label, rows=2, initial=asked or words)
            self.fields[f"words-{key}"].help_text = ""

    def label_of(self, key: str) -> str:
        """What the checkbox of a line says."""
        return self.offered[key]

    def offered_of(self, keys: Iterable[str]) -> list[Offered]:
        return [
            Offered(
                self[f"ask-{key}"],
                self[f"words-{key}"],
                self.offered[key],
                key in self.kept and bool(self.kept[key][0]) and self.kept[key][1] != self.offered[key],
            )
            for key in keys
        ]

    def made_of_offered(self) -> dict[str, list[str]]:
        """By key, what differs from the words offered: the words to tell, empty to leave it out, and those offered.

        What was kept of a line that does not follow just now stays kept.
        """
        made = {key: kept for key, kept in self.kept.items() if key not in self.offered}
        for key, offered in self.offered.items():
            if self.is_bound and f"words-{key}" not in self.data:  # it follows since the page was opened
                made |= {key: self.kept[key]} if key in self.kept else {}
                continue
            words = " ".join(self._typed(f"words-{key}").split())
            if not self._typed(f"ask-{key}"):
                made[key] = ["", offered]
            elif words and words != offered:
                before = self.kept.get(key, ["", ""])
                made[key] = before if before[0] == words else [words, offered]
        return made

    def own_words(self) -> dict[str, str]:
        """What is typed besides the lines that follow, checked or not."""
        return {name: self._typed(name).strip() for name in OWN_WORDS}

    def _typed(self, name: str):
        return self[name].value() or ""


class DraftWordsForm(RewordedForm):
    """The board team's own words on the first page, and what it makes of the decisions that follow from the plan."""

    agenda_item = forms.CharField(
        label="Agenda item (may be left empty)",
        required=False,
        max_length=60,
        help_text="As the agenda numbers it, such as 5 or 5a",
    )
    presenter = forms.CharField(
        label="Presented by (may be left empty)",
        required=False,
        max_length=150,
        help_text="Who speaks to the report at the meeting",
    )
    key_messages = WordsField(label="Key messages, one a line (may be left empty)", rows=6)
    decisions = WordsField(label="Further decisions asked, one a line (may be left empty)")

    @property
    def decisions_offered(self) -> list[Offered]:
        return self.offered_of(self.offered)


class ApprovalForm(_Plain):
    remarks = WordsField(label="Remarks (may be left empty)")


class CorrectionForm(_Plain):
    reason = WordsField(label="What is corrected, and why", missing="Say what is corrected and why.")


class OwnWordsForm(_Plain):
    """What a group wants a meeting to know: four fields of about a hundred words. `asks` is whom it asks."""

    def __init__(self, *args, body, asks: str, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Highlight.FIELDS:
            label = Highlight._meta.get_field(name).verbose_name
            if name == "ask":
                label = f"what we ask of the {sentence_lower(asks)}"
            if name == "voice":
                label = body.board.voice_label
            self.fields[name] = forms.CharField(
                label=f"{label[:1].upper()}{label[1:]} (may be left empty)",
                required=False,
                help_text=f"{body.board.usual.voice_help}. {NO_NAMES}" if name == "voice" else NO_NAMES,
                max_length=WORDS_AT_MOST,
                error_messages={"max_length": f"Shorten this to {WORDS_AT_MOST} characters."},
                widget=forms.Textarea(attrs={"rows": 3, "data-count-limit": WORDS_AT_MOST}),
            )
            self.fields[name].widget.attrs.pop("maxlength", None)


class HighlightForm(OwnWordsForm):
    """What a group wants the business group to know of a reporting period."""

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, body=body, asks=body.board.business_group_label, **kwargs)
