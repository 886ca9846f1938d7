"""Documents of boards are read as plans, row by row and word by word."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.tables.content import Cell, Document, Ignored, Paragraph
from plans.rules.importing import LEFT_OUT, Column, Known, recognise
from subgroups.rules.who import read_who
from tests.plans.importing.layouts import ACROSS, MERGED, SHAPES, actions_of, as_document, plan, table

HEAD = ("Ref", "Action", "Lead", "By when", "Outcome")


def read(*rows, known: Known | None = None, **kwargs):
    return recognise(Document((table(*rows, **kwargs),)), known or Known())


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def all_words(read) -> list[str]:
    texts = [*read.sections, *read.leftovers, *read.warnings, *(words for _, words in read.measures)]
    texts += [f"{each.what} {each.why}" for each in read.ignored]
    texts += [column.heading for column in read.columns]
    for row in read.rows:
        texts += [row.objective, row.year, row.ref, row.text, *row.tasks, row.who, row.when, row.outcome]
        texts += [row.success, row.rating_words, row.progress, row.evidence]
    return words_of(" ".join(texts))


# --- the four published plans


def test_cumbrias_plan_has_its_71_actions_in_14_sections():
    found = recognise(as_document(SHAPES["cumbria"]()), Known())
    assert (len(found.rows), len(found.sections)) == (71, 14)
    assert [row.ref for row in found.rows].count("13.2") == 2
    assert sum(not row.outcome for row in found.rows) == 10
    for row, (section, action) in zip(found.rows, actions_of("cumbria-2017-20"), strict=True):
        assert row.section == f"{section['number']}. {section['title']}"
        assert (row.ref, row.text, row.who, row.when, row.outcome) == tuple(
            action[name] for name in ("ref", "text", "who", "when", "outcome")
        )
    assert [each.why for each in found.ignored] == [
        "Table 2: a list of abbreviations; it is not a part of the plan"
    ]


def test_cumbrias_owners_are_those_of_the_document():
    found = recognise(as_document(SHAPES["cumbria"]()), Known())
    named = {body["name"] for body in plan("cumbria-2017-20")["bodies"]}
    names = {name.casefold(): place for place, name in enumerate(sorted(named))}
    owners = [owner for row in found.rows for owner in read_who(row.who, names).owners]
    assert len(owners) >= 71
    assert sum(owner.body is not None for owner in owners) > 30


def test_lancashires_objectives_have_their_tasks():
    found = recognise(as_document(SHAPES["lancashire"]()), Known())
    assert (len(found.rows), len(found.sections)) == (28, 4)
    assert sum(len(row.tasks) for row in found.rows) == 51
    assert [row.ref for row in found.rows][:3] == ["1", "2", "3"]
    for row, (_, action) in zip(found.rows, actions_of("lancashire-2015-16"), strict=True):
        assert row.text == action["text"]
        assert [*row.tasks] == [item["text"] for item in action["items"]]
        assert (row.who, row.when) == (action.get("who", ""), action["when"])


def test_suttons_priorities_stand_under_their_streams_and_years():
    found = recognise(as_document(SHAPES["sutton"]()), Known())
    assert (len(found.rows), len(found.sections)) == (60, 5)
    years = [(row.section[:13], row.year) for row in found.rows]
    assert [years.count(each) for each in dict.fromkeys(years)] == [4] * 15
    assert [row.text for row in found.rows] == [action["text"] for _, action in actions_of("sutton-2015-18")]


def test_a_plan_on_a_page_has_an_action_for_each_bullet_and_measures_what_stands_beside():
    found = recognise(as_document(SHAPES["on_a_page"]()), Known())
    listed = [action["text"] for _, action in actions_of("plan-on-a-page")]
    assert [row.text for row in found.rows] == listed
    assert len(found.sections) == 8
    assert [words for _, words in found.measures] == [
        measure["words"] for section in plan("plan-on-a-page")["sections"] for measure in section["measures"]
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_no_word_of_a_document_is_lost(shape):
    document = as_document(SHAPES[shape]())
    kept = set(all_words(recognise(document, Known())))
    texts = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    texts += [part.text for part in document.parts if isinstance(part, Paragraph)]
    plain = re.sub(r"</?[a-z]+>", " ", " ".join(texts))
    assert set(words_of(plain)) <= kept


# --- headings


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        ("No.|Task|Responsible person|Completion date|Impact", "ref action who when outcome"),
        (
            "Ref|What will we do?|Who will lead?|By when?|What difference will it make?",
            "ref action who when outcome",
        ),
        ("Priority|Objective|Actions|Owner|Timescale|BRAG", "section objective action who when rating"),
        (
            "Theme|Key actions|Lead agency|Deadline|Success measures|RAG status|Progress update",
            "section action who when success rating progress",
        ),
        (
            "Action required|Action owner|Target date|Status|Comments|Evidence",
            "action who when rating progress evidence",
        ),
        (
            "What do we want to achieve?|How will we do it?|Lead|Support|When",
            "objective action who support when",
        ),
        ("Workstream|Activity|Led by|Start date|End date|Outcome", "section action who start when outcome"),
    ],
)
def test_columns_are_told_by_the_words_of_boards(headings, columns):
    head = headings.split("|")
    rows = [[f"{name} {n} of the words in it" for name in head] for n in range(3)]
    found = read(head, *rows)
    assert [column.column for column in found.columns] == columns.split()


def test_a_plans_own_words_go_before_others():
    rows = (("No", "Priority", "Lead"), ("1", "To embed guidance within agencies", "QA"))
    assert read(*rows, known=Known(own={"priority": Column.ACTION})).rows[0].text == rows[1][1]


def test_what_is_chosen_above_a_column_holds():
    rows = (HEAD, ("1.1", "Do this", "Chair", "May 2026", "Better"))
    found = read(*rows, known=Known(chosen={"outcome": "progress", "lead": LEFT_OUT}))
    assert (found.rows[0].outcome, found.rows[0].progress, found.rows[0].who) == ("", "Better", "")
    assert "Lead: Chair" in found.leftovers


def test_a_column_without_a_heading_is_told_by_what_stands_in_it():
    found = read(
        ("1.1", "Review the policy on neglect and publish it", "Business Manager", "March 2026"),
        ("1.2", "Train staff in professional curiosity", "Learning Group", "July 2026"),
        ("1.3", "Audit twenty cases across all agencies", "QA Subgroup", "Ongoing"),
    )
    assert [column.column for column in found.columns] == ["ref", "action", "who", "when"]
    assert all(column.by_contents for column in found.columns)
    assert [row.who for row in found.rows] == ["Business Manager", "Learning Group", "QA Subgroup"]


def test_headings_may_stand_below_a_title_and_in_two_rows():
    found = read(
        ("Plan of the board",),
        ("Ref", "Action", "Responsibility", ACROSS, "Timescale"),
        (MERGED, MERGED, "Lead", "Support", MERGED),
        ("1", "Publish the strategy", "Police", "Health", "May 2026"),
    )
    assert [column.heading for column in found.columns] == ["Ref", "Action", "Lead", "Support", "Timescale"]
    assert found.rows[0].who == "Lead: Police\nSupport: Health"
    assert found.leftovers == ("Plan of the board",)


def test_headings_that_nobody_knows_stand_above_dates_and_numbers():
    found = read(
        ("Nr", "Pledge", "Sponsor", "Milestone"),
        ("1", "Launch a website for families", "Comms Lead", "01/09/2025"),
        ("2", "Launch a podcast for families", "Comms Lead", "01/12/2025"),
    )
    assert [row.text for row in found.rows] == [
        "Launch a website for families",
        "Launch a podcast for families",
    ]
    assert [column.column for column in found.columns] == ["ref", "action", "who", "when"]


def test_a_form_for_each_action_is_read_as_its_row():
    form = [["Action 1", "Publish it"], ["Lead", "Police"], ["By when", "May 2026"], ["Outcome", "Better"]]
    found = recognise(Document((table(*form, *form), table(*form))), Known())
    assert [(row.text, row.who, row.when, row.outcome) for row in found.rows] == [
        ("Publish it", "Police", "May 2026", "Better")
    ] * 3


def test_headings_repeated_in_other_words_are_no_rows():
    found = read(
        HEAD,
        ("1.1", "Do this", "Chair", "May 2026", "Better"),
        ("No.", "Task", "Lead officer", "Target date", "Impact"),
        ("1.2", "Do that", "Chair", "May 2026", "Better"),
        HEAD,
        ("1.3", "Do more", "Chair", "May 2026", "Better"),
    )
    assert [row.ref for row in found.rows] == ["1.1", "1.2", "1.3"]


def test_a_column_that_is_not_used_is_named_and_its_words_are_kept():
    found = read((*HEAD, "Budget"), ("1", "Do this", "Chair", "May 2026", "Better", "£500"))
    assert [(each.what, each.why) for each in found.ignored] == [
        ("“Budget”: £500", "a column of table 1 that is not used")
    ]
    assert "Budget: £500" in found.leftovers


def test_high_and_low_are_no_sections():
    found = read(
        ("Priority", "Action", "Lead"), ("High", "Do this now", "Chair"), ("Low", "Do that some day", "Chair")
    )
    assert found.sections == () and "Priority: High; Low" in found.leftovers


# --- sections and objectives


def test_sections_are_merged_down_or_blank_below_the_first():
    found = read(
        ("Theme", *HEAD),
        ("Neglect", "1", "Do this", "Chair", "May 2026", ""),
        (MERGED, "2", "Do that", "Chair", "May 2026", ""),
        ("Learning", "3", "Do more", "Chair", "May 2026", ""),
        ("", "4", "Do most", "Chair", "May 2026", ""),
    )
    assert [row.section for row in found.rows] == ["Neglect", "Neglect", "Learning", "Learning"]


def test_sections_and_objectives_stand_across_the_table():
    found = read(
        HEAD,
        ("Priority 1: Neglect", *[ACROSS] * 4),
        ("Objective 1.1: See it early", *[ACROSS] * 4),
        ("1.1.1", "Do this", "Chair", "May 2026", ""),
        ("Objective 1.2: Act on it", *[ACROSS] * 4),
        ("1.2.1", "Do that", "Chair", "May 2026", ""),
        ("Priority 2: Learning", *[ACROSS] * 4),
        ("2.1", "Do more", "Chair", "May 2026", ""),
    )
    assert [(row.section, row.objective) for row in found.rows] == [
        ("Priority 1: Neglect", "Objective 1.1: See it early"),
        ("Priority 1: Neglect", "Objective 1.2: Act on it"),
        ("Priority 2: Learning", ""),
    ]


def test_a_number_and_its_title_under_one_heading_are_the_section():
    found = read(
        ("Priority", "", "Actions", "By whom"),
        ("1", "Neglect", "Update the tool", "Neglect group"),
        (MERGED, MERGED, "Train 200 staff", "L&D"),
        ("2", "Exploitation", "Map services", "CE group"),
    )
    assert [row.section for row in found.rows] == ["1 Neglect", "1 Neglect", "2 Exploitation"]


@pytest.mark.parametrize("heading", ["Action", "Task", "What will we do?"])
def test_one_heading_may_stand_across_numbers_and_what_is_done(heading):
    found = read(
        (heading, ACROSS, "Lead", "When"),
        ("1", "Audit", "Police", "May 2026"),
        ("2", "Train", "Health", "June 2026"),
    )
    assert [(row.ref, row.text, row.who) for row in found.rows] == [
        ("1", "Audit", "Police"),
        ("2", "Train", "Health"),
    ]


def test_a_few_words_alone_in_the_first_column_head_the_rows_below():
    rows = [(f"Do the thing {n}", "Police", "May 2026") for n in range(4)]
    found = read(("Action", "Lead", "When"), ("Neglect", "", ""), *rows[:2], ("Learning", "", ""), *rows[2:])
    assert [row.section for row in found.rows] == ["Neglect", "Neglect", "Learning", "Learning"]


@pytest.mark.parametrize("repeated", [(), (HEAD,)])
def test_words_above_the_headings_begin_the_first_section_where_others_stand_across_below(repeated):
    rows = [(f"{n}.1", f"Do the thing {n}", "Chair", "May 2026", "") for n in (1, 2)]
    found = read(("Neglect", *[ACROSS] * 4), HEAD, rows[0], ("Learning", *[ACROSS] * 4), *repeated, rows[1])
    assert [row.section for row in found.rows] == ["Neglect", "Learning"] and not found.leftovers


@pytest.mark.parametrize(
    "rows",
    [
        [("Plan of the board", *[ACROSS] * 4), HEAD, ("Learning", *[ACROSS] * 4)],
        [
            ("Action plan 2026", *[ACROSS] * 4),
            HEAD,
            ("1", "Do it", "Chair", "May 2026", ""),
            ("Learning", *[ACROSS] * 4),
        ],
    ],
)
def test_the_title_of_a_table_with_sections_is_none(rows):
    found = read(*rows, ("2", "Do that", "Chair", "May 2026", ""))
    assert found.sections == ("Learning",) and found.leftovers == (rows[0][0],)


def test_headings_above_tables_are_sections_and_other_texts_are_left_over():
    rows = [list(HEAD), ["1", "Do this", "Chair", "May 2026", "Better"]]
    document = Document(
        (
            Paragraph("Business plan 2025-28", 1),
            Paragraph("A word of welcome."),
            Paragraph("Neglect", 2),
            table(*rows),
            Paragraph("Learning", 2),
            table(*rows),
            Paragraph("Membership", 2),
            table(["Name", "Agency", "Role"], ["Jo", "Police", "Chair"]),
        )
    )
    found = recognise(document, Known())
    assert [row.section for row in found.rows] == ["Neglect", "Learning"]
    assert found.leftovers == ("Business plan 2025-28", "A word of welcome.", "Membership")
    assert "a list of members" in found.ignored[0].why and "Jo" in found.ignored[0].what


def test_sheets_name_the_sections_where_nothing_else_does():
    rows = [list(HEAD), ["1", "Do this", "Chair", "May 2026", "Better"]]
    found = recognise(Document((table(*rows, name="Neglect"), table(*rows, name="Learning"))), Known())
    assert found.sections == ("Neglect", "Learning")


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (("Term", "Meaning"), "abbreviations"),
        (("Name", "Organisation", "E-mail"), "members"),
        (("Version", "Date", "Author"), "versions"),
        (("Risk", "Likelihood", "Impact", "Mitigating action", "Owner"), "risks"),
        (("What", "Activity", "What the report will tell", "When reported"), "reports"),
    ],
)
def test_tables_beside_the_plan_are_left_out_and_named(head, what):
    other = table(head, [f"{name} of this row" for name in head])
    mine = table(HEAD, ("1", "Do this", "Chair", "May 2026", "Better"))
    found = recognise(Document((other, mine)), Known())
    assert len(found.rows) == 1 and what in found.ignored[0].why


# --- rows


def test_a_row_without_a_reference_goes_on_with_the_one_above_and_says_so():
    found = read(
        HEAD,
        ("1.1", "Publish the guidance for all practitioners", "Chair", "May 2026", "Better practice"),
        HEAD,
        ("", "and launch it at a conference", "", "", "across the county"),
        ("1.2", "Do that", "Chair", "May 2026", ""),
    )
    assert [row.ref for row in found.rows] == ["1.1", "1.2"]
    assert found.rows[0].text.endswith("practitioners and launch it at a conference")
    assert found.rows[0].outcome == "Better practice across the county"
    assert "goes on from the row above" in found.rows[0].oddities[0]


def test_an_action_that_lacks_its_reference_is_an_action():
    found = read(
        HEAD,
        ("1.1", "Publish the guidance.", "Chair", "May 2026", ""),
        ("", "Launch it.", "Health", "June 2026", ""),
        ("1.3", "Do that.", "Chair", "May 2026", ""),
    )
    assert [row.text for row in found.rows] == ["Publish the guidance.", "Launch it.", "Do that."]
    assert found.rows[1].oddities == ("It has no reference, though others have one.",)


def test_what_stands_in_one_cell_for_several_rows_holds_for_each():
    found = read(
        HEAD,
        ("1.1", "Do this", "Chair", "May 2026", "Better"),
        ("1.2", "Do that", MERGED, "June 2026", MERGED),
    )
    assert (found.rows[1].who, found.rows[1].outcome) == ("Chair", "Better")
    assert len(found.rows[1].oddities) == 2


def test_rows_of_one_action_are_joined():
    found = read(
        HEAD,
        ("1.1", "Hold two events", "Police", "May 2026", "Better"),
        (MERGED, MERGED, "Health", "June 2026", ""),
    )
    (row,) = found.rows
    assert (row.who, row.when) == ("Police\nHealth", "May 2026\nJune 2026")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Objective", [("1 Know more", "", "Audit"), ("1 Know more", "", "Report")]),
        ("Desired outcome", [("", "1", "Audit"), ("", "", "Report")]),
        ("Priority", [("", "1", "Audit"), ("", "", "Report")]),
    ],
)
def test_a_number_may_count_what_stands_in_one_cell_beside_it(heading, said):
    found = read(
        ("No.", heading, "Action", "Lead", "When"),
        ("1", "Know more", "Audit", "Police", "May 2026"),
        (MERGED, MERGED, "Report", "Health", "June 2026"),
    )
    assert [(row.objective, row.ref, row.text) for row in found.rows] == said
    assert [(row.who, row.when) for row in found.rows] == [("Police", "May 2026"), ("Health", "June 2026")]


def test_a_number_in_one_cell_counts_one_action_where_nothing_before_it_is_in_one():
    (row,) = read(
        HEAD,
        ("1", "Audit", "Police", "May 2026", "Better"),
        (MERGED, "Report", "Health", "June 2026", MERGED),
    ).rows
    assert (row.tasks, row.who) == (("Audit", "Report"), "Police\nHealth")


def test_a_row_that_says_nothing_but_a_dash_is_no_action_and_one_that_sums_up_goes_on_with_none():
    found = read(
        HEAD,
        ("1", "Audit", "Police", "May 2026", ""),
        ("2", "-", "", "", "Open"),
        ("", "", "", "Average", ""),
    )
    assert [(row.text, row.when) for row in found.rows] == [("Audit", "May 2026")]
    assert found.leftovers == ("Average", "A row that does not say what is done: 2 | - | Open")


def test_a_day_of_progress_keeps_the_words_above_it():
    head = ("Action", "Lead", "Due date", "Date completed")
    (row,) = read(head, ("Audit cases", "Police", "May 2026", "2 May 2026")).rows
    assert (row.when, row.progress) == ("May 2026", "Date completed: 2 May 2026")


def test_numbers_of_something_else_behind_an_action_are_not_its_reference():
    found = read(("Action", "Lead", "Risk"), ("Audit cases", "Police", "R1"), ("Train staff", "Health", "R4"))
    assert [row.ref for row in found.rows] == ["", ""] and "Risk: R1; R4" in found.leftovers


def test_lists_in_a_cell_are_tasks():
    found = read(HEAD, ("1.1", "Hold these events:\n• a seminar\n• a workshop", "Police\nHealth", "TBC", ""))
    (row,) = found.rows
    assert (row.text, row.tasks, row.who) == (
        "Hold these events:",
        ("a seminar", "a workshop"),
        "Police\nHealth",
    )


def test_numbers_in_front_of_the_words_are_references():
    found = read(
        ("Action", "Lead", "When"),
        ("1.1 Set up the forum", "Chair", "May 2026"),
        ("1.2 Ask people", "Chair", "May 2026"),
    )
    assert [(row.ref, row.text) for row in found.rows] == [("1.1", "Set up the forum"), ("1.2", "Ask people")]


def test_a_reference_that_is_a_number_is_warned_of_and_kept():
    found = read(
        HEAD,
        *((f"1.{n}", "Do this", "Chair", "May 2026", "") for n in (8, 9)),
        (Cell(("1.1",), number=True), "Do that", "Chair", "May 2026", ""),
    )
    assert found.rows[2].ref == "1.1"
    assert "1.10" in found.rows[2].oddities[0] and "1.10" in found.warnings[0]


def test_a_reference_that_stands_twice_is_kept_twice_and_said():
    found = read(HEAD, *(("13.2", f"Do {n}", "Chair", "May 2026", "") for n in "ab"))
    assert [row.oddities for row in found.rows] == [
        ("13.2 stands twice in this document; each is kept.",)
    ] * 2


def test_html_left_in_cells_becomes_lines():
    cell = '<p>Identify lessons &amp; share them.</p> <ol style="x"><li>Hold 3 events</li><li>Write < 5 pages'
    (row,) = read(HEAD, ("4.5", cell, "L&I", "May 2026", "")).rows
    assert row.text == "Identify lessons & share them."
    assert row.tasks == ("Hold 3 events", "Write < 5 pages")
    (row,) = read(HEAD, ("4.6", "Train 50<sup>2</sup>", "L&I", "31<sup>st</sup> May 2026", "")).rows
    assert (row.text, row.when) == ("Train 50²", "31st May 2026")


# --- ratings


@pytest.mark.parametrize(
    ("cell", "letter"),
    [
        ("G", "G"), ("Amber", "A"), ("🔴", "R"), ("Complete", "B"), ("Not started", "N"), ("On hold", "H"),
        ("Not on track", "R"), ("some slippage", "A"), (Cell(shade="00B050"), "G"), (Cell(shade="FFC000"), "A"),
        (Cell(shade="FF0000"), "R"), (Cell(shade="0070C0"), "B"), (Cell(shade="D9D9D9"), ""), ("", ""),
    ],
)  # fmt: skip
def test_ratings_are_letters_words_signs_or_colours(cell, letter):
    rows = [
        ("Ref", "Action", "Lead", "RAG"),
        ("1", "Do this", "Chair", cell),
        ("2", "Do that", "Chair", "Green"),
    ]
    assert read(*rows).rows[0].rating == letter


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ("Incomplete", "R"), ("50% complete", ""), ("100% complete", "B"), ("2 of 3 completed", ""),
        ("To be completed", ""), ("Unlikely to be achieved", ""), ("Undelivered", ""), ("Almost complete", "A"),
        ("Has not yet been achieved", ""), ("Not fully embedded", ""), ("Not been started", "N"), ("Yet to start", "N"),
        ("No concerns", ""), ("No delays, on track", "G"), ("Not at risk", ""), ("No significant issues", ""),
        ("Latest version agreed", ""), ("Dismissed", ""), ("In progress as planned", "G"), ("Not green", ""),
        ("Red to Amber", ""), ("Amber/Green", ""), ("🔴 to 🟢", ""), ("Green, no concerns", "G"),
        ("Red - 50% complete", "R"),
    ],
)  # fmt: skip
def test_words_that_are_denied_or_not_yet_so_say_no_rating(words, letter):
    (row,) = read(("Ref", "Action", "RAG"), ("1", "Do this", words)).rows
    assert row.rating == letter
    assert letter or f"“{words}” is no rating" in row.oddities[0]


def test_a_text_among_ratings_is_progress_and_no_word_of_it_is_lost():
    text = "It was started in May. " + "The group then agreed how to go on. " * 8
    found = read(
        ("Ref", "Action", "RAG", "Update"),
        ("1", "Do this", text, "More"),
        ("2", "Do that", "Green", ""),
        ("3", "Do more", "R", ""),
    )
    assert (found.rows[0].rating, found.rows[0].rating_words) == ("", "")
    assert found.rows[0].progress == f"More\nRAG: {text.strip()}" and "is long" in found.rows[0].oddities[0]


def test_a_documents_own_key_says_what_its_colours_mean():
    key = table(("Green", "Action completed"), ("Amber", "On track"), ("Red", "Not started yet"))
    mine = table(("Ref", "Action", "RAG"), ("1", "Do this", "Green"), ("2", "Do that", "Amber"))
    found = recognise(Document((mine, key)), Known())
    assert [row.rating for row in found.rows] == ["B", "G"]
    assert "a key" in found.ignored[0].why and not found.warnings


def test_a_rating_that_nobody_knows_is_kept_as_words():
    (row,) = read(("Ref", "Action", "RAG"), ("1", "Do this", "Purple")).rows
    assert (row.rating, row.rating_words) == ("", "Purple") and "Purple" in row.oddities[0]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("G - launched in June and going well since", ("G", "launched in June and going well since")),
        (
            "Amber\nWaiting for the new lead to start in May",
            ("A", "Waiting for the new lead to start in May"),
        ),
        ("Green - completed", ("B", "")),
        ("Amber – on track", ("G", "")),
    ],
)
def test_words_behind_a_rating_are_progress_and_words_for_it_say_what_it_means(cell, said):
    (row,) = read(("Ref", "Action", "RAG"), ("1", "Do this", cell)).rows
    assert (row.rating, row.progress) == said


def test_of_several_ratings_the_last_counts_and_the_others_are_kept():
    head = ("Ref", "Action", "Q1 progress", "Q1 RAG", "Q2 progress", "Q2 RAG")
    (row,) = read(head, ("1", "Do this", "Begun", "A", "Nearly done", "G")).rows
    assert row.rating == "G"
    assert row.progress == "Q1 progress: Begun\nQ2 progress: Nearly done\nQ1 RAG: A"


# --- dates


def test_a_date_that_the_file_holds_is_kept_as_it_is_shown():
    (row,) = read(HEAD, ("1", "Do this", "Chair", Cell(("31 March 2026",), day=date(2026, 3, 31)), "")).rows
    assert row.when == "31 March 2026"


def test_a_second_date_takes_the_place_of_the_first():
    head = ("Ref", "Action", "Target date", "Revised date")
    (row,) = read(head, ("1", "Do this", "March 2026", "June 2026")).rows
    assert row.when == "March 2026 (revised to June 2026)"
    found = read(head, ("1", "Do this", "March 2026", "N/A"))
    assert found.rows[0].when == "March 2026" and found.leftovers == ("N/A",)


# --- whatever is in it


CELLS = st.builds(
    Cell,
    lines=st.lists(
        st.sampled_from(
            [
                "Ref",
                "Action",
                "Lead",
                "1.1",
                "May 2026",
                "Chair",
                "• do this",
                "<p>x</p>",
                "G",
                "Priority 1",
                "Outcome",
                "Action 2",
                "Year 1",
                "We will:",
                "Q1",
                "Who and when?",
            ]
        )
        | st.text(max_size=12),
        max_size=3,
    ).map(lambda lines: tuple(line for each in lines for line in each.splitlines() if line)),
    merged=st.sampled_from(["", "", "", "above", "left"]),
    shade=st.sampled_from(["", "FF0000", "ZZ"]),
).map(lambda cell: replace(cell, lines=()) if cell.merged else cell)


@settings(max_examples=30)
@given(st.data())
def test_whatever_stands_in_a_table_is_read_and_no_word_is_lost(data):
    width = data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8))
    document = Document((Paragraph("Said above"), table(*rows)), ignored=(Ignored("gone", "deleted"),))
    found = recognise(document, Known())
    texts = re.sub(r"</?p>", " ", " ".join(cell.text for row in rows for cell in row))
    assert {word for word in words_of(texts) if len(word) > 2} <= set(all_words(found))


def test_a_table_without_headings_is_read_by_what_stands_in_it():
    sentences = (
        ("1.1", "Talk with all partners and report to the board", "Police", "June 2026", "Safer people"),
        ("1.2", "Ask every agency for its audit", "ICB", "July 2026", "Fewer harmed"),
    )
    for row, (ref, text, who, when, outcome) in zip(read(*sentences).rows, sentences, strict=True):
        assert (row.ref, row.text, row.who, row.when, row.outcome) == (ref, text, who, when, outcome)
    short = read(("Do the thing", "Police", "June 2026"), ("Do the other", "ICB", "July 2026"))
    assert [(row.text, row.who, row.when) for row in short.rows] == [
        ("Do the thing", "Police", "June 2026"),
        ("Do the other", "ICB", "July 2026"),
    ]
