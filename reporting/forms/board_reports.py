"""What the board team makes of a report to the Board, and what a group writes for a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.forms.utils import ErrorList

from lscb.apart.file_kind import KINDS
from lscb.handed_in import TAKEN
from lscb.lines import run_on, shortened
from lscb.speaking import lazily
from lscb.web.small_forms import RefusableForm
from plans.forms.evidence import KeptFileField
from plans.forms.fields import NO_NAMES, WordsField
from reporting.board_report.build import Offered as OfferedLine
from reporting.board_report.content import Block
from reporting.forms.reports import Offered, OwnWordsForm, RewordedForm


@dataclass(frozen=True)
class OfferedSection:
    """The lines that stand under one heading."""

    title: str
    lines: tuple[Offered, ...]


class BoardReportForm(RewordedForm):
    """The board team's own words, which highlights it has, and what is made of the lines that follow.

    `lines` are those that follow from the finals and from what was recorded since, `blocks` the highlights there are.
    """

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
    key_messages = WordsField(label="Key messages, one a line (may be left empty)", rows=5)
    decisions = WordsField(label="Decisions asked, one a line (may be left empty)")
    risks_from = forms.IntegerField(
        label="Risks from a score of",
        min_value=1,
        max_value=25,
        help_text="Likelihood times impact, 1 to 25. From 15 on a risk is extreme, from 8 on high.",
        error_messages={"required": "Say from which score on: 15 is usual."},
    )
    highlights = forms.MultipleChoiceField(
        label="Highlights",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="In the groups’ own words, from the finals. None is chosen for you.",
    )

    def __init__(self, *args, lines: Sequence[OfferedLine], blocks: Sequence[Block], **kwargs):
        self.lines = {each.line.key: each for each in lines}
        super().__init__(*args, offered={key: each.line.words for key, each in self.lines.items()}, **kwargs)
        self.fields["highlights"].choices = [(block.key, _in_short(block)) for block in blocks]

    def label_of(self, key: str) -> str:
        line = self.lines[key].line
        return f"{line.about} ({line.note})" if line.note else line.about

    @property
    def sections(self) -> list[OfferedSection]:
        by_title: dict[str, list[str]] = {}
        for key, each in self.lines.items():
            by_title.setdefault(each.section, []).append(key)
        return [OfferedSection(title, tuple(self.offered_of(keys))) for title, keys in by_title.items()]

    def chosen(self) -> list[str]:
        """The keys of the highlights that are ticked; those of finals that are not there any more are let go."""
        known = {key for key, _ in self.fields["highlights"].choices}
        return [key for key in self["highlights"].value() or () if key in known]


def _in_short(block: Block) -> str:
    """A highlight by its group, its period and its first words."""
    return f"{block.body}, {block.state}: {shortened(run_on(block.words[0].words), 140)}"


class GroupUpdateForm(OwnWordsForm):
    """What a group tells a meeting: four fields of about a hundred words, a file, or both."""

    file = KeptFileField(
        label="A file (may be left empty)",
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
        help_text=lazily(
            lambda: (
                f"{TAKEN[:1].upper()}{TAKEN[1:]}, of at most {settings.UPLOAD_AT_MOST} MB. Everybody who sees "
                f"the meeting can open it. {NO_NAMES}"
            )
        ),
    )

    def __init__(self, *args, there: str = "", too_large: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "file"), "file"])
        self.fields["file"].too_large = too_large
        if there:
            self.fields["keeps_file"] = forms.BooleanField(
                label=f"Keep {there}", required=False, initial=True
            )

    def clean(self):
        """A file has to be chosen again where something else is wrong: no page can keep it for people."""
        cleaned = super().clean()
        if self.errors and cleaned.get("file"):
            self._errors.setdefault("file", ErrorList()).append(
                "Choose the file again: a page cannot keep it for you."
            )
        return cleaned


class ExcuseForm(RefusableForm):
    """Why a group is not asked this time."""

    reason = forms.CharField(
        label="Why it is not asked this time",
        max_length=300,
        error_messages={"required": "Say why it is not asked this time."},
    )
