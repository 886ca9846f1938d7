"""Adding people: a list as it is pasted, and the rows that it is read into or that are typed."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from lscb.speaking import said
from lscb.web.small_forms import SmallForm, shorten_lines
from lscb.words import own_words, sentence_lower
from subgroups.forms.people import email, line
from subgroups.models import Agency, Board, BoardRole, Body, Membership, Person
from subgroups.rules.names import name_key
from subgroups.rules.pasted_people import Known, PastedPerson, read_people
from subgroups.selectors.names import AlreadyThere, Names

AT_MOST = 100
LONGEST = 1_000  # characters of a pasted line
TYPED_AT_FIRST = 3
PREFIX = "people"
_MEMBER = ""


def role_keys(board: Board) -> dict[str, str]:
    """What roles are called, by `name_key`, to what a row chooses; the board's own words among them."""
    own = board.own_words
    called = {
        **{name_key(own_words(label, own)): value for value, label in BoardRole.GivenRole.choices},
        **{name_key(label): value for value, label in BoardRole.GivenRole.choices},
        "auditor": BoardRole.GivenRole.AUDITOR.value,
        "vicechair": Membership.Role.VICE_CHAIR.value,
        "deputy chair": Membership.Role.VICE_CHAIR.value,
        "post holder": Membership.Role.POST_HOLDER.value,
        **{name_key(label): value for value, label in Membership.Role.choices},
    }
    return called | {name_key(Membership.Role.MEMBER.label): _MEMBER}


