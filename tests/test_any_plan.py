"""Plans nobody has written yet: whatever levels, labels, owners and dates one has, every page and the report add up.

Pages come from the address list itself, so a new page is tried too.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lscb import clock
from plans import operations as plan_events
from plans.models import Action, ActionItem, Objective
from plans.rules.ratings import TO_COME, needs
from plans.selectors.findings import plan_quality
from plans.selectors.level_progress import RatingCounts, level_progress
from reporting import operations as report_events
from reporting.report.quality import SAID_ELSEWHERE
from reporting.report.reading import gather
from tests import factories
from tests.access.routes import address, routes
from tests.soak.sampling import by_turns
from tests.tables import tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DATA = Path(__file__).parent / "data"


def column(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


BODIES = ["Health Subgroup", "Case Review Subgroup", "LSCB Business Group", "Children's Trust Board"]
WHEN = st.sampled_from(["", *column("when_corpus.tsv")]).map(lambda words: words[:500])
WHO = st.sampled_from(["", *BODIES, " and ".join(BODIES[:2]), *column("who_corpus.tsv")]).map(
    lambda words: words[:300]
)
WORDS = st.one_of(
    st.sampled_from(
        [
            "Review <b>thresholds</b>",
            "=1+1",
            "Ünïcode – “quotes” & ¼",
            "W" * 300,
            "Two\nlines\n\nand more",
            "العربية 😀",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=60).filter(
        str.strip
    ),
)
TITLE = WORDS.map(lambda words: words.replace("\n", " ")[:60])
LABEL = st.sampled_from(["", "", "1", "1.1", "13.2", "13.2", "PA1.3", "ii"])


@st.composite
def shapes(draw):
    """What a plan holds, as plain values; rows are made of it inside the test's own transaction."""
    sections, priorities = draw(st.integers(0, 3)), draw(st.integers(0, 3))

    def one_of(count):
        return draw(st.none() | st.integers(0, count - 1)) if count else None

    return {
        "words": draw(st.lists(TITLE, min_size=4, max_size=4)),
        "titles": [draw(TITLE) for _ in range(sections + priorities)],
        "sections": [{"label": draw(LABEL), "priority": one_of(priorities)} for _ in range(sections)],
        "priorities": [draw(LABEL) for _ in range(priorities)],
        "objectives": [
            {
                "kind": draw(st.sampled_from(Objective.Kind.values)),
                "label": draw(LABEL),
                "text": draw(WORDS),
                "section": one_of(sections),
                "priority": one_of(priorities),
            }
            for _ in range(draw(st.integers(0, 3)))
        ],
        "actions": [
            {
                "label": draw(LABEL),
                "text": draw(WORDS),
                "outcome": draw(st.just("") | WORDS),
                "when_text": draw(WHEN),
                "who_text": draw(WHO),
                "section": one_of(sections),
                "priority": one_of(priorities),
                "items": draw(st.integers(0, 2)),
                "before": draw(st.none() | st.sampled_from("BGAR")),
                "now": draw(st.none() | st.sampled_from("BGARNH")),
                "end": draw(st.sampled_from(["", "", "", "", "close", "withdraw", "ask"])),
            }
            for _ in range(draw(st.integers(0, 9)))
        ],
        "final_before": draw(st.booleans()),
    }


def made(shape):
    """The rows of a shape, through the product's own operations; gives the quarter being collected and the person."""
    board = factories.BoardFactory()
    plan = factories.PlanFactory(
        board=board,
        section_label=shape["words"][0],
        section_label_plural=shape["words"][1],
        priority_label=shape["words"][2],
        action_label=shape["words"][3],
    )
    for name in BODIES:
        factories.BodyFactory(board=board, name=name, short_name="")
    team = factories.board_team(board)
    titles = iter(shape["titles"])

    def at(rows, place):
        return None if place is None else rows[place]

    priorities = [
        factories.PriorityFactory(plan=plan, label=each, title=next(titles)) for each in shape["priorities"]
    ]
    sections = [
        factories.SectionFactory(
            plan=plan, label=each["label"], title=next(titles), priority=at(priorities, each["priority"])
        )
        for each in shape["sections"]
    ]
    for each in shape["objectives"]:
        places = {"section": at(sections, each["section"]), "priority": at(priorities, each["priority"])}
        factories.ObjectiveFactory(plan=plan, **each | places)
    before = factories.QuarterFactory(
        plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31)
    )
    now = factories.QuarterFactory(plan=plan, state="planned")
    actions = []
    for each in shape["actions"]:
        action = factories.ActionFactory(
            plan=plan,
            section=at(sections, each["section"]),
            priority=at(priorities, each["priority"]),
            by=team,
            **{name: each[name] for name in ("label", "text", "outcome", "when_text", "who_text")},
        )
        for number in range(each["items"]):
            ActionItem.objects.create(action=action, text=f"Part {number}", position=number)
        actions.append(action)
        if each["before"]:
            say(action, before, each["before"], team)
    if shape["final_before"]:
        draft = report_events.start_draft(quarter=before, by=team)
        with pytest.MonkeyPatch.context() as unprinted:
            unprinted.setattr("reporting.operations.reports.render_pdf", lambda content: b"%PDF-")
            report_events.finalise_report(report=draft, by=team)
    plan_events.open_quarter(quarter=now, by=team)
    for action, each in zip(actions, shape["actions"], strict=True):
        if each["now"]:
            say(action, now, each["now"], team)
        last = each["now"] or each["before"]
        if each["end"] == "close" and last == "B":
            plan_events.agree_completion(action=action, outside_because="By e-mail", by=team)
        elif each["end"] == "withdraw":
            plan_events.withdraw_action(action=action, reason="Done elsewhere", by=team)
        elif each["end"] == "ask":
            plan_events.ask_for_new_date(
                action=action, to_date=date(2019, 5, 31), reason="The lead left", by=team
            )
    now.refresh_from_db()
    return plan, now, team


