"""Each example leaves with everything and comes back equal, from either database to either."""

import zipfile

import pytest
from django.db import connection

from lscb.archive.layout import rows_file
from lscb.archive.writing import write_archive
from lscb.events import seals
from tests.archives import comes_back_equal, counted_as_before  # noqa: F401
from tests.examples import load_example
from tests.processes.database import outcome_of
from tests.soak.test_every_page import EXAMPLES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    pytest.mark.soak,
    pytest.mark.usefixtures("counted_as_before"),
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_comes_back_equal(example, settings, tmp_path):
    board = load_example(example).board
    seals.seal()
    write_archive(board, tmp_path / "board.zip")
    comes_back_equal(board, tmp_path / "board.zip", settings, other_boards=False)


@pytest.mark.parametrize("way", ["from SQLite to PostgreSQL", "from PostgreSQL to SQLite"])
def test_an_archive_goes_from_one_database_to_the_other(way, tmp_path):
    """What is written of a board that was loaded is what it was loaded from, byte by byte."""
    if connection.vendor != "postgresql":
        pytest.skip("needs both")
    first, second = ("sqlite", "postgresql") if way.startswith("from SQLite") else ("postgresql", "sqlite")
    out, back = tmp_path / "out.zip", tmp_path / "back.zip"
    for engine, arguments in ((first, ("make", out)), (second, ("load", out, back))):
        (tmp_path / engine).mkdir()
        said = outcome_of("archives", tmp_path / engine, *map(str, arguments), engine=engine)
        assert said == {"engine": engine, "wrong": []}
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(back) as now:
        names = {name for name in before.namelist() if not name.startswith("manifest")}
        assert names == {name for name in now.namelist() if not name.startswith("manifest")}
        for name in names:
            said = now.read(name)
            if name == rows_file("lscb.auditentry"):  # one more: that it was loaded
                said = b"".join(said.splitlines(keepends=True)[:-1])
            assert said == before.read(name), name


def test_what_is_read_is_of_one_moment_and_no_writer_waits(tmp_path):
    assert outcome_of("archives", tmp_path, "moment") == {"counted": [1, 1, 0, 2]}
