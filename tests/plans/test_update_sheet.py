"""Updating by spreadsheet: the workbook, what it would record, and what is recorded once somebody says so."""

import csv
import io
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from lscb import clock
from plans import operations
from plans.models import ProgressUpdate
from plans.rules.update_sheet import RowKey, key_of, rating_in
from tests.access.browser import forms_of
from tests.factories import (
    ActionFactory,
    BoardFactory,
    BodyFactory,
    PlanFactory,
    QuarterFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db
DAY = date(2018, 4, 9)


class World:
    def __init__(self):
        board = BoardFactory()
        self.plan = PlanFactory(board=board, outcome_label="Outcome")
        self.before = QuarterFactory(
            plan=self.plan, number=3, starts_on="2017-10-01", ends_on="2017-12-31", state="reported"
        )
        self.quarter = QuarterFactory(plan=self.plan)
        self.team = board_team(board, name="Bryony Larkfell")
        self.health = BodyFactory(board=board, name="Health Subgroup")
        self.other = BodyFactory(board=board, name="Neglect Subgroup")
        self.chair = chair_of(self.health, name="Imogen Hale")
        self.auditor = someone_with(board, "auditor")
        self.actions = [
            ActionFactory(
                plan=self.plan,
                label=f"8.{n}",
                text=f"Do the {n}th",
                who_text="Health Subgroup",
                when_text="July 2018",
            )
            for n in (1, 2, 3, 10)
        ]
        self.elsewhere = ActionFactory(
            plan=self.plan, label="9.1", who_text="Neglect Subgroup", when_text="July 2018"
        )
        self.said = operations.record_update(
            action=self.actions[1],
            quarter=self.quarter,
            rating="R",
            progress="'=slow, so far\n- two came",
            cause="Nobody came",
            recovery_step="Ask again",
            back_on_track_on=date(2018, 6, 30),
            help_wanted="None",
            by=self.chair,
        )


@pytest.fixture(scope="module")
def world(kept_for_the_module):
    with clock.on(DAY):
        return kept_for_the_module(World)


@pytest.fixture(autouse=True)
def day(on):
    on(DAY.isoformat())


@pytest.fixture
def chair(client, world):
    client.force_login(world.chair)
    return client


@pytest.fixture
def team(client, world):
    client.force_login(world.team)
    return client


class Workbook:
    """The workbook as whoever made it has it, filled in by the headings of its columns."""

    def __init__(self, content):
        self.book = load_workbook(io.BytesIO(content))
        self.sheet, self.notes = self.book.worksheets
        self.headings = [cell.value for cell in self.sheet[1]]

    def cell(self, reference, heading):
        (row,) = (row for row in self.sheet.iter_rows(min_row=2) if row[0].value == reference)
        return row[self.headings.index(heading)]

    def fill(self, reference, **cells):
        for heading, value in cells.items():
            self.cell(reference, heading.replace("_", " ")).value = value

    def saved(self):
        content = io.BytesIO()
        self.book.save(content)
        return SimpleUploadedFile("updates.xlsx", content.getvalue())


def page(world, body=True):
    query = {"body": world.health.pk} if body else None
    return reverse("plans:update-sheet", args=[world.plan.slug], query=query)


def made(client, world, body=True) -> Workbook:
    query = {"body": world.health.pk} if body else None
    return Workbook(
        client.get(reverse("plans:update-sheet-take", args=[world.plan.slug], query=query)).content
    )


def handed_in(client, world, workbook, **more):
    answer = client.post(page(world), {"file": workbook.saved(), **more})
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer, becomes) -> dict[str, str]:
    return {row.called: row.why for row in answer.context[becomes]}


def recorded(client, world, answer, *, take=None):
    """What a browser sends with the button "Record": every row, and those that are ticked."""
    (form,) = (form for form in forms_of(answer.text, page(world)) if "record" in dict(form.buttons))
    sent = form.data | {"record": ["1"]}
    if take is not None:
        sent["take"] = [str(action.pk) for action in take]
    return client.post(form.address, sent)


GOOD = {"Rating": "G On track", "How_is_it_going?": "All is well"}