class PastedForm(SmallForm):
    """A list of people, pasted."""

    pasted = forms.CharField(
        label="Paste a list",
        max_length=AT_MOST * LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"One person a line, at most {AT_MOST}: name, e-mail, job title, agency, group and role, in any "
        "order and with any separator, or addresses as a mail program copies them. Nothing is saved yet: the next page "
        "says how each line is read.",
        error_messages={"required": "Paste the list first."},
    )

    def __init__(self, *args, board: Board, names: Names, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.names = names
        self.fields["pasted"].help_text = own_words(self.fields["pasted"].help_text, board.own_words)

    def clean_pasted(self):
        text = self.cleaned_data["pasted"]
        if too_long := shorten_lines(text, LONGEST):
            raise forms.ValidationError(too_long)
        known = Known(frozenset(self.names.bodies), frozenset(self.names.agencies), role_keys(self.board))
        people = read_people(text, known)
        if len(people) > AT_MOST:
            raise forms.ValidationError(
                f"Add at most {AT_MOST} people at once; these are {len(people)}. Paste them in several parts."
            )
        if not people:
            raise forms.ValidationError("There is no name and no e-mail in this. Paste one person a line.")
        self.people = people
        return text

    def as_rows(self) -> dict[str, str]:
        """The people as the rows of `PeopleRows` would be sent; only for a valid form."""
        keys = role_keys(self.board)
        sent = {f"{PREFIX}-TOTAL_FORMS": str(len(self.people)), f"{PREFIX}-INITIAL_FORMS": "0"}
        for index, person in enumerate(self.people):
            role = keys.get(name_key(person.role), person.role)
            for name, value in self._row(person, role).items():
                sent[f"{PREFIX}-{index}-{name}"] = value
        return sent

    @staticmethod
    def _row(person: PastedPerson, role: str) -> dict[str, str]:
        return {
            "name": person.name,
            "email": person.email,
            "job_title": person.job_title,
            "agency": person.agency,
            "group": person.group,
            "role": role,
            "words": person.words,
            "left": person.left,
        }


class PersonRow(SmallForm):
    """A person and what they become on the board. The formset says who is there already, and what becomes of it."""

    name = line("Name", error_messages={"required": "Type the name."})
    email = email("E-mail")
    job_title = line("Job title", required=False)
    agency = line("Agency", longest=200, required=False)
    group = line("Group", longest=200, required=False)
    role = forms.ChoiceField(label="Role", required=False)
    words = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    left = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)

    says = ""  # what becomes of the line, once it is known

    def __init__(self, *args, board: Board, names: Names, add_agencies: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.board = board
        self.add_agencies = add_agencies
        self.names = names
        own = board.own_words
        self.fields["group"].label, self.fields["agency"].label = board.group_label, board.agency_label
        self.fields["role"].choices = [
            (board.group_label, [(_MEMBER, "Member"), *Membership.Role.choices[:-1]]),
            (board.board_label, [(v, own_words(label, own)) for v, label in BoardRole.GivenRole.choices]),
        ]
        self.fields["role"].error_messages["invalid_choice"] = "“%(value)s” is no role here. Choose one."
        for name in ("agency", "group"):
            self.fields[name].widget.attrs["list"] = f"known-{name}"
        for bound in self.fields_shown:  # in a table, where crispy does not write them out
            bound.field.widget.attrs["class"] = "form-select" if bound.name == "role" else "form-control"

    def clean_email(self):
        return self.cleaned_data["email"].lower() or None

    def clean_agency(self):
        typed = self.cleaned_data["agency"]
        key = name_key(typed)
        if not key or key in self.names.agencies:
            return self.names.agencies.get(key)
        agency = self.names.new_agencies.setdefault(key, Agency(board=self.board, name=typed))
        if not self.add_agencies:
            raise forms.ValidationError(
                f"“{typed[:60]}” is not among the {sentence_lower(self.board.agency_label_plural)} of the board. "
                "Choose one, leave it empty, or tick below to add it."
            )
        return agency

    def clean_group(self):
        typed = self.cleaned_data["group"]
        if typed and name_key(typed) not in self.names.bodies:
            raise forms.ValidationError(
                f"There is no “{typed[:60]}” on the board. Choose one of the list, or add it first."
            )
        return self.names.bodies.get(name_key(typed))

    def clean(self):
        cleaned = super().clean()
        role, group = cleaned.get("role", ""), cleaned.get("group")
        agency = cleaned.get("agency")
        if role == Membership.Role.LEAD_CONTACT and "group" in cleaned and group is None:
            group = cleaned["group"] = (
                Body.objects.filter(agency=agency).first() if agency and agency.pk else None
            )
        of_new_agency = role == Membership.Role.LEAD_CONTACT and agency and not agency.pk
        if (
            "group" in cleaned
            and "role" in cleaned
            and not (of_new_agency or (role == Membership.Role.LEAD_CONTACT and "agency" not in cleaned))
            and group is None
            and role not in BoardRole.GivenRole.values
        ):
            advice = "Say in which group, or choose a role on the board."
            self.add_error("group", own_words(advice, self.board.own_words))
        return cleaned

    @property
    def fields_shown(self):
        return [self[name] for name in ("name", "email", "job_title", "agency", "group", "role")]

    def becomes(self) -> tuple[Body | None, str, str]:
        """The body, the role there, and the role on the board; only for a valid row."""
        role, member = self.cleaned_data["role"], Membership.Role.MEMBER.value
        if role in BoardRole.GivenRole.values:
            return self.cleaned_data["group"], member, role
        return self.cleaned_data["group"], role or member, ""


class _Rows(BaseFormSet):
    """Rows of people, and for each whether they are there already. Rows left empty are left out."""

    def __init__(self, *args, board: Board, names: Names, add_agencies: bool = False, **kwargs):
        self.board = board
        kwargs["form_kwargs"] = {"board": board, "names": names, "add_agencies": add_agencies}
        super().__init__(*args, prefix=PREFIX, **kwargs)

    @property
    def typed(self) -> list[PersonRow]:
        """The rows that say something."""
        return [row for row in self.forms if row.has_changed()]

    def clean(self):
        """Find who is there already, and say so beside each row. Three queries, whatever the number of rows."""
        if not self.typed:
            raise forms.ValidationError("Type at least one person.")
        cleaned = [getattr(row, "cleaned_data", {}) for row in self.typed]
        there = AlreadyThere.among(
            self.board,
            [typed["email"] for typed in cleaned if typed.get("email")],
            [typed["name"] for typed in cleaned if typed.get("name") and not typed.get("email")],
        )
        self.people: dict[str, Person] = {}
        named: dict[str, str] = {}
        for row, typed in zip(self.typed, cleaned, strict=True):
            if typed.get("name") and "email" in typed:
                self._place(row, typed, there, named)

    def _place(self, row: PersonRow, typed: dict, there: AlreadyThere, named: dict[str, str]) -> None:
        key = typed["email"] or typed["name"].casefold()
        found = there.by_email.get(key) if typed["email"] else there.by_name.get(key)
        if found and not found.is_active:
            row.add_error("email" if typed["email"] else "name", self._left(found, there))
            return
        if named.setdefault(key, typed["name"]).casefold() != typed["name"].casefold():
            row.add_error("email", f"{named[key]}, further up, has this e-mail too. Correct one of the two.")
            return
        again = key in self.people
        row.key = key
        self.people.setdefault(
            key,
            found
            or Person(
                name=typed["name"],
                email=typed["email"],
                job_title=typed.get("job_title", ""),
                agency=typed.get("agency"),
            ),
        )
        row.says = self._says(typed, found, there, again=again)

    @staticmethod
    def _left(person: Person, there: AlreadyThere) -> str:
        if person.pk in there.here:
            return "They have left. On their page, say first that they work here again."
        return "This e-mail cannot be used here. Ask a system administrator."

    @staticmethod
    def _says(typed: dict, found: Person | None, there: AlreadyThere, *, again: bool) -> str:
        """What becomes of the row. Of an account of another board only that it is there is said."""
        if again:
            return "The same person as further up: gets this as well."
        if found is None:
            return "New." if typed["email"] else "New. Without an e-mail they never sign in."
        if found.pk in there.here:
            called = "" if found.name == typed["name"] else f" as {found.name}"
            return f"Here already{called}: gets this as well. Their details stay as they are."
        return "Has an account here already, for another board: no second one is made."

    def wanted(self) -> list[tuple[Person, Body | None, str, str]]:
        """Each row's person and what they become; only where all are valid."""
        return [(self.people[row.key], *row.becomes()) for row in self.typed]


PeopleRows = formset_factory(
    PersonRow,
    formset=_Rows,
    extra=TYPED_AT_FIRST,
    max_num=AT_MOST,
    absolute_max=AT_MOST + 1,
    validate_max=True,
)


def with_another(sent: QueryDict) -> QueryDict:
    """Rows as they were sent, and one more."""
    sent, total = sent.copy(), f"{PREFIX}-TOTAL_FORMS"
    if sent.get(total, "").isdecimal():
        sent[total] = str(min(int(sent[total][:4]), AT_MOST - 1) + 1)
    return sent


class AndForm(SmallForm):
    """What else is to happen when the people are added."""

    invite = forms.BooleanField(
        label="Write an invitation to each who does not sign in for this board yet",
        required=False,
        initial=True,
    )
    agencies = forms.BooleanField(
        label=said("Add the agencies that the board does not have yet"), required=False
    )
