"""In which order a list stands: pure, whatever its rows are."""

from lscb.ordering import as_counted
from lscb.web.pages import page_of
from lscb.web.sorting import Runs, Sort, Sorting, choices

ROWS = [("1.10", 3), ("1.9", None), ("1.1", 3), ("A2", 12), ("10.1", None), ("2.1", 5)]
SORTS = (
    Sort("reference", "Ref", Runs.REFERENCES, lambda row: as_counted(row[0])),
    Sort("days", "Due", Runs.DAYS, lambda row: row[1]),
    Sort("number", "Score", Runs.NUMBERS, lambda row: row[1]),
)


def references(asked: str) -> list[str]:
    return [reference for reference, _ in Sorting(SORTS, asked).rows(ROWS)]


def test_references_are_counted_and_not_spelt():
    assert references("reference") == ["1.1", "1.9", "1.10", "2.1", "10.1", "A2"]
    assert references("-reference") == ["A2", "10.1", "2.1", "1.10", "1.9", "1.1"]


def test_what_has_nothing_comes_last_either_way_and_what_is_alike_stays_as_it_stood():
    assert references("days") == ["1.10", "1.1", "2.1", "A2", "1.9", "10.1"]
    assert references("-days") == ["A2", "2.1", "1.10", "1.1", "1.9", "10.1"]


def test_numbers_begin_with_the_highest():
    assert references("number") == references("-days")
    assert (Sorting(SORTS, "number").falls, Sorting(SORTS, "-number").falls) == (True, False)
    assert (Sorting(SORTS, "days").falls, Sorting(SORTS, "-days").falls) == (False, True)


def test_what_nobody_asks_for_is_left_as_it_stands():
    assert references("") == references("unknown") == [reference for reference, _ in ROWS]
    assert Sorting(SORTS, "").words == "" and Sorting(SORTS, "-days").words == "Due: latest first"
    assert choices(SORTS[1:2]) == [("days", "Due: earliest first"), ("-days", "Due: latest first")]


def test_a_list_can_be_had_on_one_page_to_be_printed(rf):
    shown = {
        asked: list(page_of(rf.get("/", {"page": asked}), range(120), 50)) for asked in ("", "3", "all", "x")
    }
    assert shown == {
        "": list(range(50)),
        "3": list(range(100, 120)),
        "all": list(range(120)),
        "x": list(range(50)),
    }
