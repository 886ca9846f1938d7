"""The list of who was at a meeting, taken in one form; and whose list over which year is looked at."""

from collections.abc import Iterator

from django import forms
from django.db.models import Max

from lscb import clock
from lscb.lookups import key_in
from lscb.web.filters import NOT_OFFERED
from plans.forms.base import SeenForm
from plans.models import Plan
from reporting.selectors.due_reports import years_of
from subgroups.models import Attendance, Body, Meeting, Person
from subgroups.selectors.attendance import Expected, expected_at

EMPTY_ROWS = 3
TYPED = {"autocomplete": "off", "class": "form-control"}
SUGGESTS = {**TYPED, "list": "agency-names"}


class AttendanceForm(SeenForm):
    """A row for each member of the body on the day, with what was recorded; and some for whoever else came.

    Before the day only apologies are asked for.
    """

    def __init__(self, *args, meeting: Meeting, **kwargs):
        latest = Attendance.history.filter(meeting=meeting).aggregate(last=Max("history_id"))["last"]
        super().__init__(*args, expected=latest, **kwargs)
        self.expected_people, others = expected_at(meeting)
        self.is_to_come = meeting.held_on > clock.today()
        agencies = list(meeting.board.agencies.all())
        self.agencies = {agency.name.casefold(): agency for agency in agencies}
        self.agency_of = {agency.pk: agency for agency in agencies}
        self.people = {
            person.name.casefold(): person
            for person in Person.objects.of_board(meeting.board).order_by("-pk")
        }
        presence = Attendance.Presence
        asked = [presence.APOLOGIES] if self.is_to_come else list(presence)
        for each in self.expected_people:
            self.fields[f"member-{each.person.pk}"] = forms.ChoiceField(
                label=each.name,
                choices=[*((one.value, one.label) for one in asked), ("", "Not recorded")],
                required=False,
                initial=each.presence,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"invalid_choice": "Choose one of these."},
            )
        self.others_asked = 0 if self.is_to_come else len(others) + EMPTY_ROWS
        members = [(str(each.person.pk), f"In place of {each.name}") for each in self.expected_people]
        for n in range(self.others_asked):
            row = others[n] if n < len(others) else None
            self.fields[f"other-{n}-name"] = forms.CharField(
                label="Name",
                required=False,
                max_length=150,
                initial=row.name if row else "",
                widget=forms.TextInput(attrs=TYPED),
            )
            self.fields[f"other-{n}-agency"] = forms.CharField(
                label=meeting.board.agency_label,
                required=False,
                max_length=200,
                initial=row.agency_name if row else "",
                widget=forms.TextInput(attrs=SUGGESTS),
            )
            self.fields[f"other-{n}-as"] = forms.ChoiceField(
                label="As",
                required=False,
                choices=[("", "Guest"), *members],
                initial=str(row.in_place_of_id or "") if row else "",
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": NOT_OFFERED},
            )

    def members(self) -> Iterator[tuple[Expected, forms.BoundField]]:
        """Each member with the box of theirs."""
        for each in self.expected_people:
            yield each, self[f"member-{each.person.pk}"]

    def others(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The boxes of whoever else came, row by row."""
        for n in range(self.others_asked):
            yield n + 1, [self[f"other-{n}-{part}"] for part in ("name", "agency", "as")]

    def clean(self):
        cleaned = super().clean()
        presence = Attendance.Presence.PRESENT
        seen: dict[str, str] = {}
        for n in range(self.others_asked):
            name = (cleaned.get(f"other-{n}-name") or "").strip()
            if not name and (cleaned.get(f"other-{n}-agency") or cleaned.get(f"other-{n}-as")):
                self.add_error(f"other-{n}-name", "Write the name, or empty the row.")
            place = cleaned.get(f"other-{n}-as")
            if name and place and cleaned.get(f"member-{place}") in ("", presence):
                self.add_error(f"other-{n}-as", "Say above that this member sent apologies or was absent.")
            if name and name.casefold() in seen:
                self.add_error(f"other-{n}-name", "This name stands twice: tell them apart, or empty a row.")
            seen[name.casefold()] = name
        return cleaned

    def attended(self) -> list[Attendance]:
        """The list as typed, not saved; for a valid form. A name or an agency that the board knows is that one."""
        typed, members = self.cleaned_data, {each.person.pk: each for each in self.expected_people}
        lines = [
            Attendance(
                name=each.name,
                presence=typed[f"member-{pk}"],
                capacity=Attendance.Capacity.MEMBER,
                person=each.person,
                agency=self.agency_of.get(each.agency_id),
                agency_name=each.agency_name,
            )
            for pk, each in members.items()
            if typed[f"member-{pk}"]
        ]
        for n in range(self.others_asked):
            name = typed[f"other-{n}-name"].strip()
            place = key_in(typed[f"other-{n}-as"]) if typed[f"other-{n}-as"] else None
            person = self.people.get(name.casefold())
            agency = typed[f"other-{n}-agency"].strip()
            if name:
                lines.append(
                    Attendance(
                        name=name,
                        presence=Attendance.Presence.PRESENT,
                        capacity=Attendance.Capacity.DEPUTY if place else Attendance.Capacity.GUEST,
                        person=person if person and person.pk not in members else None,
                        agency=self.agencies.get(agency.casefold()),
                        agency_name=agency,
                        in_place_of=members[place].person if place else None,
                    )
                )
        return lines


class AttendanceOverForm(forms.Form):
    """Of which group, and over which of the board's years; both live in the URL.

    `body` and `year` are what is looked at where it says neither.
    """

    body = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_OFFERED})
    year = forms.ChoiceField(label="Year", required=False, error_messages={"invalid_choice": NOT_OFFERED})

    def __init__(self, data, *, plan: Plan, bodies: list[Body], body: int | None, year: int):
        typed = data.copy()
        typed.setdefault("body", str(body or (bodies and bodies[0].pk) or ""))
        typed.setdefault("year", str(year))
        super().__init__(typed)
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["body"].label = plan.board.group_label
        self.fields["body"].choices = [(key, body.name) for key, body in self.bodies.items()]
        self.fields["year"].choices = [(str(number), words) for number, words in years_of(plan)]
