"""A column of which no action of a report says anything is not printed, on screen or on paper."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from reporting.printing.pdf.rendering import page_context
from reporting.report.content import from_json, to_json
from reporting.report.facts import PartFacts
from reporting.templatetags.reporting import references
from tests.reporting.test_content import CTB, HEALTH, action, made
from tests.tables import heads_of, tables_of

FULL = {"outcome": "Staff are confident", "when": "July 2018", "due_on": date(2018, 7, 31)}
BARE = {"reference": "", "owners": ()}


def paper(content) -> str:
    return render_to_string("print/report.html", page_context(content))


def report(fields):
    """One action of each rating, with `fields`."""
    return made(*(action(n, letter, **fields) for n, letter in enumerate("BGARNH-", start=1)))


def schedule(content) -> list[str]:
    return next(heads for heads in heads_of(paper(content)) if heads[-1] == "Latest update")


@pytest.mark.parametrize(
    "fields, heads",
    [
        (FULL, ["Ref", "Action", "Outcome aimed at", "Owner", "When", "Rating", "Latest update"]),
        (FULL | {"outcome": ""}, ["Ref", "Action", "Owner", "When", "Rating", "Latest update"]),
        ({"owners": ()}, ["Ref", "Action", "Rating", "Latest update"]),
        (
            FULL | {"reference": ""},
            ["Action", "Outcome aimed at", "Owner", "When", "Rating", "Latest update"],
        ),
        (BARE, ["Action", "Rating", "Latest update"]),
    ],
    ids=["everything", "no outcomes", "references alone", "no references", "words alone"],
)
def test_the_full_schedule_has_the_columns_the_plan_has(fields, heads):
    assert schedule(report(fields)) == heads


def test_one_action_that_has_it_is_enough():
    content = made(action(1, **BARE), action(2, **BARE | {"outcome": "Staff are confident"}))
    [table] = [rows for rows in tables_of(paper(content)) if rows[0][-1] == "Latest update"]
    assert table[0] == ["Action", "Outcome aimed at", "Rating", "Latest update"]
    assert [row[1] for row in table[1:]] == ["Not stated", "Staff are confident"]


def test_no_table_speaks_of_what_the_plan_has_not():
    heads = {head for each in heads_of(paper(report(BARE))) for head in each}
    assert "Action and rating" in heads
    assert not heads & {"Ref", "Owner", "Action and owner", "Due", "When, as printed", "References"}
    assert {"Ref", "Action, owner, rating and due"} <= {
        head for each in heads_of(paper(report(FULL))) for head in each
    }


def test_without_references_the_words_lead_to_the_row_of_the_schedule_and_on_screen_to_the_action():
    content = report(BARE)
    assert '<a href="#a-4" aria-label="Do thing 4 in the full schedule">Do thing 4</a>' in paper(content)
    context = {"content": content, "linked": True, "plan_slug": "p", "quarter_slug": "q"}
    assert '<a href="/plans/p/actions/4/">Do thing 4</a>' in render_to_string(
        "print/report/body.html", context
    )


def test_a_report_that_was_kept_says_the_same():
    content = report(FULL | {"outcome": ""})
    kept = from_json(to_json(content))
    assert kept.columns == content.columns
    assert paper(kept) == paper(content)


@pytest.mark.parametrize("reference, wider", [("13.2 (2)", False), ("WS5.Y3.P1", True)])
def test_long_references_have_a_wider_column(reference, wider):
    printed = paper(made(action(1, reference=reference), action(2, "R", reference="1.2")))
    assert ("col-ref-long" in printed) is wider


def test_the_parts_of_an_action_are_printed_with_who_has_them_unless_it_is_the_owner():
    parts = (
        PartFacts("1 Agree a dataset", "Health", done_on=date(2018, 3, 2)),
        PartFacts("2 Watch it", "CTB", due_on=date(2018, 5, 31)),
        PartFacts("3 Tell the Board"),
    )
    content = made(action(1, parts=parts), action(2, owners=(HEALTH, CTB), parts=parts[:1]), action(3))
    [table] = [rows for rows in tables_of(paper(content)) if rows[0][-1] == "Latest update"]
    assert [row[1] for row in table[1:]] == [
        "Do thing 1Parts: 1 of 3 done, next by 31 May 2018: 2 Watch it1 Agree a dataset Done 2 March 2018"
        "2 Watch it CTB, not done, due 31 May 20183 Tell the Board Not done",
        "Do thing 2Parts: 1 of 1 done1 Agree a dataset Health, done 2 March 2018",
        "Do thing 3",
    ]
    assert from_json(to_json(content)) == content


def test_a_plan_without_dates_speaks_of_none_that_dates_make():
    dated, bare = report(FULL), report(BARE)
    for words in ("Overdue", "milestones passed"):
        assert words in dated.outline.heading("at-risk").title
        assert words not in bare.outline.heading("at-risk").title
    assert bare.outline.heading("coming") is None and "Coming up" not in bare.outline.silent


def test_without_an_earlier_final_the_position_has_no_change():
    first = report(FULL)
    assert "Change" not in paper(first) and "there is none to compare with" in paper(first)
    second = made(action(1), last=made(action(1)))
    assert ">Change</th>" in paper(second)


def test_words_that_stand_in_several_sections_are_told_apart_where_there_are_no_references():
    content = report(BARE)
    section = content.row[1].section
    assert section and references((1,), content) == f"“Do thing 1” ({section})"
    assert f'Do thing 4</a><br/><span class="small">{section}</span>' in paper(content)
