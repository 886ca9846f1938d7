"""Plans laid out as boards and partnerships publish them now: on their side, in lists, by ticks, over page breaks."""

import pytest

from lscb.tables.content import Cell, Document, Paragraph
from lscb.tables.reading import read_file
from plans.rules.importing import LEFT_OUT, Column, Known, recognise
from plans.rules.importing.headings import column_of
from tests.lscb.tables.making import LIMITS
from tests.plans.importing.layouts import ACROSS, MERGED, table

HEAD = ("Action", "Lead", "Timescale", "Outcome")
TICK = "✓"


def read(*parts):
    return recognise(
        Document(tuple(Paragraph(each) if isinstance(each, str) else each for each in parts)), Known()
    )


def said(found):
    return [(row.section, row.ref, row.text, row.who, row.when) for row in found.rows]


# --- on their side


def test_a_form_for_each_action_has_its_number_as_reference():
    forms = [
        table(
            (f"Action {n}", f"Do the thing {n}"), ("Lead", "Police"), ("Timescale", "May 2026"), ("RAG", "G")
        )
        for n in (1, 2)
    ]
    found = read("Priority One: Neglect", *forms)
    assert said(found) == [
        ("Priority One: Neglect", str(n), f"Do the thing {n}", "Police", "May 2026") for n in (1, 2)
    ]


def test_titles_across_a_table_of_forms_are_sections():
    form = (("Action", "Do this"), ("Lead", "ICB"), ("By when", "May 2026"))
    found = read(table(("Priority 1: Neglect", ACROSS), *form, ("Priority 2: Learning", ACROSS), *form))
    assert [row.section for row in found.rows] == ["Priority 1: Neglect", "Priority 2: Learning"]


def test_a_priority_in_each_column_with_headings_in_the_first():
    found = read(
        table(
            ("", "Priority 1: Neglect", "Priority 2: Exploitation"),
            ("What we will do", "• Refresh the strategy\n• Train staff", "Map the pathway"),
            ("Who will lead", "Neglect Group", "Police"),
            ("How we will know", "Fewer re-referrals", "More children found"),
        )
    )
    assert [(row.section, row.who, row.success) for row in found.rows] == [
        ("Priority 1: Neglect", "Neglect Group", "Fewer re-referrals"),
        ("Priority 2: Exploitation", "Police", "More children found"),
    ]
    assert found.rows[0].tasks == ("Refresh the strategy", "Train staff")


def test_a_priority_in_each_column_above_its_list():
    found = read(
        table(("Priority 1\nNeglect", "Priority 2\nLearning"), ("• Refresh it\n• Train staff", "• Share it"))
    )
    assert [(row.section, row.text) for row in found.rows] == [
        ("Priority 1 Neglect", "Refresh it"),
        ("Priority 1 Neglect", "Train staff"),
        ("Priority 2 Learning", "Share it"),
    ]


# --- by ticks


def test_years_and_quarters_that_are_ticked_say_when():
    years = read(
        table(
            ("Action", "Lead", "Year 1 2023/24", "Year 2 2024/25"),
            ("Do this", "Chair", TICK, TICK),
            ("Do that", "ICB", "", "X"),
        )
    )
    assert [row.when for row in years.rows] == ["Year 1 2023/24\nYear 2 2024/25", "Year 2 2024/25"]
    bar = Cell(shade="92D050")
    quarters = read(
        table(
            ("Action", "Lead", "2024/25", ACROSS),
            (MERGED, MERGED, "Q1", "Q2"),
            ("Do this", "Chair", bar, ""),
            ("Do that", "ICB", "", bar),
        )
    )
    assert [row.when for row in quarters.rows] == ["2024/25 Q1", "2024/25 Q2"]


def test_quarters_with_words_in_them_say_how_it_went():
    (row, *_) = read(
        table(
            ("Ref", "Action", "Lead", "Q1", "Q2"),
            ("1", "Do this", "Chair", "Begun", "Half done"),
            ("2", "Do that", "ICB", "", "Late"),
        )
    ).rows
    assert (row.progress, row.when) == ("Q1: Begun\nQ2: Half done", "")


def test_agencies_that_are_ticked_own():
    found = read(
        table(
            ("Action", "LA", "Police", "When"),
            ("Do this", TICK, TICK, "May 2026"),
            ("Do that", "", TICK, "June 2026"),
        )
    )
    assert [row.who for row in found.rows] == ["LA\nPolice", "Police"]


# --- headings


