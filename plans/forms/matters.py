"""Forms of decisions about other matters than actions: what was decided, who follows it up, and what came of it."""

from django import forms

from lscb import clock
from lscb.wording import long_date
from plans.forms.base import SeenForm, SmallForm
from plans.forms.fields import EXAMPLE, PlainDateField, WordsField
from plans.models import Matter, Plan
from subgroups.models import Body, Meeting, Person


class OwnerField(forms.ModelChoiceField):
    """Any owner of the board, groups and posts before agencies; or nobody."""

    def __init__(self):
        super().__init__(
            Body.objects.none(),
            label="Who follows it up?",
            required=False,
            help_text="Leave it empty where nothing is to be done: then it stands for the record.",
            error_messages={"invalid_choice": "Choose one from the list."},
        )

    def offer(self, plan: Plan, *, also: int | None = None) -> None:
        """Offer what the board has, and the body with the key `also` even if it has ended; one query to show."""
        bodies = Body.objects.filter(board=plan.board_id)
        self.queryset = bodies.not_ended() | bodies.filter(pk=also)
        rows = list(self.queryset)
        board = plan.board
        groups = (
            ("Groups and posts", [body for body in rows if not body.agency_id]),
            (board.agency_label_plural, [body for body in rows if body.agency_id]),
        )
        self.choices = [
            ("", "Nobody: for the record"),
            *((head, [(body.pk, body.name) for body in of]) for head, of in groups if of),
        ]


class MatterForm(SmallForm):
    """What a meeting decided about another matter."""

    words = WordsField(label="What was decided?", missing="Say what was decided.")
    owner = OwnerField()
    named_person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Is somebody named for it? (may be left empty)",
        required=False,
        empty_label="Nobody",
        error_messages={"invalid_choice": "They cannot be chosen any more. Choose somebody else."},
    )
    due_on = PlainDateField(label="By when? (may be left empty)", required=False, help_text=EXAMPLE)

    def __init__(self, *args, plan: Plan, matter: Matter | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(plan.year_starts_in)
        self.fields["owner"].offer(plan, also=matter.owner_id if matter else None)
        if plan.board.names_owners:
            people = Person.objects.on_board_now(plan.board)
            self.fields["named_person"].queryset = people | Person.objects.filter(
                pk=matter.named_person_id if matter else None
            )
        else:
            del self.fields["named_person"]

    def clean(self):
        cleaned = super().clean()
        nobody = "owner" in cleaned and cleaned["owner"] is None
        if nobody and (cleaned.get("due_on") or cleaned.get("named_person")):
            self.add_error("owner", "Choose who follows it up, or leave the day and the name empty.")
        return cleaned


class RecordMatterForm(MatterForm):
    """The same for a meeting, which may still be to come."""

    ahead = forms.BooleanField(
        label="It was decided ahead of the meeting, which is still to come", required=False
    )

    def __init__(self, *args, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting.held_on <= clock.today():
            del self.fields["ahead"]

    def clean(self):
        cleaned = super().clean()
        if "ahead" in self.fields and not cleaned.pop("ahead", False):
            day = long_date(self.meeting.held_on)
            self.add_error("ahead", f"The meeting is on {day}. Tick this if it was decided ahead of it.")
        return cleaned


class ChangeMatterForm(SeenForm, MatterForm):
    """What was recorded, put right or handed on."""

    reason = WordsField(label="Why is it changed?", rows=2, missing="Say why it is changed.")

    def __init__(self, *args, matter: Matter, **kwargs):
        now = {name: getattr(matter, name) for name in MatterForm.base_fields}
        seen = matter.changed_at
        super().__init__(*args, matter=matter, expected=seen, initial=now, **kwargs)


class FollowUpForm(SeenForm):
    """What came of it."""

    outcome = WordsField(label="What came of it?", missing="Say what came of it.")
    on = PlainDateField(label="Since when? (today unless you say another day)", required=False, past=True)

    def __init__(self, *args, matter: Matter, **kwargs):
        super().__init__(*args, expected=matter.changed_at, **kwargs)
        self.days_in_year_from(matter.board.year_starts_in)
