"""Updates that come in a workbook: what each row would record, what is wrong with it, and what is left alone."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms

from lscb.cells import as_typed
from lscb.columns import first_words, read_headings
from lscb.days import read_day
from lscb.errors import Refused
from lscb.permissions import Verb, allows
from lscb.speaking import said
from lscb.spreadsheet_reader import NOTHING
from lscb.wording import listed, long_date
from plans.forms.base import SmallForm
from plans.forms.updates import UpdateForm
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.rules import ratings
from plans.rules.update_sheet import INPUTS, KEY, RowKey, key_of, rating_in
from subgroups.models import Body

AT_ONCE = 300  # rows of one file that are recorded
NOT_OURS = (
    "This is no workbook that was made here: there is no column “Key”. Make one, fill it in and hand that in."
)


class HandInForm(SmallForm):
    """A filled workbook; and, from the board team, whose words they are."""

    file = forms.FileField(
        label="The filled workbook",
        help_text="As it was made here, saved as .xlsx or .csv.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty. Choose another."},
    )

    def __init__(self, *args, asks_whose: bool, too_large: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = too_large
        if asks_whose:
            self.fields["whose"] = whose_field()


OWNERS, TEAMS = "owners", "teams"


def whose_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Whose words are they?",
        choices=[(OWNERS, said("The owner’s, handed in for them")), (TEAMS, "Our own")],
        initial=OWNERS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whose words they are.",
            "invalid_choice": "Say whose words they are.",
        },
    )


class RowForm(UpdateForm):
    """What one row says of its action. Nobody types here: it comes from the file, or back from the page that shows it.

    :param typed: what the row says by field of the update; dates as they are typed.
    :param speaks_as: the owner whose words the board team hands in, None for the person's own.
    :param headings: of the workbook, by field, so that what is wrong is said as it heads its columns.
    """

    def __init__(
        self,
        typed: Mapping[str, str],
        *,
        action: Action,
        speaks_as: Body | None,
        headings: Mapping[str, str],
        **about,
    ):
        super().__init__(dict(typed), action=action, **about)
        self.speaks_as = speaks_as
        self.fields["rating"].error_messages["invalid_choice"] = (
            "“%(value)s” is none of the ratings. Choose one from the list of its cell."
        )
        self.fields.pop("on_behalf_of", None)
        if speaks_as:
            self.answers = False
            self.fields.pop("moderation_reason", None)
        for name in set(headings) & set(self.fields):
            self.fields[name].label = headings[name]

    def _last_seen_is_true(self, pk: int | None) -> bool:
        return pk == (self.last.pk if self.last else None)

    @property
    def said(self) -> dict[str, Any]:
        """What is recorded of it, as an event takes it."""
        return {**self.cleaned_data, "on_behalf_of": self.speaks_as}

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What it would record, in words: label and words of each box with something in it."""
        said = []
        for name, box in self.fields.items():
            value = self.cleaned_data.get(name) if name in getattr(self, "cleaned_data", {}) else None
            if name in ("rating", "last_seen") or not value:
                continue
            said.append((str(box.label), long_date(value) if name.endswith("_on") else str(value)))
        return said

    @property
    def wrong(self) -> list[str]:
        """What is wrong with it, box by box."""
        return [
            f"“{self.fields[name].label}”: {error}" if name in self.fields else str(error)
            for name, errors in self.errors.items()
            for error in errors
        ]


class Becomes(StrEnum):
    """What becomes of a row."""

    RECORDED = "recorded"
    CHOSEN = "chosen"  # somebody said something else since: whoever hands it in chooses
    WRONG = "wrong"
    ALONE = "alone"
    NOT_TAKEN = "not-taken"


@dataclass
class Row:
    """:param number: of the row in the file; 0 for one that comes back from the page.
    :param why: in a sentence, where it is not recorded as it stands.
    :param seen: what stood when the workbook was made, where something else stands now.
    """

    number: int
    called: str
    becomes: Becomes
    why: str = ""
    action: Action | None = None
    form: RowForm | None = None
    seen: ProgressUpdate | None = None
    not_asked: str = ""
    take: bool = False

    @property
    def now(self) -> ProgressUpdate | None:
        return self.form.last if self.form else None

    @property
    def carried(self) -> str:
        """The row for the page to send back."""
        said = {name: str(value) for name, value in self.form.data.items() if name in INPUTS and value}
        seen = self.now.pk if self.now else 0
        return json.dumps({"action": self.action.pk, "seen": seen, "said": said})