def test_a_heading_and_its_title_may_stand_in_two_cells():
    found = read(
        table(
            ("Strategic Priority 1", "The front door", ACROSS, ACROSS),
            ("Outcome", "The right help at the right time", ACROSS, ACROSS),
            HEAD,
            ("Do this", "MASH", "May 2026", ""),
        )
    )
    (row,) = found.rows
    assert row.section == "Strategic Priority 1: The front door"
    assert row.objective == "Outcome: The right help at the right time"


def test_a_row_whose_number_the_next_ones_begin_with_heads_them():
    rows = [
        ("1", "Safe at home"),
        ("1.1", "Refresh it", "ICB"),
        ("2", "Safe online"),
        ("2.1", "Ask them", "LA"),
    ]
    found = read(table(("Ref", "Action", "Lead", "When"), *rows))
    assert [(row.section, row.ref) for row in found.rows] == [
        ("1 Safe at home", "1.1"),
        ("2 Safe online", "2.1"),
    ]


def test_a_bold_line_right_above_a_table_heads_it_and_one_that_leads_in_does_not():
    rows = table(HEAD, ("Do this", "Chair", "May 2026", ""))
    found = read(
        Paragraph("Work Plans 2025/26", 1), Paragraph("Quality Subgroup", strong=True), rows,
        Paragraph("Policy Subgroup", strong=True), Paragraph("Actions", strong=True), rows,
    )  # fmt: skip
    assert found.sections == ("Quality Subgroup", "Policy Subgroup")


def test_what_and_how_are_an_action_and_its_tasks_where_each_row_has_its_own():
    head = ("What will we do?", "How will we do it?", "Who", "By when")
    each = read(
        table(
            head,
            ("Raise awareness", "• A toolkit\n• Four events", "Police", "May 2026"),
            ("Learn", "Audit", "QA", "TBC"),
        )
    )
    assert [(row.text, row.tasks) for row in each.rows] == [
        ("Raise awareness", ("A toolkit", "Four events")),
        ("Learn", ("Audit",)),
    ]
    shared = read(
        table(
            head, ("Raise awareness", "A toolkit", "Police", "May 2026"), (MERGED, "Four events", "QA", "TBC")
        )
    )
    assert [(row.objective, row.text) for row in shared.rows] == [
        ("Raise awareness", "A toolkit"),
        ("Raise awareness", "Four events"),
    ]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("We will achieve this by:", "action"),
        ("How will we achieve it?", "action"),
        ("We will know we have succeeded when:", "success"),
        ("Our ambition", "objective"),
        ("Supporting agencies", "support"),
        ("What we did", "progress"),
        ("We said we would", "action"),
        ("What do we know?", LEFT_OUT),
    ],
)
def test_more_words_of_boards(heading, column):
    assert column_of(heading, {}) == column


def test_of_aims_and_objectives_without_actions_the_fullest_is_what_is_done():
    head = ("Aim", "Objectives", "Key milestones", "Lead officer", "Target")
    found = read(
        table(
            head,
            ("A. Leadership", "i) Hold a day", "Day held", "Chair", "Oct 2025"),
            ("", "ii) Publish a plan", "Plan agreed", "Manager", "Apr 2025"),
        )
    )
    assert [(row.objective, row.ref, row.text, row.success, row.when) for row in found.rows] == [
        ("A. Leadership", "i", "Hold a day", "Day held", "Oct 2025"),
        ("A. Leadership", "ii", "Publish a plan", "Plan agreed", "Apr 2025"),
    ]


def test_what_is_wanted_may_stand_across_a_table_below_its_priority():
    found = read(
        table(
            ("PRIORITY 1: NEGLECT", ACROSS, ACROSS, ACROSS),
            ("What do we want to achieve? Children are seen early.", ACROSS, ACROSS, ACROSS),
            HEAD,
            ("Do this", "Chair", "May 2026", ""),
        )
    )
    assert (found.rows[0].section, found.rows[0].objective) == (
        "PRIORITY 1: NEGLECT",
        "What do we want to achieve? Children are seen early.",
    )


def test_contents_with_numbers_in_front_are_no_plan():
    contents = table(("1", "Foreword", "3"), ("2", "Our vision", "4"), ("Appendix", "Delivery plan", "9"))
    found = read(contents, table(HEAD, ("Do this", "Police", "May 2026", "Better")))
    assert len(found.rows) == 1 and "a table of contents" in found.ignored[0].why


# --- over page breaks


def test_a_table_goes_on_behind_the_number_of_a_page_without_its_last_empty_column():
    first = table(HEAD, ("Do this", "Police", "May 2026", "Better"))
    found = read(
        "Priority 1: Neglect",
        first,
        "12",
        table(("Do that", "LA", "June 2026"), ("Do more", "ICB", "July 2026")),
    )
    assert [(row.section, row.who) for row in found.rows] == [
        ("Priority 1: Neglect", each) for each in ("Police", "LA", "ICB")
    ]
    assert found.leftovers == ("12",)


