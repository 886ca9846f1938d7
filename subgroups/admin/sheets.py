"""Agencies, people, bodies and meetings as spreadsheets."""

import re

from django.core.exceptions import ValidationError

from lscb.admin.rows import edited_rows
from lscb.admin.spreadsheets import (
    Choice,
    Clock,
    Day,
    Named,
    Sheet,
    Words,
    YesNo,
    column,
    listed,
    place,
    told,
)
from lscb.operations import keep
from subgroups.models import Agency, Board, Body, BodyName, Meeting, Membership, Person
from subgroups.models.body import name_key
from subgroups.operations import add_spelling, give_place, keep_agency, keep_person
from subgroups.operations.following import follow_meetings

OF_BOARD = ("board", Board, ("short_name", "name"))


def find_body(sheet: Sheet, words: str, **within) -> Body:
    """The body of a board the person edits that `words` mean, by any of its spellings.

    :raises ValueError: when they mean none, or one on each of two boards.
    """
    bodies = edited_rows(Body, sheet.user).filter(merged_into=None, **within)
    key = name_key(words)
    found = [body for body in bodies if key in (name_key(body.name), name_key(body.short_name))]
    if not found:
        spelt = BodyName.objects.filter(key=key, body__in=bodies).values("body")
        found = list(bodies.filter(pk__in=spelt)[:2])
    if len(found) != 1:
        raise ValueError(f"There is {'no' if not found else 'more than one'} body called “{words}”.")
    return found[0]


class AgencySheet(Sheet):
    home = OF_BOARD
    needed = ("name",)
    also_called = {"agency": "name", "organisation": "name", "abbreviation": "short name"}
    board = column("board", "board", Named("short_name"))
    name = column("name", "name")
    short_name = column("short_name", "short name")
    position = place()

    def find(self, row, home):
        return Agency.objects.filter(board=home, name__iexact=row["name"]).first()

    def write(self, instance, new):
        keep_agency(instance, by=self.user)

    class Meta(Sheet.Meta):
        model = Agency
        fields = ("board", "name", "short_name", "position")
        name = "Agencies"


class BodySheet(Sheet):
    home = OF_BOARD
    needed = ("name",)
    also_called = {"body": "name", "group": "name", "abbreviation": "short name", "parent": "reports to"}
    board = column("board", "board", Named("short_name"))
    name = column("name", "name")
    short_name = column("short_name", "short name")
    kind = column("kind", "kind", Choice(Body.Kind))
    parent = column("parent", "reports to", Named("name"))
    purpose = column("purpose", "purpose")
    position = place()
    names = told("also written")

    def find(self, row, home):
        return Body.objects.filter(board=home, merged_into=None, name__iexact=row["name"]).first()

    def find_parent(self, words, body):
        return find_body(self, words, board=body.board_id)

    def dehydrate_names(self, body):
        return "; ".join(name.words for name in body.names.all()) if body.pk else ""

    def import_instance(self, instance, row, **kwargs):
        super().import_instance(instance, row, **kwargs)
        instance.spellings = listed(row.get("also written", ""))

    def skip_row(self, instance, original, row, import_validation_errors=None):
        known = {name.key for name in instance.names.all()} if instance.pk else set()
        new = any(name_key(words) not in known for words in getattr(instance, "spellings", ()))
        return not new and super().skip_row(instance, original, row, import_validation_errors)

    def write(self, instance, new):
        keep(instance, by=self.user)
        for words in instance.spellings:
            add_spelling(body=instance, words=words, by=self.user)

    class Meta(Sheet.Meta):
        model = Body
        fields = ("board", "name", "short_name", "kind", "parent", "purpose", "position", "names")
        name = "Bodies"


