"""The form in which people are named beside the owners of an action."""

from django import forms

from plans.forms.base import SmallForm
from plans.models import Action, ActionOwner
from subgroups.models import Membership, Person


class NamingForm(SmallForm):
    """Who of each owner is named, those who sit on it first."""

    def __init__(self, *args, action: Action, **kwargs):
        super().__init__(*args, **kwargs)
        self.owners: list[ActionOwner] = [owner for owner in action.owner_rows if owner.body_id]
        here = list(Person.objects.on_board_now(action.board).order_by(*Person._meta.ordering))
        by_key = {person.pk: person for person in here}
        seats: dict[int, set[int]] = {}
        current = Membership.objects.current().filter(body__in=[owner.body_id for owner in self.owners])
        for body, person in current.values_list("body", "person"):
            seats.setdefault(body, set()).add(person)
        for owner in self.owners:
            theirs = [person for person in here if person.pk in seats.get(owner.body_id, ())]
            groups = [
                (f"Of {owner.label}", theirs),
                ("Everybody else", [person for person in here if person not in theirs]),
            ]
            self.fields[f"owner-{owner.pk}"] = forms.TypedChoiceField(
                label=f"Who of {owner.body} is named?",
                choices=[
                    ("", "Nobody"),
                    *(
                        (words, [(person.pk, _line(person)) for person in people])
                        for words, people in groups
                        if people
                    ),
                ],
                coerce=lambda key: by_key[int(key)],
                empty_value=None,
                required=False,
                initial=owner.named_person_id or "",
                error_messages={"invalid_choice": "They cannot be chosen any more. Choose somebody else."},
            )

    def chosen(self) -> dict[int, Person | None]:
        """Who is named, by the key of the owner; for a valid form."""
        return {owner.pk: self.cleaned_data[f"owner-{owner.pk}"] for owner in self.owners}


def _line(person: Person) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