def test_the_workbook_has_what_is_known_locked_and_what_is_asked_open(chair, world):
    book = made(chair, world)
    sheet = book.sheet
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["8.1", "8.2", "8.3", "8.10"]
    assert sheet.protection.sheet and not sheet.protection.password
    assert book.cell("8.1", "Action").protection.locked
    assert not book.cell("8.1", "Rating").protection.locked
    assert book.cell("8.1", "Rating").fill != book.cell("8.1", "Action").fill
    (offered,) = sheet.data_validations.dataValidation
    place = offered.formula1.rpartition("!")[2].replace("$", "")
    assert [row[0].value for row in book.notes[place]] == [
        "B Complete",
        "G On track",
        "A At risk",
        "R Off track",
        "N Not started",
        "H On hold",
    ]
    assert str(offered.sqref) == f"{sheet.cell(2, book.headings.index('Rating') + 1).column_letter}2:" + (
        f"{sheet.cell(2, book.headings.index('Rating') + 1).column_letter}5"
    )
    assert book.cell("8.2", "Rating").value == "R Off track"
    assert book.cell("8.2", "Back on track by").value == datetime(2018, 6, 30)
    assert book.cell("8.2", "How is it going?").value == "''=slow, so far\n- two came"
    assert "Nobody came" in [cell.value for cell in sheet[3]]


def test_filled_rows_are_shown_and_then_recorded_as_an_owners_proposals(chair, world):
    book = made(chair, world)
    book.fill("8.1", **GOOD)
    book.fill("8.3", Rating="at risk", **{"How_is_it_going?": "'=HYPERLINK(1) as typed"})
    book.fill("8.3", Why_it_is_not_on_track="- one\n- two", What_will_bring_it_back="More")
    book.fill("8.3", Back_on_track_by=datetime(2018, 5, 1), Help_wanted="Not asked for")
    answer = handed_in(chair, world, book)
    assert list(rows(answer, "recorded")) == ["8.1", "8.3"] and list(rows(answer, "alone")) == ["8.2", "8.10"]
    assert "does not ask for “Help wanted”: not recorded" in answer.text
    assert ProgressUpdate.objects.count() == 1  # nothing but what was there

    done = recorded(chair, world, answer)
    assert done.status_code == 302 and done.url == reverse(
        "plans:group-detail", args=[world.plan.slug, world.health.pk]
    )
    first, third = ProgressUpdate.objects.exclude(pk=world.said.pk).order_by("action__position", "pk")
    assert (first.rating, first.progress, first.by, first.proposed) == ("G", "All is well", world.chair, True)
    assert third.progress == "=HYPERLINK(1) as typed"
    assert (third.cause, third.back_on_track_on, third.help_wanted) == ("- one\n- two", date(2018, 5, 1), "")

    again = handed_in(chair, world, book)
    assert rows(again, "alone")["8.1"] == "It says so already." and not rows(again, "chosen")
    twice = recorded(chair, world, answer)
    assert twice.status_code == 302 and ProgressUpdate.objects.count() == 3


def test_what_is_wrong_is_said_by_column_and_not_taken(chair, world):
    book = made(chair, world)
    book.fill("8.1", Rating="Brilliant", **{"How_is_it_going?": "x"})
    book.fill("8.3", Rating="R")
    book.fill("8.10", Rating="H", Why_it_is_on_hold="Waits", Look_at_it_again_on="soonish")
    answer = handed_in(chair, world, book)
    said = {row.called: " ".join(row.form.wrong) for row in answer.context["wrong"]}
    assert (
        said["8.1"] == "“Rating”: “Brilliant” is none of the ratings. Choose one from the list of its cell."
    )
    for heading in ("How is it going?", "Why it is not on track", "Back on track by", "Help wanted"):
        assert f"“{heading}”: " in said["8.3"]
    assert "“Look at it again on”: Write the date as 31 March" in said["8.10"]
    assert "There is nothing in it to record." in answer.text and 'name="record"' not in answer.text


def test_a_row_that_somebody_updated_since_shows_all_versions_and_waits_for_a_choice(chair, world):
    book = made(chair, world)
    book.fill("8.2", Rating="G", **{"How_is_it_going?": "Mine"})
    book.fill("8.1", **GOOD)
    with clock.on(DAY):
        theirs = operations.record_update(
            action=world.actions[1], quarter=world.quarter, rating="N", progress="Theirs", by=world.chair
        )
    answer = handed_in(chair, world, book)
    assert list(rows(answer, "chosen")) == ["8.2"]
    section = answer.text[answer.text.index('id="choose"') : answer.text.index('id="record"')]
    places = [section.rindex(words) for words in ("so far", "Theirs", "Mine")]
    assert places == sorted(places)

    assert [row.take for row in answer.context["chosen"]] == [False]
    untouched = recorded(chair, world, answer, take=[world.actions[0]])
    assert untouched.status_code == 302
    assert world.actions[1].updates.order_by("-pk").first() == theirs
    assert world.actions[0].updates.count() == 1

    done = recorded(chair, world, handed_in(chair, world, book), take=[world.actions[1]])
    assert done.status_code == 302
    assert world.actions[1].updates.order_by("-pk").first().progress == "Mine"
    assert world.actions[1].updates.count() == 3


