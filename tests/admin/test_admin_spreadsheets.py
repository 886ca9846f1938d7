"""Spreadsheets in and out: by natural keys, through operations, for the own board only, twice without harm."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lscb.models import AuditEntry
from plans.models import Action, GlossaryTerm
from reporting.models import PlannedReport
from subgroups.models import Agency, Body, Meeting, Person
from tests import factories
from tests.admin.test_admin_pages import address
from tests.soak.sampling import sampled

XLSX, CSV = "0", "1"


def file_of(rows, kind=CSV):
    if kind == XLSX:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        made = io.BytesIO()
        book.save(made)
        return SimpleUploadedFile("rows.xlsx", made.getvalue())
    made = io.StringIO()
    csv.writer(made).writerows(rows)
    return SimpleUploadedFile("rows.csv", made.getvalue().encode())


def preview(team, model, rows, kind=CSV):
    return team.post(
        address(model, "import"), {"import_file": file_of(rows, kind), "format": kind, "resource": "0"}
    )


def bring_in(team, model, rows, kind=CSV):
    """Import as a person does: choose a file, look at what would change, confirm."""
    seen = preview(team, model, rows, kind)
    assert seen.status_code == 200
    confirm = seen.context.get("confirm_form")
    assert confirm is not None, [row.error_dict for row in seen.context["result"].invalid_rows]
    return team.post(address(model, "process_import"), confirm.initial, follow=True)


def refused(team, model, rows, kind=CSV) -> str:
    response = preview(team, model, rows, kind)
    assert response.context.get("confirm_form") is None
    return response.content.decode()


FILES = [
    (
        Action,
        [
            ["section", "Ref", "action", "who", "when", "outcome"],
            ["Ours section", "13.2", "Audit", "Ours subgroup", "July 2018", "Better"],
            ["Ours section", "13.2", "Audit again", "Nobody we know", "Bi-monthly", ""],
            ["", "1.10", "Meet", "Ours group", "", ""],
        ],
        3,
    ),
    (Agency, [["name", "short name"], ["Police", "P"], ["Probation", ""]], 2),
    (
        Body,
        [
            ["name", "kind", "reports to", "also written"],
            ["Policy Subgroup", "Subgroup", "Ours group", "PSG; Policy"],
            ["CSE/MFH", "panel", "", ""],
        ],
        2,
    ),
    (GlossaryTerm, [["term", "meaning"], ["MARAC", "A conference"]], 1),
    (
        Person,
        [
            ["name", "e-mail", "job title", "agency", "bodies"],
            ["Sam Example", "sam@example.org", "Head", "Ours agency", "Ours subgroup (Chair)"],
            ["No Mail", "", "", "", "Ours group"],
        ],
        2,
    ),
    (
        PlannedReport,
        [["what", "provided by", "when reported, as printed"], ["Section 11", "Ours group", "Annually"]],
        1,
    ),
    (Meeting, [["body", "date", "time"], ["Ours group", "1 June 2018", "14:00"]], 1),
]
IN_EACH_KIND = {
    f"{each[0].__name__}-{name}": (each, kind)
    for each in FILES
    for name, kind in (("xlsx", XLSX), ("csv", CSV))
}
BY_TURNS = list(IN_EACH_KIND)[::4] + list(IN_EACH_KIND)[3::4]  # a workbook, the next a CSV file


@pytest.mark.parametrize("name", sampled(IN_EACH_KIND, BY_TURNS))
def test_importing_a_file_twice_adds_it_once(name, team, ours, theirs):
    (model, rows, new), kind = IN_EACH_KIND[name]
    before = model.objects.count()
    response = bring_in(team, model, rows, kind)
    assert f"Imported: {new} new, 0 changed, 0 as they were." in response.content.decode()
    assert model.objects.count() == before + new
    audited, kept = AuditEntry.objects.count(), model.history.count()
    response = bring_in(team, model, rows, kind)
    assert f"Imported: 0 new, 0 changed, {new} as they were." in response.content.decode()
    assert model.objects.count() == before + new
    assert (AuditEntry.objects.count(), model.history.count()) == (audited, kept)


@pytest.mark.parametrize("name", sampled(IN_EACH_KIND, BY_TURNS))
def test_what_is_exported_is_the_own_boards_and_comes_back_as_it_was(name, team, ours, theirs):
    (model, *_), kind = IN_EACH_KIND[name]
    response = team.post(address(model, "export"), {"format": kind, "resource": "0"})
    assert response.status_code == 200
    if kind == XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    else:
        assert response.content.startswith(b"\xef\xbb\xbf")  # spreadsheets read it as what it is
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert "Ours" in str(rows)
    assert "Theirs" not in str(rows)
    audited = AuditEntry.objects.count()
    response = bring_in(team, model, rows, kind)
    assert "Imported: 0 new, 0 changed," in response.content.decode()
    assert AuditEntry.objects.count() == audited


def test_imported_actions_are_read_like_typed_ones(team, ours):
    response = bring_in(team, *FILES[0][:2])
    first, second = Action.objects.filter(label="13.2").order_by("label_ordinal")
    assert (first.due_on, first.owners_line) == (date(2018, 7, 31), "Ours SG")
    assert second.reference == "13.2 (2)"
    assert second.owners.get().words == "Nobody we know"
    assert Action.objects.get(label="1.10").section is None
    text = response.content.decode()
    assert "Read 2 timescales; 1 needs your choice" in text
    assert "1 owner not placed: “Nobody we know”." in text
    assert AuditEntry.objects.filter(operation="action-added", by=ours.team).count() >= 3


def test_a_changed_cell_changes_only_its_action(team, ours):
    rows = [
        ["reference", "action", "when", "if its date moves", "why it moves"],
        ["9.1", "Ours action", "September 2018", "correction", "The plan always said September"],
    ]
    response = bring_in(team, Action, rows)
    assert "Imported: 0 new, 1 changed, 0 as they were." in response.content.decode()
    ours.action.refresh_from_db()
    assert ours.action.due_on == date(2018, 9, 30)
    assert ours.action.outcome == "Ours outcome"  # no column, so as it was


# --- Nothing is dropped without a word --------------------------------------------------------------------------


def test_a_plan_is_read_by_its_own_words_and_those_of_boards(team, ours):
    ours.plan.owner_label, ours.plan.outcome_label = "Accountable", "Difference made"
    ours.plan.save()
    headings = ["Work stream", "No.", "Task", "Accountable", "By when", "Difference made"]
    rows = [headings, ["Ours section", "1.1", "Audit", "Ours subgroup", "July 2018", "Better"]]
    assert "Imported: 1 new" in bring_in(team, Action, rows).content.decode()
    action = Action.objects.get(label="1.1")
    assert (action.section, action.who_text, action.when_text) == (ours.section, "Ours subgroup", "July 2018")
    assert (action.outcome, action.due_on) == ("Better", date(2018, 7, 31))


def test_columns_that_are_not_recognised_are_named_with_their_first_words(team, ours):
    rows = [
        ["Ref", "Action", "Comments", "", "RAG"],
        ["1.1", "Audit", "", "seen by nobody", ""],
        ["1.2", "Meet", "Waits for the police", "", ""],
    ]
    said = (
        "Not recognised, so not read: “Comments” (“Waits for the police”), "
        "“D, without a heading” (“seen by nobody”) and “RAG” (empty)."
    )
    assert said in preview(team, Action, rows).content.decode()
    assert said in bring_in(team, Action, rows).content.decode()  # and once more when it is done


def test_cells_that_follow_from_others_are_not_dropped_silently(team, ours):
    said = "Not read, though it says something else than is stored"
    rows = [["reference", "action", "agreed due date"], ["9.1", "Ours action", "2030-01-01"]]
    text = preview(team, Action, rows).content.decode()
    assert said in text and "“agreed due date” (“2030-01-01”)" in text
    rows[1][2] = Action.objects.get(pk=ours.action.pk).due_on.isoformat()
    assert said not in preview(team, Action, rows).content.decode()


@pytest.mark.parametrize("kind", [XLSX, CSV], ids=["xlsx", "csv"])
def test_a_file_without_a_column_of_actions_is_answered_in_one_sentence(kind, team, ours):
    rows = [["Ref", "Lead"], *([str(number), "Ours subgroup"] for number in range(20))]
    text = refused(team, Action, rows, kind)
    assert text.count("there is none called “action”. It says “Ref” and “Lead”.") == 1
    assert "Row 1" not in text and "KeyError" not in text and "Traceback" not in text


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (["Ref", "Reference", "Action"], "“Ref” and “Reference” are all read as the reference."),
        (["Priority", "Ref", "Action"], "“Priority” can be the priority or the section."),
    ],
)
def test_headings_that_are_not_clear_are_asked_about(headings, said, team, ours):
    ours.plan.section_label = "Priority"
    ours.plan.save()
    assert said in refused(team, Action, [headings, ["1", "2", "3"]])


def test_a_reference_typed_as_a_number_is_asked_about(team, ours):
    factories.ActionFactory(plan=ours.plan, label="1.1", text="The first")
    asks = "“1.1” came as a number, and 1.10 typed as a number is 1.1 too."
    text = refused(team, Action, [["Ref", "Action"], [1.10, "The tenth"], ["2.1", "Text"]], XLSX)
    assert text.count(asks) == 1
    assert "section" in refused(team, Action, [["Ref", "Action", "section"], ["3", "X", 1.1]], XLSX)
    # What says the same as the stored one is that one, and so is what was typed as text.
    bring_in(team, Action, [["Ref", "Action", "Outcome"], [1.10, "the  first", "Better"]], XLSX)
    assert Action.objects.get(label="1.1").outcome == "Better"
    bring_in(team, Action, [["Ref", "Action"], ["1.10", "The tenth"]], XLSX)
    assert Action.objects.get(label="1.10").text == "The tenth"


def test_in_a_csv_a_lost_nought_is_seen_by_its_place(team, ours):
    rows = [
        ["Ref", "Action"],
        *([f"1.{number}", f"No {number}"] for number in range(1, 10)),
        ["1.1", "Tenth"],
    ]
    text = refused(team, Action, rows)
    assert "“1.1” stands after 1.9, where 1.10 is due" in text
    rows[-1][0] = "1.10"
    assert "Imported: 10 new" in bring_in(team, Action, rows).content.decode()


def test_a_csv_of_excel_is_read_as_it_was_saved(team, ours):
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows(
        [["Ref", "Action", "When"], ["1.1", "Review Zoë’s team – £5", "31/07/2018"]]
    )
    file = SimpleUploadedFile("rows.csv", made.getvalue().encode("cp1252"))
    seen = team.post(address(Action, "import"), {"import_file": file, "format": CSV, "resource": "0"})
    team.post(address(Action, "process_import"), seen.context["confirm_form"].initial)
    action = Action.objects.get(label="1.1")
    assert (action.text, action.due_on) == ("Review Zoë’s team – £5", date(2018, 7, 31))


def test_days_and_places_in_a_file_are_read_as_in_forms(team, ours):
    bring_in(team, Meeting, [["Group", "Held on", "Venue"], ["Ours group", "Easter 2018", "Hall"]])
    assert Meeting.objects.get(place="Hall").held_on == date(2018, 4, 1)
    assert "“1,5” is not a whole number." in refused(team, Agency, [["name", "position"], ["X", "1,5"]])


def test_looking_at_a_file_changes_nothing(team, ours):
    before = Action.objects.count(), AuditEntry.objects.count(), Action.history.count()
    preview(team, Action, FILES[0][1])
    assert (Action.objects.count(), AuditEntry.objects.count(), Action.history.count()) == before


@pytest.mark.parametrize(
    ("model", "rows", "said"),
    [
        (Action, [["action"], ["X"]], "there is none called “reference”"),
        (Action, [["plan", "reference", "action"], ["Theirs plan", "1", "X"]], "You edit no plan called"),
        (
            Action,
            [["section", "reference", "action"], ["Theirs section", "1", "X"]],
            "There is no section called",
        ),
        (Agency, [["board", "name"], ["Theirs short", "X"]], "You edit no board called"),
        (Body, [["name", "kind"], ["X", "tribe"]], "is none of: Board, Business group"),
        (
            Body,
            [["name", "kind", "reports to"], ["X", "panel", "Theirs subgroup"]],
            "There is no body called",
        ),
        (Meeting, [["body", "date"], ["Ours group", "soon"]], "“soon”: Write the date as 31 March 2018."),
        (Meeting, [["body", "date"], ["Theirs subgroup", "1/6/2018"]], "There is no body called"),
        (Person, [["name", "e-mail"], ["X", "x@example.org"]], "Give them a place on a body."),
        (Person, [["name", "bodies"], ["X", "Theirs subgroup"]], "There is no body called"),
        (
            Meeting,
            [["body", "date", "papers due"], ["Ours group", "1/6/2018", "2/6/2018"]],
            "on the day of the",
        ),
        (Agency, [["name", "position"], ["X", "first"]], "“first” is not a whole number."),
    ],
)
def test_what_cannot_be_imported_is_said_in_words_and_nothing_is_kept(model, rows, said, team, ours, theirs):
    before = model.objects.count()
    text = refused(team, model, rows)
    assert said in text
    assert "Traceback" not in text
    assert model.objects.count() == before


def test_with_two_plans_each_row_says_which(team, ours):
    factories.PlanFactory(board=ours.board)
    assert "which plan each row belongs to" in refused(team, Action, [["reference", "action"], ["1", "X"]])


@pytest.mark.parametrize("kind", [XLSX, CSV], ids=["xlsx", "csv"])
def test_a_file_that_is_no_spreadsheet_is_refused(kind, team, ours):
    broken = SimpleUploadedFile("rows.bin", b"\xff\xfe\x00PK\x03\x04 nothing")
    response = team.post(address(Action, "import"), {"import_file": broken, "format": kind, "resource": "0"})
    assert response.status_code == 200
    assert "cannot be read" in response.content.decode() or "none called" in response.content.decode()


def test_a_forged_confirmation_imports_nothing(team, ours):
    for forged in (
        {"import_file_name": "/etc/passwd", "original_file_name": "x", "format": "1", "resource": "0"},
        {"import_file_name": "x", "original_file_name": "x", "format": "99", "resource": "7"},
        {},
    ):
        response = team.post(address(Action, "process_import"), forged, follow=True)
        assert "Choose it again" in response.content.decode()


def test_what_a_spreadsheet_would_run_is_text(team, ours):
    for text in ("=HYPERLINK(1)", "+1", "-1", "@x"):
        factories.GlossaryTermFactory(plan=ours.plan, term=f"T {text}", meaning=text)
    response = team.post(address(GlossaryTerm, "export"), {"format": CSV, "resource": "0"})
    cells = [row[2] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    response = team.post(address(GlossaryTerm, "export"), {"format": XLSX, "resource": "0"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_nobody_but_the_board_team_imports_or_exports(client, ours):
    client.force_login(ours.chair)
    for page in ("import", "export"):
        assert client.get(address(Action, page), follow=True).status_code == 403


@pytest.mark.parametrize("which", ["second", "-1", "1.5"])
def test_which_of_two_with_one_reference_is_read_or_asked_about_and_never_guessed(team, ours, which):
    for text in ("First", "Second"):
        factories.ActionFactory(plan=ours.plan, label="8.4", text=text, label_ordinal=1 + (text == "Second"))
    head = ["Ref", "which with this reference", "Action"]
    assert "is not a whole number" in refused(team, Action, [head, ["8.4", which, "Second, reworded"]])
    bring_in(team, Action, [head, ["8.4", "2", "Second, reworded"]])
    texts = Action.objects.filter(label="8.4").order_by("label_ordinal").values_list("text", flat=True)
    assert list(texts) == ["First", "Second, reworded"]


def test_a_time_of_another_zone_is_asked_about(team, ours):
    rows = [["body", "date", "time"], ["Ours group", "1 June 2018", "14:00+02:00"]]
    assert "Write the time “14:00+02:00” as 14:00." in refused(team, Meeting, rows)
