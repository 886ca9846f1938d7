"""Forms of self-assessments: what agencies are asked, what one says of each standard, what the panel makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from lscb import clock
from lscb.speaking import said
from plans.forms.action_writing import LineField
from plans.forms.base import SeenForm, SmallForm
from plans.forms.decisions import MeetingField
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.models import AgencyReturn, Plan, ReturnAnswer, Section, SelfAssessment, StandardSet
from plans.rules.self_assessment import NOTHING_SAID, Said, StandardTyped
from plans.selectors.self_assessment import AnswerRow
from subgroups.models import Body, Meeting
from subgroups.rules.presets_of_standards import PRESETS

MORE_ROWS = 5  # empty ones at the end of a set of standards
_FIRST_ROWS = 12
_CHOOSE = {"invalid_choice": "Choose one of these.", "invalid_pk_value": "Choose one of these."}


class BodiesField(forms.ModelMultipleChoiceField):
    """Who is asked, ticked."""

    def __init__(self, **kwargs):
        super().__init__(
            Body.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Tick who is asked.",
                "invalid_choice": "Tick from the list.",
                "invalid_pk_value": "Tick from the list.",
            },
            **kwargs,
        )

    def offer(self, plan: Plan) -> None:
        self.queryset = (
            Body.objects.filter(board=plan.board_id, kind__in=[Body.Kind.AGENCY, Body.Kind.OUTSIDE])
            .not_ended()
            .select_related("board")
        )


class SelfAssessmentForm(SmallForm):
    """What agencies are asked, by when, and where their actions go."""

    title = forms.CharField(
        label="What is it called?",
        max_length=150,
        help_text="Such as the year or years it is about.",
        error_messages={"required": "Say what it is called."},
    )
    standards = forms.ModelChoiceField(
        StandardSet.objects.none(),
        label="Against which standards?",
        empty_label="Choose",
        error_messages={"required": "Choose the standards.", **_CHOOSE},
    )
    due_on = PlainDateField(
        label="When are returns due?",
        help_text=EXAMPLE,
        to_come=True,
        error_messages={"required": "Say when returns are due."},
    )
    bodies = BodiesField(label="Who is asked?")
    previous = forms.ModelChoiceField(
        SelfAssessment.objects.none(),
        label="What was the last one? (may be left empty)",
        required=False,
        empty_label="There was none here",
        help_text=said("Agencies can begin with what they said then, and scores are compared with it."),
        error_messages=_CHOOSE,
    )
    actions_plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=said("Which plan takes the actions?"),
        empty_label=None,
        error_messages={"required": "Choose the plan.", **_CHOOSE},
    )
    introduction = WordsField(label="What are they told? (may be left empty)")

    def __init__(self, *args, plan: Plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["bodies"].offer(plan)
        if "standards" in self.fields:
            self.fields["standards"].queryset = StandardSet.objects.filter(board=plan.board_id).newest()
            self.fields["previous"].queryset = SelfAssessment.objects.filter(
                plan__board=plan.board_id
            ).newest_first()
        self.fields["actions_plan"].queryset = plan.board.plans.exclude(state=Plan.State.ARCHIVED)
        self.initial.setdefault("actions_plan", plan.pk)


class ChangeSelfAssessmentForm(SeenForm, SelfAssessmentForm):
    """What it is called and when it is due; further agencies may be asked."""

    def __init__(self, *args, assessment: SelfAssessment, **kwargs):
        now = {name: getattr(assessment, name) for name in ("title", "due_on", "introduction")}
        super().__init__(
            *args,
            plan=assessment.plan,
            expected=assessment.changed_at,
            initial=now | {"actions_plan": assessment.actions_plan_id},
            **kwargs,
        )
        for name in ("standards", "previous"):
            del self.fields[name]
        bodies = self.fields["bodies"]
        bodies.required, bodies.label = False, "Who is asked as well? (may be left empty)"
        bodies.queryset = bodies.queryset.exclude(returns__assessment=assessment)
        if not bodies.queryset.exists():
            del self.fields["bodies"]
        self.fields["due_on"].earliest = assessment.due_on


class CloseForm(SmallForm):
    outcome = WordsField(
        label="What came of it?",
        missing="Say what came of it: what the board learnt and what follows.",
    )


class SessionForm(SmallForm):
    """When an agency was challenged on its return, where, and what was agreed."""

    session_on = PlainDateField(
        label="When was it?", help_text=EXAMPLE, past=True, error_messages={"required": "Say when it was."}
    )
    meeting = MeetingField(label="At which meeting? (may be left empty)")
    agreed = WordsField(label="What was agreed?", missing="Write what was agreed.")

    def __init__(self, *args, agency_return: AgencyReturn, **kwargs):
        now = {
            "session_on": agency_return.session_on,
            "meeting": agency_return.session_meeting_id,
            "agreed": agency_return.session_agreed,
        }
        super().__init__(*args, initial=now, **kwargs)
        board = agency_return.board
        self.fields["meeting"].queryset = (
            Meeting.objects.filter(body__board=board, held_on__lte=clock.today())
            .select_related("body")
            .order_by("-held_on", "pk")
        )


class PutIntoPlanForm(SmallForm):
    """An action made of what an agency will do."""

    section = forms.ModelChoiceField(
        Section.objects.none(),
        required=False,
        empty_label="None",
        error_messages=_CHOOSE,
    )
    label = LineField(label="Reference (may be left empty)", limit=20, required=False)
    text = WordsField(label="What will be done?", missing="Say what will be done.")
    outcome = WordsField(label="What is it to achieve? (may be left empty)", rows=2)
    when_text = LineField(label="By when? (may be left empty)", limit=500, required=False)

    def __init__(self, *args, answer: ReturnAnswer, **kwargs):
        now = {"text": answer.improve, "outcome": answer.standard.title, "when_text": answer.by_when}
        super().__init__(*args, initial=now, **kwargs)
        plan = answer.agency_return.assessment.actions_plan
        self.fields["section"].queryset = plan.sections.all()
        self.fields["section"].label = plan.section_label


# --- Standards --------------------------------------------------------------------------------------------------------


class StandardsForm(SmallForm):
    """A set of standards, a line each; an empty title leaves one out. `lines` are those there are, the words of scores
    and what it is called stand above."""

    title = forms.CharField(
        label="What are they called?",
        max_length=150,
        error_messages={"required": "Say what these standards are called."},
    )
    source = forms.CharField(
        label="Which duties do they restate? (may be left empty)", max_length=300, required=False
    )

    def __init__(self, *args, lines: Iterable[StandardTyped] = (), scale: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for score, word in scale.items():
            self.fields[f"word_{score}"] = forms.CharField(
                label=f"Word for {score}", max_length=40, initial=word, required=False
            )
        self.places = range((len(self.lines) or _FIRST_ROWS - MORE_ROWS) + MORE_ROWS)
        for place in self.places:
            line = self.lines[place] if place < len(self.lines) else StandardTyped("")
            about = f"of standard {place + 1}"
            self.fields[f"number-{place}"] = forms.CharField(
                label=f"Number {about}", max_length=10, required=False, initial=line.number
            )
            self.fields[f"title-{place}"] = forms.CharField(
                label=f"Title {about}", max_length=150, required=False, initial=line.title
            )
            self.fields[f"words-{place}"] = WordsField(label=f"What good looks like {about}", rows=2)
            self.fields[f"words-{place}"].initial = line.words
            self.fields[f"words-{place}"].help_text = ""

    @property
    def scale_fields(self) -> list[BoundField]:
        return [self[f"word_{score}"] for score in "4321" if f"word_{score}" in self.fields]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return [(self[f"number-{n}"], self[f"title-{n}"], self[f"words-{n}"]) for n in self.places]

    def clean(self):
        cleaned = super().clean()
        typed = []
        for place in self.places:
            title, words = cleaned.get(f"title-{place}", ""), cleaned.get(f"words-{place}", "")
            if title:
                key = self.lines[place].key if place < len(self.lines) else None
                typed.append(StandardTyped(title, words, cleaned.get(f"number-{place}", ""), key))
            elif words and place >= len(self.lines):
                self.add_error(f"title-{place}", "Give it a title.")
        cleaned["standards"] = typed
        if not typed:
            self.add_error("title-0", "Write at least one standard.")
        return cleaned

    @property
    def said(self) -> dict:
        """What the event is handed."""
        cleaned = self.cleaned_data
        return {
            "title": cleaned["title"],
            "source": cleaned["source"],
            "standards": cleaned["standards"],
            "scale": {score: cleaned[f"word_{score}"] for score in "4321"},
        }

    def refuse(self, refused):
        if hasattr(refused, "error_dict") and (wrong := refused.error_dict.pop("standards", None)):
            self.add_error("title-0", wrong)
        super().refuse(refused)


def lines_of(kept: StandardSet) -> list[StandardTyped]:
    return [StandardTyped(row.title, row.words, row.number, row.key) for row in kept.standards.all()]


def lines_like(kind: str) -> list[StandardTyped]:
    """Those of the usual set of a kind, numbered."""
    if kind not in PRESETS:
        return []
    return [
        StandardTyped(title, words, str(n))
        for n, (title, words) in enumerate(PRESETS[kind].standards, start=1)
    ]


# --- A return ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WrittenRow:
    """A standard with the boxes of its answer, and what somebody else saved meanwhile."""

    row: AnswerRow
    boxes: Mapping[str, BoundField]
    theirs: ReturnAnswer | None = None

    @property
    def has_errors(self) -> bool:
        return any(box.errors for box in self.boxes.values())


class _RowsForm(SmallForm):
    """Boxes for each standard of a return, named by its key: `score-12`. `seen-12` is the mark of what was shown."""

    row_names: tuple[str, ...] = ()
    theirs: Mapping[int, object] = {}

    def __init__(self, *args, rows: list[AnswerRow], **kwargs):
        super().__init__(*args, **kwargs)
        self.answer_rows = rows

    def _add(self, name: str, row: AnswerRow, field: forms.Field) -> None:
        field.label = f"{row.standard.number}, {field.label}"
        self.fields[f"{name}-{row.standard.pk}"] = field

    def _add_seen(self, row: AnswerRow, mark: str) -> None:
        self._add(
            "seen", row, forms.CharField(required=False, widget=forms.HiddenInput, initial=mark, label="seen")
        )

    @property
    def rows(self) -> list[WrittenRow]:
        return [
            WrittenRow(
                row,
                {name: self[f"{name}-{row.standard.pk}"] for name in (*self.row_names, "seen")},
                self.theirs.get(row.standard.pk),
            )
            for row in self.answer_rows
        ]

    @property
    def seen(self) -> dict[int, str]:
        """What the person had before them; of what is left out nothing is known, and it is not compared."""
        return {
            row.standard.pk: mark
            for row in self.answer_rows
            if (mark := self.cleaned_data.get(f"seen-{row.standard.pk}"))
        }

    def look_at(self, theirs: Mapping[int, object]) -> None:
        """The person is shown what somebody else saved: saving again is not refused because of it."""
        self.theirs = theirs
        self.data = self.data.copy()
        for pk, each in theirs.items():
            if pk:
                self.data[f"seen-{pk}"] = self.mark_of(each)

    def mark_of(self, answer) -> str:
        raise NotImplementedError


class ReturnForm(_RowsForm):
    """What an agency says of each standard; any of it may be empty while it is a draft."""

    row_names = ReturnAnswer.SAID
    strengths = WordsField(label=said("What does the agency do well, as a whole?"))
    strengths_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, agency_return: AgencyReturn, rows: list[AnswerRow], **kwargs):
        super().__init__(*args, rows=rows, **kwargs)
        self.initial |= {"strengths": agency_return.strengths, "strengths_seen": agency_return.mark}
        scale = agency_return.assessment.standards.scale
        for row in rows:
            said_now = row.answer or NOTHING_SAID
            self._add(
                "score",
                row,
                forms.ChoiceField(
                    label="score",
                    choices=[("", "Not scored yet"), *_in_words(scale)],
                    widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                    required=False,
                    error_messages={"invalid_choice": "Choose one of these."},
                ),
            )
            self._add("evidence", row, WordsField(label="what shows it"))
            self._add("strengths", row, WordsField(label="what works well", rows=2))
            self._add("improve", row, WordsField(label="what will be done", rows=2))
            self._add("by_when", row, LineField(label="by when", limit=120, required=False))
            for name in ReturnAnswer.SAID:
                field = self.fields[f"{name}-{row.standard.pk}"]
                field.initial, field.help_text = getattr(said_now, name), ""
            self._add_seen(row, said_now.mark)

    def mark_of(self, answer) -> str:
        return (answer or NOTHING_SAID).mark

    def look_at(self, theirs) -> None:
        super().look_at(theirs)
        if 0 in theirs:
            self.data["strengths_seen"] = theirs[0].mark

    @property
    def said(self) -> dict:
        """What the event is handed."""
        return {
            "said": {
                row.standard.pk: Said(
                    **{name: self.cleaned_data[f"{name}-{row.standard.pk}"] for name in ReturnAnswer.SAID}
                )
                for row in self.answer_rows
            },
            "strengths": self.cleaned_data["strengths"],
            "seen": self.seen,
            "strengths_seen": self.cleaned_data["strengths_seen"] or None,
        }


class ModerateForm(_RowsForm):
    """The panel's score of each standard, with its reason where it is another than the agency's."""

    row_names = ("score", "because")

    def __init__(self, *args, agency_return: AgencyReturn, rows: list[AnswerRow], **kwargs):
        super().__init__(*args, rows=[row for row in rows if row.answer], **kwargs)
        scale = agency_return.assessment.standards.scale
        for row in self.answer_rows:
            self._add(
                "score",
                row,
                forms.ChoiceField(
                    label="moderated score",
                    choices=[("", "Not looked at yet"), *_in_words(scale)],
                    required=False,
                    initial=row.answer.moderated_score,
                    error_messages={"invalid_choice": "Choose one of these."},
                ),
            )
            because = WordsField(label="why", rows=2)
            because.initial, because.help_text = row.answer.moderated_because, ""
            self._add("because", row, because)
            self._add_seen(row, row.answer.mark_of_panel)

    def mark_of(self, answer) -> str:
        return answer.mark_of_panel

    def clean(self):
        cleaned = super().clean()
        for row in self.answer_rows:
            pk = row.standard.pk
            score, because = cleaned.get(f"score-{pk}"), cleaned.get(f"because-{pk}")
            if score and score != row.answer.score and not because and f"because-{pk}" not in self.errors:
                self.add_error(f"because-{pk}", "Say why it is scored otherwise.")
            if because and score == "":
                self.add_error(f"score-{pk}", "Choose the score that this is the reason for.")
        return cleaned

    @property
    def said(self) -> dict:
        scores = {
            row.standard.pk: (
                self.cleaned_data[f"score-{row.standard.pk}"],
                self.cleaned_data[f"because-{row.standard.pk}"],
            )
            for row in self.answer_rows
        }
        return {"scores": scores, "seen": self.seen}


def _in_words(scale: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(score, word if score == "-" else f"{score} {word}") for score, word in scale.items()]
