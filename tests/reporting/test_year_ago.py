"""A final beside the one of a year ago: everything adds up, as in the comparison with the last report."""

from collections import Counter

import pytest
from django.urls import reverse

from reporting.models import MonitoringReport
from reporting.report.matrix import LEFT, NEW
from reporting.report.year_ago import beside
from reporting.selectors.year_ago import final_a_year_before
from tests.reporting.test_content import action, made

THEN = (*(action(n, letter) for n, letter in enumerate("GGAR-BH", start=1)), action(9, "G"))
NOW = (
    *(action(n, letter) for n, letter in enumerate("AGG-GBH", start=1)),
    action(8, "N", reference="2.8"),
    action(9, state="withdrawn", state_reason="Merged"),
)


def test_the_matrix_and_the_lists_have_each_action_once_and_agree_with_the_rows_of_both():
    then, now = made(*THEN), made(*NOW, last=made(*NOW))
    content = beside(now, then)
    was = {a.id: a.rating for a in THEN}
    is_now = {a.id: a.rating for a in NOW if a.state == "live"}
    pairs = Counter((was.get(pk, NEW), is_now.get(pk, LEFT)) for pk in was | is_now)
    cells = {
        (row.letter, letter): cell.n
        for row in content.matrix.rows
        for (letter, _), cell in zip(content.matrix.columns, row.cells, strict=True)
        if cell.n
    }
    assert cells == dict(pairs)
    moved = {listing.key: listing.ids for listing in content.moved.listings if listing.ids}
    assert moved == {
        "worse": (1,),
        "silent": (4,),
        "better": (3,),
        "first-rated": (5,),
        "new": (8,),
        "same": (2, 6, 7),
        "left-since": (9,),
    }
    changes = {row.letter: (row.last, row.count.n) for row in content.position.rows}
    then_each, now_each = Counter(was.values()), Counter(is_now.values())
    assert changes == {letter: (then_each[letter], now_each[letter]) for letter in "BGARNH-"}
    assert all(key == count.key for key, (_, count) in content.counts.items())
    assert content.counts["was-new-now-n"][0] == "Not in the report of a year ago; now: Not started"


def test_silence_then_is_compared_with_the_rating_before_it_and_another_reference_is_told():
    then = made(action(1, "-", rating_before="R", rating_before_in="Q2 2016/17", reference="3.1"))
    row = beside(made(action(1, "G")), then).row[1]
    assert (row.move.kind, row.was, row.move.was_in, row.was_reference) == (
        "better",
        "R",
        "Q2 2016/17",
        "3.1",
    )


def test_what_is_not_held_any_more_is_told_all_the_same():
    content = beside(made(action(1)), made(action(1), action(2, "R")))
    assert content.row[2].move.word == "No longer held"
    assert content.moved.total.ids == (1, 2)


@pytest.mark.django_db
def test_the_page_of_a_final_leads_to_the_one_of_a_year_ago_or_says_that_there_is_none(
    client, three_finals, django_assert_num_queries
):
    first, _, last = MonitoringReport.objects.select_related("quarter", "plan").order_by("number")
    with django_assert_num_queries(2):
        assert final_a_year_before(last) == first
    client.force_login(last.finalised_by)
    address = reverse("reporting:report-year-ago", args=[last.plan.slug, last.pk])
    assert address in client.get(last.get_absolute_url()).text
    page = client.get(address).text
    assert "Q4 2017/18 beside Q4 2016/17" in page and "the last report" not in page
    rows = reverse("reporting:report-year-ago-rows", args=[last.plan.slug, last.pk, "was-r-now-g"])
    assert rows in page
    assert "Off track in the report of a year ago; now: On track" in client.get(rows).text
    none = client.get(reverse("reporting:report-year-ago", args=[first.plan.slug, first.pk])).text
    assert "There is no report of a year ago" in none
