"""The form in which somebody's leaving is recorded: from which day, and who follows in each place."""

from django import forms

from lscb.speaking import in_years
from lscb.web.small_forms import PlainDateField, SmallForm
from subgroups.models import Person
from subgroups.selectors.entrusted import Naming
from subgroups.selectors.leaving import Place

NOBODY_YET = "Nobody yet"


class LeavingForm(SmallForm):
    """The first day without somebody; for each place who follows, and whose name takes theirs where they are named."""

    left_on = PlainDateField(
        first=True,
        label="First day without them",
        help_text=in_years(
            "For example, 31 March {1}. Their places end the day before, and whoever follows begins on it. "
            "A day to come is planned: nobody has to remember it."
        ),
        error_messages={"required": "Type the first day without them."},
    )

    def __init__(self, *args, places: list[Place], named: list[Naming], **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.named = places, named
        everybody: dict[int, Person] = {}
        for place in places:
            people = {person.pk: person for _, group in place.candidates for person in group}
            everybody |= people
            self.fields[place.key] = forms.TypedChoiceField(
                label=f"Who follows as {place.membership.get_role_display().lower()} of {place.membership.body}?",
                choices=[
                    ("", NOBODY_YET),
                    *(
                        (words, [(each.pk, _line(each)) for each in group])
                        for words, group in place.candidates
                    ),
                ],
                coerce=lambda key, people=people: people[int(key)],
                empty_value=None,
                required=False,
                initial=place.likely.pk if place.likely else "",
                error_messages={"invalid_choice": "They cannot be chosen any more. Choose somebody else."},
            )
        for each in named:
            self.fields[each.key] = forms.TypedChoiceField(
                label=f"{each.words}: who instead?",
                choices=[("", "Leave it as it is"), *((pk, _line(one)) for pk, one in everybody.items())],
                coerce=lambda key, people=everybody: people[int(key)],
                empty_value=None,
                required=False,
                error_messages={"invalid_choice": "They cannot be chosen any more. Choose somebody else."},
            )

    def successors(self) -> dict[int, Person]:
        """Who follows, by the key of the membership; for a valid form."""
        chosen = ((place.membership.pk, self.cleaned_data[place.key]) for place in self.places)
        return {pk: person for pk, person in chosen if person}

    def instead(self) -> dict[str, Person]:
        """Whose name takes the leaver's, by the key of what names them; for a valid form."""
        chosen = ((each.key, self.cleaned_data[each.key]) for each in self.named)
        return {key: person for key, person in chosen if person}


def _line(person: Person) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name