def say(action, quarter, rating, team):
    to_come, past = clock.today() + timedelta(days=30), quarter.starts_on
    words = {
        need.field: "Because."
        if not need.field.endswith("_on")
        else to_come
        if need.field in TO_COME
        else past
        for need in needs(rating, disagrees=True)
    }
    plan_events.record_update(
        action=action, quarter=quarter, rating=rating, progress="As it goes", by=team, **words
    )


def the_report_adds_up(plan, quarter):
    content = gather(quarter, draft=quarter.monitoring_reports.first())
    counted = Action.objects.filter(plan=plan, state__in=["live", "closed"])
    assert content.position.total.n == counted.count()
    assert sum(row.count.n for row in content.position.rows) == counted.count()
    for breakdown in content.breakdowns:
        for row in (*breakdown.rows, breakdown.total):
            assert sum(count.n for count in row.counts) == row.total.n
        assert sum(row.total.n for row in breakdown.rows) == breakdown.total.total.n
    assert Counter(row.now.rating for row in content.rows if row.id in content.counted) == Counter(
        {row.letter: row.count.n for row in content.position.rows if row.count.n}
    )
    looked_at = {finding.key: finding.count for finding in plan_quality(plan, counted.with_status(quarter))}
    found = {listing.key: len(listing.ids) for listing in content.quality}
    assert {key: looked_at[key] for key in found} == found
    assert set(looked_at) - set(found) == SAID_ELSEWHERE
    if plan.priorities.exists():
        linked = level_progress(plan, counted.with_status(quarter)).priorities
        by_key = {row.total.key: row.total.n for each in content.breakdowns for row in each.rows}
        for priority in (*plan.priorities.values_list("pk", flat=True), None):
            assert by_key[f"priority-{priority or 'none'}"] == linked.get(priority, RatingCounts()).total
    return content


def the_list_adds_up(client, plan, content):
    """Each rating's filter shows as many rows as the report counts, and the CSV has every action."""
    for row in content.position.rows:
        page = client.get(reverse("plans:action-list", args=[plan.slug]), {"rating": row.letter})
        shown = set(re.findall(r'id="action-(\d+)"', page.content.decode()))
        assert shown == {str(pk) for pk in row.count.ids}, row.letter
    answer = client.get(reverse("plans:action-export", args=[plan.slug]))
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == 1 + plan.actions.counted().count()


def pages_open(client, plan, quarter, things, *, turn):
    """Those that every plan has, and others by turns."""
    ours = [name for name in routes() if name.partition(":")[0] in ("plans", "reporting")]
    others = [name for name in ours if name not in (*ALWAYS, *PRINTED)]
    tried = set()
    for name in (*ALWAYS, *by_turns(others, len(others) // 4, turn=turn, every=False)):
        try:
            url = address(name, plan, things)
        except AssertionError:  # wants a thing that this plan has not
            continue
        answer = client.get(url)
        assert answer.status_code in (200, 302, 401, 403, 404, 405), (name, answer.status_code)
        if name in ALWAYS:
            assert answer.status_code == 200, name
            tried.add(name)
        if name in WITH_COLUMNS:
            tables_of(answer.text)  # refuses a row with other cells than its head
    assert tried == set(ALWAYS)


# The same stylesheet and the same content again: the whole report is printed in any case.
PRINTED = ["reporting:report-live-pdf", "reporting:report-live-front"]
# Their tables leave out columns, and so every row of them must.
WITH_COLUMNS = ["plans:plan-detail", "plans:action-list", "plans:group-detail", "reporting:report-live"]
ALWAYS = [
    "plans:plan-detail",
    "plans:action-list",
    "plans:action-export",
    "plans:decisions-waiting",
    "plans:quarter-list",
    "plans:group-list",
    "plans:group-detail",
    "plans:history",
    "plans:reminders",
    "reporting:planner",
    "reporting:report-list",
    "reporting:report-live",
    "reporting:group-sheet",
]


@pytest.mark.parametrize("plans", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_any_plan_shows_filters_reports_and_prints(caplog, plans):
    @settings(
        max_examples=plans,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(shapes())
    def tried(shape):
        caplog.clear()
        a_plan_shows_filters_reports_and_prints(caplog, shape)

    tried()


def a_plan_shows_filters_reports_and_prints(caplog, shape):
    with transaction.atomic():
        plan, quarter, team = made(shape)
        client = Client()
        client.force_login(team)
        content = the_report_adds_up(plan, quarter)
        the_list_adds_up(client, plan, content)
        action = plan.actions.first()
        # What a plan has none of has an address that leads nowhere.
        things = defaultdict(int) | {
            "quarter": quarter.slug,
            "group": plan.board.bodies.first().pk,
            "report": getattr(plan.monitoring_reports.frozen().first(), "pk", 0),
            "action": getattr(action, "pk", 0),
        }
        pages_open(client, plan, quarter, things, turn=repr(shape))
        answer = client.get(reverse("reporting:report-live-pdf", args=[plan.slug, quarter.slug]))
        assert len(pypdfium2.PdfDocument(answer.content)) >= 1 + bool(content.schedule)
        assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []
        transaction.set_rollback(True)
