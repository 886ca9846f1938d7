"""Forms about one person: their details, places, roles and invitation."""

from django import forms

from lscb import clock
from lscb.errors import NO_EMAIL
from lscb.fields import in_one_line_only
from lscb.web.small_forms import EXAMPLE, PlainDateField, SeenForm, SmallForm
from lscb.words import own_words
from subgroups.models import Board, BoardRole, Membership, Person

WORK_ONLY = "Work details only"


def line(label: str, *, longest: int = 150, required: bool = True, **kwargs) -> forms.CharField:
    """A box for one line of words."""
    return forms.CharField(
        label=label, max_length=longest, required=required, validators=[in_one_line_only], **kwargs
    )


def email(label: str = "E-mail at work (may be left empty)", **kwargs) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        required=False,
        max_length=254,
        error_messages={"invalid": NO_EMAIL},
        **kwargs,
    )


def one_of(label: str, missing: str = "", *, nothing: str = "None", **kwargs) -> forms.ModelChoiceField:
    """One of a board's rows; which, the form says."""
    return forms.ModelChoiceField(
        label=label,
        queryset=None,
        empty_label=nothing,
        error_messages={"required": missing, "invalid_choice": "Choose one from the list."},
        **kwargs,
    )


class OwnDetailsForm(SeenForm):
    """What people change about themselves."""

    name = line("Name", error_messages={"required": "Type the name."})
    job_title = line("Job title (may be left empty)", required=False, help_text=WORK_ONLY)

    def __init__(self, *args, person: Person, **kwargs):
        self.person = person
        latest = person.history.values_list("history_id", flat=True).first()
        initial = {name: getattr(person, name) for name in self.base_fields if hasattr(person, name)}
        super().__init__(*args, expected=latest, initial=initial, **kwargs)

    def changed(self) -> list[str]:
        """The fields that were changed, which the person now has as typed; only for a valid form."""
        changed = [name for name in self.changed_data if name != "seen"]
        for name in changed:
            setattr(self.person, name, self.cleaned_data[name])
        return changed


class ProfileForm(OwnDetailsForm):
    """What people choose for themselves alone: when they are told what happens."""

    news = forms.ChoiceField(
        label="Tell me what happens to what I answer for",
        choices=Person.News.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these.", "invalid_choice": "Choose one of these."},
        help_text="A rating that was changed, a date or a completion that was not agreed, a challenge, a report that "
        "waits for your approval. Reminders and letters about your account come either way.",
    )


class DetailsForm(OwnDetailsForm):
    """A person's work details as the board team types them; their e-mail where it is the team's to change."""

    agency = one_of("Agency", required=False, nothing="Not stated")
    email = email(help_text="They sign in with it. With a new one they choose a new password.")

    def __init__(self, *args, person: Person, board: Board, email_stays: bool, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        if person.agency and person.agency.board_id != board.pk:
            del self.fields["agency"]
        else:
            self.fields["agency"].label = board.agency_label
            self.fields["agency"].queryset = board.agencies.all()
        if email_stays:
            del self.fields["email"]

    def clean_email(self):
        typed = self.cleaned_data["email"].lower() or None
        if typed and Person.objects.filter(email__iexact=typed).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError("Somebody has this e-mail already.")
        return typed


ENDS_FIRST = "It ends before it starts; correct one of the two dates."
_BOTH_DAYS = "A deputy stands in for a time: give the first day and the last."


class _DeputyForm(SmallForm):
    """Somebody may stand in for a time with it; then both days are needed."""

    in_order = (("starts_on", "ends_on", ENDS_FIRST),)

    def clean(self):
        cleaned = super().clean()
        if self.is_deputy(cleaned):
            for name in ("starts_on", "ends_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _BOTH_DAYS)
        return cleaned

    def is_deputy(self, cleaned: dict) -> bool:
        raise NotImplementedError


class PlaceForm(_DeputyForm):
    """A place on one of the board's bodies, from one day to another."""

    body = one_of("Group, post or agency", "Choose one.", nothing="Choose")
    role = forms.ChoiceField(
        label="As", choices=Membership.Role.choices, error_messages={"invalid_choice": "Choose one of these."}
    )
    agency = one_of("Sits for", required=False, nothing="Their own agency")
    starts_on = PlainDateField(
        first=True, label="First day (may be left empty)", required=False, help_text=EXAMPLE
    )
    ends_on = PlainDateField(
        label="Last day (may be left empty)",
        required=False,
        help_text="Empty: until it is ended. A deputy needs both days.",
    )

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(board.year_starts_in)
        self.initial.setdefault("role", Membership.Role.MEMBER)
        self.fields["body"].label = own_words("Group, post or agency", board.own_words)
        self.fields["body"].queryset = board.bodies.not_ended()
        self.fields["agency"].queryset = board.agencies.all()

    def is_deputy(self, cleaned):
        return cleaned.get("role") == Membership.Role.DEPUTY


class EndForm(SmallForm):
    """The last day of a place or a role."""

    ends_on = PlainDateField(
        label="Last day", help_text=EXAMPLE, error_messages={"required": "Write the last day."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("ends_on", clock.today())


class LongerForm(SmallForm):
    """Until when a role goes on that was to end."""

    ends_on = PlainDateField(
        label="New last day (may be left empty)",
        required=False,
        help_text="Empty: until it is ended. A deputy needs one.",
    )


class RoleForm(_DeputyForm):
    """A role on the board, from one day to another, and whom somebody stands in for with it."""

    role = forms.ChoiceField(
        label="Role",
        error_messages={"required": "Choose the role.", "invalid_choice": "Choose one of these."},
    )
    starts_on = PlainDateField(
        first=True, label="First day (may be left empty)", required=False, help_text="Empty: at once."
    )
    ends_on = PlainDateField(
        label="Last day (may be left empty)", required=False, help_text="Empty: until it is ended."
    )
    deputy_for = one_of(
        "Only as deputy for",
        required=False,
        nothing="Nobody: the role is their own",
        help_text="Somebody who has the role. A deputy needs both days.",
    )

    def __init__(self, *args, board: Board, person: Person, **kwargs):
        super().__init__(*args, **kwargs)
        self.days_in_year_from(board.year_starts_in)
        self.fields["role"].choices = [("", "Choose"), *board.role_words.items()]
        holders = BoardRole.objects.not_over().filter(board=board, deputy_for=None).values("person")
        self.fields["deputy_for"].queryset = Person.objects.filter(pk__in=holders).exclude(pk=person.pk)

    def is_deputy(self, cleaned):
        return bool(cleaned.get("deputy_for"))


class InviteForm(SmallForm):
    what_for = line(
        "What for (may be left empty)", longest=200, required=False, help_text="As it stands in the letter."
    )
