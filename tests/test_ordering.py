"""Names in the order of their letters, in Python and in the database alike."""

import pytest

from lscb.ordering import AsCounted, as_counted, by_letters
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


@pytest.mark.database
@pytest.mark.django_db
def test_references_are_counted_in_the_database_as_in_python():
    in_order = ["1.1", "1.9", "1.10", "2.1", "2.1a", "2.1b", "10.1", "A9", "A10", "Prío 3", "Prio 12"]
    for name in reversed(in_order):
        PersonFactory(name=name)
    assert sorted(reversed(in_order), key=as_counted) == in_order
    counted = Person.objects.order_by(AsCounted("name")).values_list("name", flat=True)
    assert list(counted) == in_order