def test_rows_above_headings_that_are_repeated_go_on_with_the_table_before():
    first = table(HEAD, ("Do this", "Police", "May 2026", "Better"))
    second = table(
        ("Do that", "LA", "June 2026", ""),
        ("Priority 2: Learning", ACROSS, ACROSS, ACROSS),
        HEAD,
        ("Do more", "ICB", "July 2026", ""),
    )
    found = read("Priority 1: Neglect", first, second)
    assert [(row.section, row.who) for row in found.rows] == [
        ("Priority 1: Neglect", "Police"),
        ("Priority 1: Neglect", "LA"),
        ("Priority 2: Learning", "ICB"),
    ]


def test_a_table_that_goes_on_with_one_beside_the_plan_is_none_of_it():
    reports = table(
        ("What", "Activity", "What the report will tell", "When reported"),
        ("Audit", "Report", "That it works", "May"),
    )
    more = table(
        ("Panel", "Update on the panel", "To assure the board of it", "Annually"),
        ("DA", "Update", "Progress", "July"),
    )
    found = read(table(HEAD, ("Do this", "Police", "May 2026", "Better")), reports, more)
    assert len(found.rows) == 1 and len(found.ignored) == 2


# --- without tables


def test_lists_below_priorities_are_actions():
    found = read(
        Paragraph("Strategic Plan 2024-27", 1),
        Paragraph("Priority 1: Listening", 2),
        "Adults tell us that they want to be heard.",
        Paragraph("What we will do:", strong=True),
        "1. Ask adults twice a year",
        "2. Audit referrals (Lead: QA Subgroup, by March 2025)",
        "How will we know?",
        "• More adults say that they were heard",
        Paragraph("Contact us", 2),
        "• by e-mail",
    )
    assert said(found) == [
        ("Priority 1: Listening", "1", "Ask adults twice a year", "", ""),
        ("Priority 1: Listening", "2", "Audit referrals", "QA Subgroup", "by March 2025"),
    ]
    assert found.measures == (("Priority 1: Listening", "More adults say that they were heard"),)
    assert "• by e-mail" in found.leftovers and "Contact us" in found.leftovers


def test_sections_without_actions_stand_where_they_stood_among_those_with_lists():
    found = read(
        Paragraph("Priority 1: Listening", 1), "We will:", "• Ask adults", "• Audit referrals",
        Paragraph("Priority 2: Learning", 1), "• More staff are trained than before",
        Paragraph("Priority 3: Leading", 1), "We will:", "• Meet every month",
    )  # fmt: skip
    assert found.sections == ("Priority 1: Listening", "Priority 2: Learning", "Priority 3: Leading")
    assert "• More staff are trained than before" in found.leftovers


def test_what_stands_below_an_action_says_more_of_it():
    found = read(
        "Priority 1 – Neglect", "Action 1.1: Relaunch the strategy", "Lead: Neglect Group; Timescale: Q4 2024/25",
        "Success measure: it is launched", "Action 1.2: Audit it", "Lead: QA",
    )  # fmt: skip
    assert said(found) == [
        ("Priority 1 – Neglect", "1.1", "Relaunch the strategy", "Neglect Group", "Q4 2024/25"),
        ("Priority 1 – Neglect", "1.2", "Audit it", "QA", ""),
    ]
    assert found.rows[0].success == "it is launched"


def test_brackets_behind_an_item_say_who_and_when_where_one_of_them_is_a_date():
    found = read(
        "Priority 1 Neglect", "We will:", "• Update the document (Social Care, December 2024)",
        "• Use GCP2 (Graded Care Profile) everywhere", "• Review it (see page 3)",
    )  # fmt: skip
    assert said(found) == [
        ("Priority 1 Neglect", "", "Update the document", "Social Care", "December 2024"),
        ("Priority 1 Neglect", "", "Use GCP2 (Graded Care Profile) everywhere", "", ""),
        ("Priority 1 Neglect", "", "Review it (see page 3)", "", ""),
    ]


def test_prose_with_lists_is_no_plan():
    found = read(
        Paragraph("Introduction", 1),
        "The board must:",
        "• coordinate",
        "• assure",
        "Section 11 audits",
        "• are made",
    )
    assert not found.rows and len(found.leftovers) == 6


# --- words of cells


def test_numbers_that_count_owners_and_dates_are_no_part_of_them():
    (row,) = read(
        table(
            ("Action", "Leads", "Timescales"),
            ("1. Audit\n2. Report", "1. HR\n2. QA", "1. May 2025\n2. July 2025"),
        )
    ).rows
    assert (row.tasks, row.who, row.when) == (("Audit", "Report"), "HR\nQA", "May 2025\nJuly 2025")


