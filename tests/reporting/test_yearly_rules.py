"""What a yearly report works out without a database: which lines stand as drafted, and the sums of its finance."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.drafted_lines import blocks
from reporting.yearly.finance_table import Line, finance_table

DRAFTED = "## Completed\n\n1.1 Audit of files\n1.2 New training\n\nNothing else."


def test_lines_that_stand_as_drafted_are_told_from_those_that_somebody_wrote():
    (whole,) = blocks(DRAFTED, DRAFTED)
    assert whole.text == DRAFTED and whole.is_all_drafted and whole.lines == 4
    ours = "We are proud of this.\n\n1.1 Audit of files\n1.2 Training for all\n\nNothing else."
    assert [(each.text.split("\n")[0], each.drafted, each.lines) for each in blocks(ours, DRAFTED)] == [
        ("We are proud of this.", 0, 1),
        ("1.1 Audit of files", 1, 2),
        ("Nothing else.", 1, 1),
    ]
    assert not any(each.is_drafted for each in blocks("All our own.\n\nAnd this.", DRAFTED))
    assert blocks("", DRAFTED) == ()


@given(st.lists(st.text("ab \n"), max_size=5), st.text("ab \n", max_size=20))
def test_every_line_of_a_text_stands_in_one_stretch_and_in_order(parts, drafted):
    text = "\n\n".join(parts)
    words = [line for line in text.split("\n") if line.strip()]
    found = blocks(text, drafted)
    assert [line for each in found for line in each.text.split("\n") if line.strip()] == words
    assert sum(each.lines for each in found) == len(words)


POUNDS = st.decimals(0, 10**9, places=2)
LINES = st.lists(
    st.builds(Line, st.sampled_from(["income", "spending"]), st.just("Police"), POUNDS, st.none() | POUNDS),
    min_size=1,
    max_size=12,
)


@given(LINES)
def test_totals_are_the_sums_of_their_lines_and_a_sum_with_gaps_is_none(lines):
    table = finance_table(lines)
    for part in table.parts:
        its = [line for line in lines if line.kind == part.kind]
        assert part.total.pence == sum(line.amount for line in its) * 100
        stated = [line.year_before for line in its]
        assert (part.total.pence_before is None) == (None in stated)
        if None not in stated:
            assert part.total.pence_before == sum(stated) * 100
    assert (table.balance is not None) == (len({line.kind for line in lines}) == 2)
    if table.balance:
        income, spending = table.parts
        assert table.balance.pence == income.total.pence - spending.total.pence


def test_amounts_are_said_with_their_change_on_the_year_before():
    table = finance_table(
        [
            Line("income", "Council", Decimal(120_000), Decimal(100_000)),
            Line("income", "Police", Decimal(30_000), Decimal(30_000)),
            Line("spending", "Staff", Decimal(151_000), Decimal(160_000)),
            Line("spending", "Audit", Decimal(500)),
        ]
    )
    income, spending = table.parts
    assert [(row.name, row.amount, row.before, row.change) for row in (*income.rows, income.total)] == [
        ("Council", "£120,000", "£100,000", "+£20,000 (+20%)"),
        ("Police", "£30,000", "£30,000", "No change"),
        ("All income", "£150,000", "£130,000", "+£20,000 (+15%)"),
    ]
    assert (spending.rows[0].change, spending.total.before) == ("−£9,000 (−6%)", "Not stated")
    assert (table.balance.amount, table.balance.before) == ("−£1,500", "Not stated")
    pence = finance_table([Line("income", "Fees", Decimal("12.50")), Line("income", "Grant", Decimal(3))])
    assert [row.amount for row in pence.parts[0].rows] == ["£12.50", "£3.00"]
    assert not pence.has_year_before and finance_table([]) is None
