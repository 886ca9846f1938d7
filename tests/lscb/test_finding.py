"""Words looked for: what counts as the same, in Python and in each database."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lscb.finding import folded, holds
from subgroups.models import Board
from tests.factories import BoardFactory

SAME = [
    ("children's", "Children’s"),
    ("'Stay safe'", "‘Stay safe’"),
    ("don't", "DON´T"),
    ('"thresholds"', "“Thresholds”"),
    ("2017-20", "2017–20"),
    ("multi-agency", "multi‑agency"),
    ("well - then", "well — then"),
    ("cafe", "Café"),
    ("Łódź", "lodz"),
    ("siân", "SIAN"),
    ("co-operation", "co\u00ad-operation"),
    ("on track", "on\u00a0track"),
    ("on track", "on\r\ntrack"),
    ("a  b", "a b"),
    ("one two", "one\r\n\r\ntwo"),
    ("one two", "one\ttwo"),
    ("...", "…"),
    ("July 2018", "July\u200e 2018"),
]


@pytest.mark.parametrize(("typed", "stored"), SAME)
def test_signs_letters_and_spaces_are_alike(typed, stored):
    assert folded(typed) == folded(stored)
    assert holds(f"before {stored} after", typed) and holds(f"before {typed} after", stored)


def test_other_words_are_not_found():
    assert not holds("Children’s board", "childrens")
    assert not holds("2017–20", "201720")


@pytest.mark.database
@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "stored"), SAME)
def test_each_database_finds_the_same(typed, stored):
    """Stored by another way than a form, which would clean some of it."""
    BoardFactory()
    Board.objects.update(area=f"before {stored} after")
    assert Board.objects.filter(area__holds=typed).exists()
    Board.objects.update(area=f"before {typed} after")
    assert Board.objects.filter(area__holds=stored).exists()
    assert not Board.objects.filter(area__holds=f"{typed}x").exists()


@pytest.mark.database
@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], max_codepoint=0x2FF), max_size=12)
)
def test_nothing_that_is_typed_breaks_the_search_or_is_lost(words):
    """Signs that mean something to a database (%, _, ', \\) are signs."""
    board = Board.objects.first() or BoardFactory()
    Board.objects.filter(pk=board.pk).update(area=f"x{words}y")
    assert Board.objects.filter(area__holds=words).exists()
    assert not Board.objects.filter(area__holds=f"z{words}").exists()