@dataclass(frozen=True)
class About:
    """What rows are read against.

    :param actions: by key, those in sight, as rows of the list are read.
    :param seen: by key, the updates that the rows name.
    :param last: what was said last of each action, by the action's key.
    :param headings: of the columns that are filled in, by field.
    """

    plan: Plan
    quarter: Quarter
    person: Any
    words: dict[str, str]
    body: Body | None
    actions: Mapping[int, Action]
    seen: Mapping[int, ProgressUpdate]
    last: Mapping[int, ProgressUpdate]
    headings: Mapping[str, str]
    for_owners: bool  # whether the board team hands in what owners said

    def form(self, action: Action, typed: Mapping[str, str]) -> RowForm:
        last = self.last.get(action.pk)
        owner = next((each.body for each in action.asked_of if each.body_id), None)
        form = RowForm(
            {**typed, "last_seen": str(last.pk) if last else ""},
            action=action,
            person=self.person,
            words=self.words,
            last=last,
            quarter=self.quarter,
            speaks_as=(self.body or owner) if self.for_owners else None,
            headings=self.headings,
        )
        form.is_valid()
        return form


# --- The file -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SheetLine:
    number: int
    key: RowKey | None
    cells: dict[str, str]  # what is filled in, by field; a column that the file has not is not there
    shown: dict[str, str]  # what else it says, by the heading


@dataclass(frozen=True)
class Sheet:
    """The rows of a workbook as it came, and the columns of it that are not read, each with its first words."""

    lines: list[SheetLine]
    not_read: list[str] = field(default_factory=list)

    @property
    def keys(self) -> set[int]:
        return {line.key.action for line in self.lines if line.key}

    @property
    def seen(self) -> set[int]:
        return {line.key.seen for line in self.lines if line.key}


def read_sheet(rows: Sequence[Sequence[str]], headings: Mapping[str, str], known: Collection[str]) -> Sheet:
    """
    :param headings: how each column that is filled in is headed, by field.
    :param known: how those are headed that are only shown.
    :raises Refused: for what is no such workbook, or has a column twice.
    """
    first, *others = rows or [[]]
    first = [" ".join(str(each).split()) for each in first]
    fields = {heading: name for name, heading in headings.items()}
    ours = [*fields, *known, KEY]
    read = read_headings(first, ours, also={words: headings[name] for name, words in INPUTS.items()})
    if KEY not in read.names:
        raise Refused(f"{NOT_OURS} {NOTHING}")
    if twice := [name for name in read.twice if name in fields or name == KEY]:
        raise Refused(
            f"The column {listed([f'“{each}”' for each in twice])} is there twice. Keep one. {NOTHING}"
        )
    lines = []
    for number, row in enumerate(others, start=2):
        cells = {name: as_typed(cell) for name, cell in zip(read.names, row, strict=True) if name}
        if not any(cells.values()):
            continue
        said = {fields[name]: words for name, words in cells.items() if name in fields}
        lines.append(SheetLine(number, key_of(cells.get(KEY, "")), said, cells))
    if len(lines) > AT_ONCE:
        raise Refused(
            f"This file has {len(lines)} rows; at most {AT_ONCE} are handed in at once. Hand it in in parts. {NOTHING}"
        )
    not_read = [
        f"“{heading or 'without a heading'}” (“{words}”)"
        for place, (heading, name) in enumerate(zip(first, read.names, strict=True))
        if name is None and (words := first_words(others, place))
    ]
    return Sheet(lines, not_read)


def rows_of_file(sheet: Sheet, about: About) -> list[Row]:
    """What becomes of each row of the file, in its order."""
    counted = Counter(line.key.about for line in sheet.lines if line.key)
    return [_row(line, about, counted) for line in sheet.lines]


def _row(line: SheetLine, about: About, counted: Mapping[str, int]) -> Row:
    key = line.key
    called = line.shown.get("Reference") or line.shown.get(about.plan.action_label) or line.shown.get(KEY, "")
    called = called if len(called) <= 60 else f"{called[:60].rstrip()} …"
    action = about.actions.get(key.action) if key else None
    if why := _why_not_taken(line, action, about, counted):
        return Row(line.number, called, Becomes.NOT_TAKEN, why)
    if key is None or action is None:
        raise ValueError("A row that is taken has a key and an action.")
    seen, now = about.seen.get(key.seen), about.last.get(action.pk)
    if seen is not None and seen.action_id != action.pk:
        seen = None
    before = _said_in(seen, about.words)
    typed = {name: line.cells.get(name, before.get(name, "")) for name in INPUTS}
    typed |= {name: _day(typed[name], about.plan) for name in INPUTS if name.endswith("_on")}
    if not _changed(typed, before, is_new=seen is None):
        return Row(line.number, action.called_apart, Becomes.ALONE, "Nothing was filled in.", action)
    typed["rating"] = rating_in(typed["rating"], about.words)
    form = about.form(action, typed)
    row = Row(line.number, action.called_apart, Becomes.RECORDED, action=action, form=form, take=True)
    row.not_asked = _not_asked(form, typed, before, about.headings)
    if not form.errors and now is not None and _says(form, now):
        return Row(line.number, action.called_apart, Becomes.ALONE, "It says so already.", action)
    if form.errors:
        row.becomes, row.take = Becomes.WRONG, False
    elif key.seen != (now.pk if now else 0):
        row.becomes, row.seen, row.take = Becomes.CHOSEN, seen, False
    return row


