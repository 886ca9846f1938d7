"""Names in the order of their letters, in Python and in the database alike."""

import pytest

from lscb.ordering import by_letters
from subgroups.models import Person
from tests.factories import PersonFactory

IN_ORDER = [
    "Ådne Berg",
    "adrian Hale",
    "Alan Moss",
    "Ælfric Dunn",
    "Eve Moss",
    "Éve Moss",
    "Eve Mosse",
    "Łukasz Nowak",
    "Lukasz Zaba",
    "Mary O'Hara",
    "Mary Oak",
    "Ólafur Þórsson",
    "Omar Aziz",
    "Zoë Abbot",
]


@pytest.mark.database
@pytest.mark.django_db
def test_names_stand_by_their_letters_whatever_their_case_and_accents():
    for name in reversed(IN_ORDER):
        PersonFactory(name=name)
    assert sorted(reversed(IN_ORDER), key=by_letters) == IN_ORDER
    assert list(Person.objects.values_list("name", flat=True)) == IN_ORDER
    by_place = Person.objects.order_by("-pk").reverse()
    assert list(by_place.values_list("name", flat=True)) == IN_ORDER[::-1]