class PersonSheet(Sheet):
    """People with the bodies they sit on: "Business Group (Chair); Neglect subgroup"."""

    needed = ("name",)
    also_called = {
        "email": "e-mail",
        "email address": "e-mail",
        "e-mail address": "e-mail",
        "full name": "name",
        "post": "job title",
        "job": "job title",
        "title": "job title",
        "organisation": "agency",
        "group": "bodies",
        "groups": "bodies",
        "body": "bodies",
    }
    name = column("name", "name")
    email = column("email", "e-mail")
    job_title = column("job_title", "job title")
    agency = column("agency", "agency", Named("name"))
    bodies = told("bodies")

    def find(self, row, home):
        people = edited_rows(Person, self.user)
        if row.get("e-mail"):
            return people.filter(email__iexact=row["e-mail"]).first()
        return people.filter(email=None, name__iexact=row["name"]).first()

    def find_agency(self, words, person):
        return self.look_up(Agency, words, "name", "short_name")

    def _is_shown(self, agency) -> bool:
        """Whether an agency is of a board that the person edits: another board's is nobody's business here."""
        return agency is not None and self.user is not None and agency.board_id in self.user.boards_edited

    def dehydrate_agency(self, person):
        return person.agency.name if self._is_shown(person.agency) else ""

    def import_field(self, field, instance, row, is_m2m=False, **kwargs):
        if field.attribute == "agency" and not row.get("agency"):
            if instance.agency and not self._is_shown(instance.agency):
                return  # it was not there to be seen, so its absence says nothing
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def find_email(self, words, person):
        return words.lower()

    def dehydrate_bodies(self, person):
        if not person.pk:
            return ""
        places = getattr(person, "open_places", None)
        if places is None:
            boards = self.user.boards_edited if self.user else ()
            places = person.memberships.current().filter(body__board__in=boards).select_related("body")
        return "; ".join(f"{place.body.name} ({place.get_role_display()})" for place in places)

    def import_instance(self, instance, row, **kwargs):
        errors = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        try:
            instance.new_places = self._new_places(instance, row.get("bodies", ""))
            if instance.pk is None and not instance.new_places:
                errors["bodies"] = ValidationError("Give them a place on a body.")
        except ValueError as error:
            errors["bodies"] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def _new_places(self, person, cell: str) -> list[tuple[Body, str]]:
        """The places in the cell that the person neither holds nor is to hold."""
        held = set(person.memberships.not_over().values_list("body", "role")) if person.pk else set()
        places = []
        for words in listed(cell):
            name, _, role = re.fullmatch(r"(.*?)(\s*\(([^()]*)\))?", words).groups()
            named = role and role.casefold() in {label.casefold() for label in Membership.Role.labels}
            body = find_body(self, name if named else words)
            role = Choice(Membership.Role).clean(role) if named else Membership.Role.MEMBER.value
            if (body.pk, role) not in held:
                if role == Membership.Role.DEPUTY:
                    raise ValueError(
                        "A deputy has a first and a last day: type them on the person's own page."
                    )
                places.append((body, role))
        return places

    def skip_row(self, instance, original, row, import_validation_errors=None):
        return not getattr(instance, "new_places", ()) and super().skip_row(
            instance, original, row, import_validation_errors
        )

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if instance.pk is None:
            instance.set_unusable_password()  # Django does not take an empty one
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def write(self, instance, new):
        board = (
            instance.new_places[0][0].board
            if instance.new_places
            else Board.objects.filter(pk__in=self.user.boards_edited).first()
        )
        typed = ("name", "email", "job_title", "agency")
        keep_person(person=instance, by=self.user, fields=typed, board=board)
        for body, role in instance.new_places:
            give_place(person=instance, body=body, role=role, by=self.user)

    class Meta(Sheet.Meta):
        model = Person
        fields = ("name", "email", "job_title", "agency", "bodies")
        name = "People"


class MeetingSheet(Sheet):
    needed = ("body", "date")
    also_called = {
        "group": "body",
        "meeting": "body",
        "held on": "date",
        "day": "date",
        "start": "time",
        "venue": "place",
        "where": "place",
        "papers deadline": "papers due",
    }
    body = column("body", "body", Named("name"))
    held_on = column("held_on", "date", Day())
    held_at = column("held_at", "time", Clock())
    place = column("place", "place", Words())
    papers_due_on = column("papers_due_on", "papers due", Day())
    cancelled = column("cancelled", "cancelled", YesNo())

    def find(self, row, home):
        try:
            body, held_on = find_body(self, row["body"]), Day().clean(row["date"])
        except ValueError:
            return None
        return Meeting.objects.select_related("body__board").filter(body=body, held_on=held_on).first()

    def find_body(self, words, meeting):
        return find_body(self, words)

    def before_import(self, dataset, **kwargs):
        super().before_import(dataset, **kwargs)
        self.boards = set()

    def write(self, instance, new):
        super().write(instance, new)
        self.boards.add(instance.board)

    def after_import(self, dataset, result, **kwargs):
        """What goes by the meetings follows once, when every row is in."""
        super().after_import(dataset, result, **kwargs)
        for board in self.boards:
            follow_meetings(board=board, by=self.user)

    class Meta(Sheet.Meta):
        model = Meeting
        fields = ("body", "held_on", "held_at", "place", "papers_due_on", "cancelled")
        name = "Meetings"