def test_what_changes_between_the_page_and_the_button_is_shown_and_nothing_recorded(chair, world):
    book = made(chair, world)
    book.fill("8.1", **GOOD)
    book.fill("8.3", **GOOD)
    answer = handed_in(chair, world, book)
    operations.record_update(
        action=world.actions[2], quarter=world.quarter, rating="N", progress="Theirs", by=world.chair
    )
    refused = recorded(chair, world, answer)
    assert refused.status_code == 422 and "something changed meanwhile" in refused.text
    assert list(rows(refused, "chosen")) == ["8.3"] and "Theirs" in refused.text
    assert not world.actions[0].updates.exists()
    assert recorded(chair, world, refused, take=world.actions[::2]).status_code == 302
    assert world.actions[2].updates.count() == 2


def test_rows_that_are_not_the_groups_or_take_no_updates_are_named(chair, world):
    book = made(chair, world)
    for reference in ("8.1", "8.2", "8.3", "8.10"):
        book.fill(reference, **GOOD)
    operations.withdraw_action(action=world.actions[0], reason="No longer needed", by=world.team)
    key = RowKey(world.plan.slug, world.quarter.slug, world.elsewhere.pk, 0)
    book.fill("8.2", Key=str(key), Action=world.elsewhere.text)
    book.fill("8.3", Key="lost")
    book.sheet.append(["8.7", "An action of my own", *[None] * (len(book.headings) - 3), "x/y/1/0"])
    old = RowKey(world.plan.slug, world.before.slug, world.actions[2].pk, 0)
    book.sheet.append(["8.3", "Do the 3th", *[None] * (len(book.headings) - 3), str(old)])
    book.sheet.append([cell.value for cell in book.sheet[5]])
    answer = handed_in(chair, world, book)
    assert [(row.number, row.why) for row in answer.context["not_taken"]] == [
        (2, "It takes no more updates: withdrawn."),
        (3, "Health Subgroup does not own it."),
        (4, "Its key is missing or damaged, so it is not known which row of the plan it is."),
        (5, "It stands in the file more than once. Keep one of its rows."),
        (6, "It is of another plan."),
        (7, f"The workbook was made for another quarter than {world.quarter.name}, which is open."),
        (8, "It stands in the file more than once. Keep one of its rows."),
    ]
    assert "There is nothing in it to record." in answer.text

    sorted_alone = made(chair, world)
    for reference, other in (("8.2", "8.3"), ("8.3", "8.2")):
        sorted_alone.cell(reference, "Key").value = made(chair, world).cell(other, "Key").value
        sorted_alone.fill(reference, **GOOD)
    answer = handed_in(chair, world, sorted_alone)
    assert {row.why for row in answer.context["not_taken"]} == {
        "Its key is that of 8.2: the rows were moved apart from their keys.",
        "Its key is that of 8.3: the rows were moved apart from their keys.",
    }


def test_a_column_that_is_not_there_changes_nothing_and_an_unknown_one_is_named(chair, world):
    book = made(chair, world)
    book.fill("8.2", Rating="A At risk")
    gone = book.headings.index("Why it is not on track") + 1
    book.sheet.delete_cols(gone)
    book.headings.pop(gone - 1)
    book.sheet.cell(1, len(book.headings) + 1).value = "Notes"
    book.sheet.cell(3, len(book.headings) + 1).value = "for us only"
    answer = handed_in(chair, world, book)
    assert "“Notes” (“for us only”)" in answer.text
    assert recorded(chair, world, answer).status_code == 302
    last = world.actions[1].updates.order_by("-pk").first()
    assert (last.rating, last.cause, last.progress) == ("A", "Nobody came", "'=slow, so far\n- two came")