def test_a_line_that_goes_on_with_a_sentence_is_no_task():
    (row,) = read(table(HEAD, ("Write guidance\nand share it", "Policy group", "May 2025", ""))).rows
    assert (row.text, row.tasks) == ("Write guidance and share it", ())


def test_numbers_may_count_objectives_beside_actions_with_their_own():
    found = read(
        table(
            ("No.", "Objective", "Action", "Lead"),
            ("1", "Improve referrals", "1a) Give feedback", "MASH"),
            ("", "", "1b) Redesign the form", "ICT"),
        )
    )
    assert [(row.objective, row.ref, row.text) for row in found.rows] == [
        ("1 Improve referrals", "1a", "Give feedback"),
        ("1 Improve referrals", "1b", "Redesign the form"),
    ]
    assert Column.REFERENCE in [column.column for column in found.columns]


def test_one_column_may_say_who_and_when():
    head = ("Ref", "Action", "By who and when?")
    found = read(table(head, ("1", "Do this", "Police – July 2025"), ("2", "Do that", "QA, ICB\nMarch 2026")))
    assert [(row.who, row.when) for row in found.rows] == [("Police", "July 2025"), ("QA, ICB", "March 2026")]
    found = read(
        table(head, ("1", "Do this", "Police by July 2025"), ("2", "Do that", "Led by QA (March 2026)"))
    )
    assert [(row.who, row.when) for row in found.rows] == [
        ("Police", "by July 2025"),
        ("Led by QA", "March 2026"),
    ]


def test_sheets_do_not_go_on_with_each_other_and_may_say_their_outcome_above():
    def sheet(number):
        rows = [
            (f"Priority {number}: Title",),
            ("Outcome:", "Adults are safe"),
            HEAD,
            ("Do this", "Police", "May 2026", ""),
        ]
        return table(*rows, name=f"Sheet {number}")

    found = read(sheet(1), sheet(2))
    assert [(row.section, row.objective) for row in found.rows] == [
        (f"Priority {n}: Title", "Outcome: Adults are safe") for n in (1, 2)
    ]


def test_the_title_of_a_plan_is_no_section():
    rows = table(HEAD, ("Do this", "Chair", "May 2026", ""))
    found = read(Paragraph("Annual Plan 2024-25", 1), rows, Paragraph("Learning", 1), rows)
    assert found.sections == ("Learning",)


def test_a_text_with_tables_in_it_is_read_as_both():
    text = "# Plan 2025-28\n\nWords of welcome.\n\n**Priority 1: Neglect**\n\n" + "\n".join(
        "\t".join(row)
        for row in (HEAD, ("Do this", "Police", "May 2026", ""), ("Do that", "ICB", "June 2026", "Better"))
    )
    document = read_file(text.encode(), "plan.txt", LIMITS)
    found = recognise(document, Known())
    assert said(found) == [
        ("Priority 1: Neglect", "", "Do this", "Police", "May 2026"),
        ("Priority 1: Neglect", "", "Do that", "ICB", "June 2026"),
    ]
    assert found.leftovers == ("Plan 2025-28", "Words of welcome.")


def test_an_item_of_a_list_above_a_table_is_no_section():
    rows = table(HEAD, ("Do this", "Chair", "May 2026", ""))
    found = read("Priority 1: Neglect", rows, "• Children who are missing", rows)
    assert found.sections == ("Priority 1: Neglect",) and "• Children who are missing" in found.leftovers


def test_a_form_with_two_headings_in_a_row_is_read_as_one_with_one():
    form = (
        ("Action", "Do it with all partners", ACROSS, ACROSS),
        ("Lead", "Police", "Due", "May 2026"),
        ("Outcome", "Better lives", "RAG", "Green"),
    )
    (row,) = read("Priority 1: Neglect", table(*form)).rows
    assert (row.text, row.who, row.when, row.outcome, row.rating) == (
        "Do it with all partners", "Police", "May 2026", "Better lives", "G",
    )  # fmt: skip


def test_an_act_in_front_of_the_words_is_no_reference():
    (first, second) = read(
        table(HEAD, ("S11 audit", "QA", "May 2026", ""), ("Train staff", "L&D", "TBC", ""))
    ).rows
    assert (first.ref, first.text, second.ref) == ("", "S11 audit", "")


def test_key_dates_beside_a_plan_are_none_of_it():
    dates = table(("Month", "What happens"), ("June", "Board meeting"), ("July", "Annual report"), headers=1)
    found = read(table(HEAD, ("Do this", "Police", "May 2026", "Better")), dates)
    assert len(found.rows) == 1 and "What happens" in found.ignored[0].what
