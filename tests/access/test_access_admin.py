"""The admin's pages, by kind, tried by every kind of reader. A new page fails here until the table has it."""

import pytest

from tests.access import admin
from tests.access.test_access_matrix import rows_of_everything
from tests.soak.sampling import EVERY, by_turns

pytestmark = pytest.mark.django_db

GET_NONE = ("nobody", "owner", "chair")
READ = ("stranger", "superuser", "team")


def gets(reader: str, label: str, kind: str) -> bool:
    """Whether the page is theirs. Whoever edits another board's plan has the lists, of that board; the rows of this one
    are not there."""
    if reader == "superuser":
        return kind in admin.SUPERUSER.get(label, ())
    lists = reader == "team" or kind not in ("change", "history", "delete")
    return reader in READ and lists and kind in admin.TEAM[label]


def test_no_page_escapes_the_table():
    assert set(admin.models()) == set(admin.TEAM)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("label", admin.in_turn(admin.TEAM, "who"))
def test_who_gets_which_page(browsers, rows, label, every):
    """Whoever is not told of a page is told nothing by it, and changes nothing at it.

    Those who get any page try each kind of page by turns, those who get none one page of each model: one door of the
    admin's stands before all of its pages. Everybody tries all where every one is asked for.
    """
    model = admin.models()[label]
    kinds = admin.kinds(model)
    before = rows_of_everything()
    for kind in kinds:
        address = admin.address(label, kind, rows[model])
        readers = by_turns(READ, 1, turn=f"{label} {kind}", every=every)
        if kind in by_turns(kinds, 1, turn=label, every=every):
            readers = [*readers, *by_turns(GET_NONE, 1, turn=label, every=every)]
        for reader in readers:
            answer = browsers[reader].get(address)
            if gets(reader, label, kind):
                assert answer.status_code == 200, (reader, kind)
                continue
            # To sign in, where whoever is signed in is told that this is not for them.
            assert answer.status_code in ((302,) if reader in GET_NONE else (302, 403, 404)), (reader, kind)
            # What is sent is refused at the door that refuses to show.
            sent = {"name": "x", "post": "yes", "format": "1", "resource": "0"}
            assert browsers[reader].post(address, sent).status_code in (302, 403, 404), (reader, kind)
    assert rows_of_everything() == before