def test_the_workbook_saved_as_csv_is_read_as_well(chair, world):
    """Excel writes days as they are shown there."""
    book = made(chair, world)
    book.fill("8.1", **GOOD)
    rows_ = [[cell.value for cell in row] for row in book.sheet.iter_rows()]
    shown = [[f"{v:%d %B %Y}" if isinstance(v, datetime) else v for v in row] for row in rows_]
    content = io.StringIO(newline="")
    csv.writer(content, delimiter=";").writerows(shown)
    file = SimpleUploadedFile("updates.csv", content.getvalue().encode("cp1252"))
    answer = chair.post(page(world), {"file": file})
    assert list(rows(answer, "recorded")) == ["8.1"]
    assert rows(answer, "alone")["8.2"] == "Nothing was filled in."


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"Reference,Rating\n8.1,G\n", "there is no column “Key”"),
        (b"PK\x03\x04 nothing", "This file cannot be read."),
        (b"", "This file is empty."),
    ],
)
def test_what_is_no_such_workbook_is_refused_in_a_sentence(chair, world, file, said):
    answer = chair.post(page(world), {"file": SimpleUploadedFile("x.csv", file)})
    assert answer.status_code == 422 and said in answer.text


def test_the_board_team_hands_in_what_an_owner_says_or_its_own_words(team, world):
    book = made(team, world, body=False)
    assert [row[0].value for row in book.sheet.iter_rows(min_row=2)][-1] == "9.1"
    book.fill("8.2", Rating="G", **{"How_is_it_going?": "Better"})
    answer = handed_in(team, world, book, whose="teams")
    (wrong,) = answer.context["wrong"]
    assert "Say why you rate it otherwise than Imogen Hale proposed." in " ".join(wrong.form.wrong)

    assert recorded(team, world, handed_in(team, world, book, whose="owners")).status_code == 302
    last = world.actions[1].updates.order_by("-pk").first()
    assert (last.by, last.on_behalf_of, last.rating) == (world.team, world.health, "G")

    book = made(team, world, body=False)
    book.fill("8.1", **GOOD)
    assert recorded(team, world, handed_in(team, world, book, whose="teams")).status_code == 302
    own = world.actions[0].updates.get()
    assert (own.on_behalf_of, own.proposed) == (None, False)


def test_whoever_does_not_update_a_row_records_nothing_however_it_is_sent(client, world):
    row = f'{{"action": {world.elsewhere.pk}, "seen": 0, "said": {{"rating": "G", "progress": "Forged"}}}}'
    sent = {"record": "1", "row": row, "take": str(world.elsewhere.pk)}
    client.force_login(world.chair)
    assert client.post(page(world), sent).status_code == 403
    assert client.post(page(world, body=False), sent).status_code == 403
    client.force_login(world.auditor)
    assert client.post(page(world, body=False), sent).status_code == 403
    theirs = ActionFactory()
    client.force_login(world.team)
    for action, forged in (
        (theirs, row.replace(str(world.elsewhere.pk), str(theirs.pk))),
        (world.elsewhere, "["),
        (world.elsewhere, "[" * 100_000),
        (world.elsewhere, '{"action": "x"}'),
    ):
        answer = client.post(page(world, body=False), sent | {"row": forged, "take": str(action.pk)})
        assert answer.status_code == 404, forged
    assert ProgressUpdate.objects.count() == 1


def test_nothing_is_made_or_taken_while_no_period_is_open(chair, world):
    operations.close_quarter(quarter=world.quarter, by=world.team)
    answer = chair.get(page(world))
    assert "is open for updates yet" in answer.text and 'type="file"' not in answer.text
    assert chair.get(reverse("plans:update-sheet-take", args=[world.plan.slug])).status_code == 302


def test_it_costs_the_same_however_many_rows(chair, world):
    costs = []
    for more in (1, 8):
        for _ in range(more):
            ActionFactory(plan=world.plan, who_text="Health Subgroup", when_text="July 2018")
        book = made(chair, world)
        for row in book.sheet.iter_rows(min_row=2):
            row[book.headings.index("Rating")].value = "G"
            row[book.headings.index("How is it going?")].value = "Well"
        with CaptureQueriesContext(connection) as asked:
            handed_in(chair, world, book)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_key_comes_back_as_it_was_and_nothing_else_is_one():
    key = RowKey("plan-2017-20", "q4-2017-18", 12, 345)
    assert key_of(f" {key} ") == key
    for other in ("", "12", "plan/q4/12", "plan/q4/12/x", "plan/q4/²/1", "a/b/1/2/3", f"{key}\n1"):
        assert key_of(other) is None, other


@pytest.mark.parametrize("typed", ["G", "g", "On track", " on  TRACK ", "G On track"])
def test_a_rating_is_known_by_its_letter_or_its_word(typed):
    assert rating_in(typed, {"R": "Off track", "G": "On track"}) == "G"
    assert rating_in("Green", {"G": "On track"}) == "Green"
