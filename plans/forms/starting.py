"""Forms by which a new board types its groups, its first plan and the plan's sections."""

import re
from datetime import date

from dateutil.relativedelta import relativedelta
from django import forms

from lscb import clock
from lscb.lines import in_one_line, lines_of
from lscb.speaking import lazily
from lscb.web.small_forms import shorten_lines
from lscb.wording import listed
from plans.forms.action_writing import LineField
from plans.forms.base import SmallForm
from plans.forms.fields import NO_NAMES, PlainDateField
from plans.forms.quarters import rhythm_field
from plans.models import Plan
from plans.rules.presets import PLAN_WORDS
from plans.rules.rhythm import KINDS, Rhythm
from subgroups.models import Board, Body
from subgroups.rules.names import name_key

MOST_LINES = 100
_KINDS = (
    Body.Kind.SUBGROUP,
    Body.Kind.PANEL,
    Body.Kind.TASK_AND_FINISH,
    Body.Kind.TEAM,
    Body.Kind.POST,
    Body.Kind.OUTSIDE,
)


class LinesField(forms.CharField):
    """Several things, one a line; empty lines are left out. `longest` is the most characters of one of them."""

    def __init__(self, *, longest: int, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 8}), **kwargs)
        self.longest = longest

    def clean(self, value):
        text = super().clean(value)
        lines = [in_one_line(line) for line in lines_of(text)]
        lines = [line for line in lines if line]
        wrong = shorten_lines(text, self.longest)
        if len(lines) > MOST_LINES:
            wrong.insert(0, f"Add at most {MOST_LINES} at once; these are {len(lines)}.")
        if wrong:
            raise forms.ValidationError(wrong)
        return lines


class GroupsForm(SmallForm):
    """A board's groups, typed or pasted one a line; a short name stands in brackets behind the name."""

    lines = LinesField(
        longest=200,
        label="One a line",
        help_text=lazily(
            lambda: f"A short name may follow in brackets: Learning and Improvement (L&I). {NO_NAMES}."
        ),
        error_messages={"required": "Type at least one, on a line of its own."},
    )
    kind = forms.ChoiceField(error_messages={"invalid_choice": "Choose one of the kinds."})

    def __init__(self, *args, board: Board, first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.fields["kind"].choices = [(kind.value, board.kind_words[kind][1]) for kind in _KINDS]
        self.fields["kind"].label = "What are they?"
        self.usual = _usual_kinds(board)
        posts = [getattr(board, name) for name in board.usual.posts]
        known = [board.board_label, board.business_group_label, *posts]
        self.fields[
            "kind"
        ].help_text = f"{listed([f'“{each}”' for each in known])} are known for what they are."
        if first:
            names = [f"{name} ({short})" if short else name for name, short in board.usual.groups]
            self.initial["lines"] = "\n".join([*known, *names]) + "\n"

    def chosen(self) -> list[tuple[str, str, str]]:
        """Name, short name and kind of each; only for a valid form."""
        found = []
        for line in self.cleaned_data["lines"]:
            both = re.fullmatch(r"([^()]*[^() ]) ?\(([^()]{1,40})\)", line)
            name, short = both.groups() if both else (line, "")
            found.append((name, short.strip(), self.usual.get(name_key(name), self.cleaned_data["kind"])))
        return found


def _usual_kinds(board: Board) -> dict[str, str]:
    """Names that say by themselves what they are, as `name_key` writes them."""
    kinds: dict[str, str] = {
        name_key(name): Body.Kind.POST for name in (board.chair_label, board.scrutineer_label)
    }
    kinds |= {name_key(board.business_group_label): Body.Kind.BUSINESS_GROUP}
    return kinds | {
        name_key(words): Body.Kind.BOARD for words in (board.board_label, board.name, board.short_name)
    }


class PlanForm(SmallForm):
    """A plan's title, its years and the words it uses."""

    title = LineField(limit=200, label="Title", error_messages={"required": "Give the plan its title."})
    starts_on = PlainDateField(
        first=True,
        label="From",
        help_text="The first day",
        error_messages={"required": "Write the first day."},
    )
    ends_on = PlainDateField(
        label="To",
        help_text="The last day",
        error_messages={"required": "Write the last day."},
    )
    words = forms.ChoiceField(
        label="How is it built?",
        choices=[(key, said) for key, (said, _) in PLAN_WORDS.items()],
        widget=forms.RadioSelect,
        initial="sections",
        help_text="The nearest will do: each word can be changed later, and levels you do not use stay out of sight.",
        error_messages={"required": "Choose the nearest.", "invalid_choice": "Choose one of these."},
    )

    rhythm = rhythm_field(
        initial=Rhythm.QUARTERS,
        required=False,
        help_text="What that is called, and from which month, can be changed later",
    )

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        today, month = clock.today(), board.year_starts_in
        self.days_in_year_from(month)
        first = date(today.year if today.month >= month else today.year - 1, month, 1)
        last = first + relativedelta(years=3, days=-1)
        self.initial |= {
            "title": f"{board.plan_label} {first.year}-{last.year % 100:02d}",
            "starts_on": first,
            "ends_on": last,
        }

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", "The plan ends after it starts; correct one of the two days.")
        elif first and last and last > first + relativedelta(years=10):
            self.add_error(
                "ends_on", "A plan of more than ten years is a slip of the pen; correct one of the two."
            )
        return cleaned

    def chosen(self, board: Board) -> Plan:
        """The plan, not saved; only for a valid form."""
        typed = self.cleaned_data
        rhythm = Rhythm(typed["rhythm"] or Rhythm.QUARTERS)
        return Plan(
            board=board,
            title=typed["title"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            year_starts_in=board.year_starts_in,
            rhythm=rhythm,
            naming=KINDS[rhythm].naming,
            **PLAN_WORDS[typed["words"]][1],
        )


class SectionsForm(SmallForm):
    """The sections of a plan, typed or pasted one a line, with or without their numbers."""

    lines = LinesField(
        longest=300,
        label="One a line",
        help_text="With the number the plan prints, if it has one: 1. Learning and improvement.",
        error_messages={"required": "Type at least one, on a line of its own."},
    )

    def chosen(self) -> list[tuple[str, str]]:
        """Number (or nothing) and title of each; only for a valid form."""
        found = []
        for line in self.cleaned_data["lines"]:
            numbered = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3}){0,3})[.)]* (.*\S)", line, re.ASCII)
            found.append(numbered.groups() if numbered else ("", line))
        return found
