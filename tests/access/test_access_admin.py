"""The admin's pages, by kind, tried by every kind of reader. A new page fails here until the table has it."""

import pytest

from tests.access import admin
from tests.access.test_access_matrix import rows_of_everything
from tests.soak.sampling import EVERY, by_turns

pytestmark = pytest.mark.django_db

# They get no page at all: one of them tries each kind of page by turns, and all of them where every one is asked for.
GET_NONE = ("nobody", "owner", "chair")
READ = ("stranger", "superuser", "team")


def test_no_page_escapes_the_table():
    assert set(admin.models()) == set(admin.TEAM)


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("label", admin.TEAM)
def test_who_gets_which_page(browsers, rows, label, every):
    """Whoever is not told of a page is told nothing by it, and changes nothing at it."""
    model = admin.models()[label]
    got = {reader: set() for reader in (*GET_NONE, *READ)}
    before = rows_of_everything()
    for kind in admin.kinds(model):
        address = admin.address(label, kind, rows[model])
        tried = [*by_turns(GET_NONE, 1, turn=f"{label} {kind}", every=every), *READ]
        refused = []
        for reader in tried:
            status = browsers[reader].get(address).status_code
            assert status in (200, 302, 403, 404)
            if status == 200:
                got[reader].add(kind)
            elif reader in GET_NONE:
                assert (
                    status == 302
                )  # to sign in, where whoever is signed in is told that this is not for them
            if status != 200:
                refused.append(reader)
        # What is sent is refused at the door that refuses to show: by turns, one of those who are not shown it.
        for reader in by_turns(refused, 1, turn=f"{label} {kind}", every=every):
            sent = browsers[reader].post(
                address, {"name": "x", "post": "yes", "format": "1", "resource": "0"}
            )
            assert sent.status_code in (302, 403, 404), (reader, kind)
    # Whoever edits another board's plan has the lists, of that board; the rows of this one are not there.
    lists = set(admin.TEAM[label]) - {"change", "history", "delete"}
    assert got == {reader: set() for reader in GET_NONE} | {
        "stranger": lists,
        "superuser": set(admin.SUPERUSER.get(label, ())),
        "team": set(admin.TEAM[label]),
    }
    assert rows_of_everything() == before