def _why_not_taken(line: SheetLine, action: Action | None, about: About, counted: Mapping[str, int]) -> str:
    key, plan = line.key, about.plan
    if key is None:
        return "Its key is missing or damaged, so it is not known which row of the plan it is."
    if key.plan != plan.slug:
        return "It is of another plan."
    if action is None:
        return "The plan has no such row."
    if key.period != about.quarter.slug:
        return f"The workbook was made for another {plan.period_word.lower()} than {about.quarter.name}, which is open."
    if counted[key.about] > 1:
        return "It stands in the file more than once. Keep one of its rows."
    reference = line.shown.get("Reference")
    words = line.shown.get(plan.action_label, "")
    same_words = " ".join(words.split()).casefold() == " ".join(action.text.split()).casefold()
    if reference is not None and reference != as_typed(action.reference) and not same_words:
        return f"Its key is that of {action.called}: the rows were moved apart from their keys."
    if about.body is not None and about.body.pk not in action.owner_body_ids:
        return f"{about.body.name} does not own it."
    if not allows(about.person, Verb.UPDATE_ACTION, action):
        return "You do not update it."
    if action.state != Action.State.LIVE:
        return f"It takes no more updates: {action.get_state_display().lower()}."
    return ""


def _said_in(update: ProgressUpdate | None, words: Mapping[str, str]) -> dict[str, str]:
    """What stood in the open cells of a row when the workbook was made, as it comes back."""
    if update is None:
        return {}
    said = {name: getattr(update, name, None) for name in INPUTS}
    said["rating"] = f"{update.rating} {words[update.rating]}"
    return {name: str(value or "") for name, value in said.items()}


def _day(words: str, plan: Plan) -> str:
    """A day as workbooks have it, however its program wrote it; what cannot be read stays as it is, for the form."""
    try:
        return read_day(words, year_starts_in=plan.year_starts_in)[0].isoformat() if words else ""
    except ValueError:
        return words


def _changed(typed: Mapping[str, str], before: Mapping[str, str], *, is_new: bool) -> bool:
    """Whether anybody filled in anything. The usual day of ongoing work, filled in when the workbook was made, is
    nothing of theirs."""
    passed_over = {ratings.REVIEW_ON.field} if is_new else set()
    return any(
        words.split() != before.get(name, "").split()
        for name, words in typed.items()
        if name not in passed_over
    )


def _says(form: RowForm, update: ProgressUpdate) -> bool:
    """Whether an update says all that the row says."""
    said = form.cleaned_data
    return all(
        _plain(said.get(name)) == _plain(getattr(update, name))
        for name in ProgressUpdate.SAID
        if name in form.fields
    )


def _plain(value: object) -> str:
    return " ".join(str(value or "").split())


def _not_asked(
    form: RowForm, typed: Mapping[str, str], before: Mapping[str, str], headings: Mapping[str, str]
) -> str:
    """What the row says that its rating does not ask for, and that is not recorded."""
    rating = form.cleaned_data.get("rating")
    if not rating:
        return ""
    asked = {name for name, (_, letters) in form.asked.items() if rating in letters}
    left = [
        f"“{headings[name]}”"
        for name, words in typed.items()
        if words
        and name not in asked | {"rating", "progress", "moderation_reason"}
        and words != before.get(name)
    ]
    return f"This rating does not ask for {listed(left)}: not recorded." if left else ""


# --- The page that shows them ---------------------------------------------------------------------------------


def carried_rows(values: Iterable[str]) -> dict[int, tuple[int, dict[str, str]]]:
    """What the page sends back: by action, which update the person saw (0: none) and what the row says.

    :raises ValueError: for what no page sends.
    """
    rows = {}
    for value in values:
        try:
            read = json.loads(value)
        except RecursionError as error:
            raise ValueError("No page sends a row within rows.") from error
        if not isinstance(read, dict):
            raise ValueError("No page sends that as a row.")
        action, seen, said = read.get("action"), read.get("seen"), read.get("said")
        if not isinstance(action, int) or not isinstance(seen, int) or not isinstance(said, dict):
            raise ValueError("No page sends that as a row.")
        if not 0 < action < 2**63 or not 0 <= seen < 2**63:
            raise ValueError("No page sends that as a key.")
        rows[action] = (seen, {str(name): str(words) for name, words in said.items() if name in INPUTS})
    return rows


def rows_sent_back(
    sent: Mapping[int, tuple[int, dict[str, str]]], taken: Collection[int], about: About
) -> list[Row]:
    """The rows of the page as they stand now. One that somebody has updated since the person saw it is to be chosen."""
    rows = []
    for key, (seen, typed) in sent.items():
        action = about.actions[key]
        form = about.form(action, typed)
        now = about.last.get(action.pk)
        row = Row(0, action.called_apart, Becomes.RECORDED, action=action, form=form, take=key in taken)
        if form.errors:
            row.becomes, row.take = Becomes.WRONG, False
        elif seen != (now.pk if now else 0):
            row.becomes, row.seen, row.take = Becomes.CHOSEN, about.seen.get(seen), False
            if now is not None and _says(form, now):
                row.becomes, row.why = Becomes.ALONE, "It says so already."
        rows.append(row)
    return rows
