"""A board's own words: story 29 with its numbers, and no default word on any page of a board that has others."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from lscb.models import AuditEntry
from plans import operations
from plans.forms.words import OF_BOARD, OF_PLAN
from plans.models import ActionItem, RatingDefinition
from reporting import operations as report_events
from subgroups.models import Body
from tests.access.matrix import ROUTES
from tests.access.routes import address
from tests.factories import (
    ActionFactory,
    BodyFactory,
    MeetingFactory,
    MembershipFactory,
    ObligationFactory,
    PlanFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    SectionFactory,
    board_team,
    chair_of,
    someone_with,
)
from tests.soak.sampling import EVERY, one_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_paper")]


@pytest.fixture(autouse=True)
def today(on):
    on("2018-04-09")


def typed(plan, **words) -> dict[str, str]:
    """What the page of words sends back, with these changed."""
    sent = {name: getattr(plan.board, name) for name in OF_BOARD}
    sent |= {name: getattr(plan, name) for name in OF_PLAN} | {"grouped_by": plan.grouped_by}
    for letter, word, meaning in plan.rating_key():
        sent |= {f"word_{letter}": word, f"meaning_{letter}": meaning}
    return sent | words


def words_of(page: str) -> str:
    """What a reader meets on a page: its words, without tags."""
    page = re.sub(r"<(script|style|meta)[^>]*>.*?</\1>|<meta[^>]*>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


# --- Story 29 ---------------------------------------------------------------------------------------------


@pytest.fixture
def reported():
    """A board that calls itself an LSCB, with a final report and a quarter being collected."""
    plan = PlanFactory(board__board_label="LSCB")
    board = plan.board
    lscb = BodyFactory(board=board, name="Westshire Safeguarding Board", short_name="LSCB", kind="board")
    group = BodyFactory(board=board, name="Business Group", short_name="", kind="business-group", parent=lscb)
    team = board_team(board, name="Bryony Larkfell")
    before = QuarterFactory(plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31))
    ActionFactory(plan=plan, label="1.1", who_text="Business Group")
    final = report_events.finalise_report(report=report_events.start_draft(quarter=before, by=team), by=team)
    meeting = MeetingFactory(body=group, held_on=date(2018, 4, 18))
    QuarterFactory(plan=plan, meeting=meeting)
    return plan, team, final


NEW = {
    "board_label": "Safeguarding Children Partnership",
    "business_group_label": "Delegated Safeguarding Partners",
    "meaning_B": "complete and embedded",
}


def test_screens_key_and_title_follow_and_a_final_report_keeps_the_old_words(client, reported):
    plan, team, final = reported
    before = final.content
    client.force_login(team)
    final_page = words_of(client.get(final.get_absolute_url()).text)
    sent = typed(plan, **NEW, name="Westshire Safeguarding Children Partnership", short_name="Westshire SCP")
    answer = client.post(reverse("plans:words", args=[plan.slug]), sent, follow=True)
    assert answer.status_code == 200
    assert "Westshire SCP" in answer.text

    live = words_of(client.get(reverse("reporting:report-live", args=[plan.slug, "q4-2017-18"])).text)
    assert "1. The Delegated Safeguarding Partners is asked to" in live
    assert "complete and embedded" in live
    assert "Westshire Safeguarding Children Partnership" in live
    assert "Delegated Safeguarding Partners, 18 April 2018" in live, "the meeting goes by the new name too"
    for name in ("home", "plans:group-list", "plans:action-list", "plans:plan-detail"):
        args = [] if name == "home" else [plan.slug]
        shown = words_of(client.get(reverse(name, args=args)).text)
        assert not re.search(r"Business Group|\bLSCB\b", shown), name

    final.refresh_from_db()
    assert final.content == before
    assert "1. The Business Group is asked to" in final_page
    still = words_of(client.get(final.get_absolute_url()).text)
    assert "1. The Business Group is asked to" in still
    assert "complete and embedded" not in still


def test_the_old_name_of_the_group_is_still_understood(reported):
    plan, team, _ = reported
    operations.choose_words(
        plan=plan,
        board={"business_group_label": "Delegated Safeguarding Partners"},
        levels={},
        key={},
        by=team,
    )
    group = Body.objects.get(board=plan.board, kind="business-group")
    assert group.name == "Delegated Safeguarding Partners"
    assert ActionFactory(plan=plan, who_text="Business Group").owners.get().body == group


def test_one_line_of_audit_says_old_and_new(reported):
    plan, team, _ = reported
    operations.choose_words(
        plan=plan,
        board={"team_label": "Partnership Unit"},
        levels={"section_label": "Work stream"},
        key={"B": ("Done", "complete and embedded")},
        by=team,
    )
    entry = AuditEntry.objects.get(operation="words-chosen")
    assert entry.changes["word for the board team"] == ["Board team", "Partnership Unit"]
    assert entry.changes["word of B"] == ["Complete", "Done"]
    operations.choose_words(plan=plan, board={"team_label": "Partnership Unit"}, levels={}, key={}, by=team)
    assert AuditEntry.objects.filter(operation="words-chosen").count() == 1, (
        "nothing changed, nothing written"
    )


def test_a_rating_that_says_what_every_plan_says_needs_no_row(reported):
    plan, team, _ = reported
    key = {"B": ("Done", "complete and embedded")}
    operations.choose_words(plan=plan, board={}, levels={}, key=key, by=team)
    assert RatingDefinition.objects.filter(plan=plan).count() == 1
    plan = type(plan).objects.get(pk=plan.pk)
    from plans.rules.ratings import DEFAULT_KEY

    operations.choose_words(plan=plan, board={}, levels={}, key={"B": DEFAULT_KEY["B"]}, by=team)
    assert not RatingDefinition.objects.filter(plan=plan).exists()


def test_bad_words_are_refused_beside_their_box_and_nothing_typed_is_lost(client, reported):
    plan, team, _ = reported
    client.force_login(team)
    sent = typed(
        plan, section_label="", word_A="Off track", team_label="Partnership Unit", period_label="Cycle"
    )
    answer = client.post(reverse("plans:words", args=[plan.slug]), sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"section_label", "word_R", "period_label_plural"}
    assert 'value="Partnership Unit"' in answer.text
    plan.board.refresh_from_db()
    assert plan.board.team_label == "Board team"


# --- No default word leaks --------------------------------------------------------------------------------

ODD = {
    "priority": ("Heron", "Herons"),
    "section": ("Otter", "Otters"),
    "objective": ("Badger", "Badgers"),
    "action": ("Kestrel", "Kestrels"),
    "item": ("Feather", "Feathers"),
    "year": ("Season", "Seasons"),
    "owner": ("Keeper", "Keepers"),
}
ODD_BOARD = {
    "board_label": "Zoo",
    "business_group_label": "Zebra group",
    "chair_label": "Lion",
    "team_label": "Wardens",
    "scrutineer_label": "Owl",
    "approver_label": "Magpie",
    "auditor_label": "Mole",
    "group_label": "Herd",
    "group_label_plural": "Herds",
    "subgroup_label": "Flock",
    "subgroup_label_plural": "Flocks",
    "panel_label": "Pride",
    "panel_label_plural": "Prides",
    "task_group_label": "Swarm",
    "task_group_label_plural": "Swarms",
    "working_team_label": "Pack",
    "working_team_label_plural": "Packs",
    "post_label": "Perch",
    "post_label_plural": "Perches",
    "outside_label": "Wild one",
    "outside_label_plural": "Wild ones",
}
LEAKS = re.compile(
    r"\b(sub-?groups?|(?<!zebra )groups?|sections?(?! \d)|priorit(?:y|ies)|objectives?|actions?|owners?|LSCBs?|"
    r"business group|board team|independent chair|scrutineers?|approvers?|auditors?|panels?|"
    r"task and finish|outside bod(?:y|ies)|what we are trying|(?<!each )quarters?|"
    r"quarterly monitoring|reporting periods?)\b",
    re.I,
)


@pytest.fixture(scope="module")
def kept(kept_for_the_module):
    return kept_for_the_module(make_zoo)


@pytest.fixture
def zoo(kept, db):
    plan, people, things = kept
    return type(plan).objects.select_related("board").get(pk=plan.pk), people, things


def make_zoo():
    """A board and a plan whose words are all unusual, with something on every page."""
    levels = {}
    for level, (one, many) in ODD.items():
        levels |= {f"{level}_label": one, f"{level}_label_plural": many}
    levels |= {"rhythm": "half-years", "period_label": "Moonth", "period_label_plural": "Moonths"}
    levels |= {"report_label": "Feeding report"}
    plan = PlanFactory(title="Zoo plan", when_label="Moon", outcome_label="Nest", **levels)
    for field, word in ODD_BOARD.items():
        setattr(plan.board, field, word)
    plan.board.name, plan.board.short_name = "Westshire Zoo", "Zoo"
    plan.board.save()
    body = BodyFactory(board=plan.board, name="Health", short_name="Health")
    for place, kind in enumerate(kind for kind in Body.Kind.values if kind != Body.Kind.AGENCY):
        BodyFactory(board=plan.board, name=f"Pen {place}", short_name=f"P{place}", kind=kind)
    team = board_team(plan.board, name="Bryony Larkfell")
    chair = chair_of(body, name="Ada Fell")
    MembershipFactory(person=team, body=body, role="member")
    section = SectionFactory(plan=plan, title="Water", lead=body)
    priority = PriorityFactory(plan=plan, title="Clean rivers")
    before = QuarterFactory(plan=plan, number=3, starts_on=date(2017, 10, 1), ends_on=date(2017, 12, 31))
    kinds = [
        ("1.1", "Health", "March 2018", "R"),
        ("1.2", "Health; Pen 2", "July 2018", "A"),
        ("1.3", "", "Ongoing", "G"),
        ("1.4", "Somebody else", "November 2017 & March 2018", None),
        ("1.4", "Health", "July 2018", "B"),
        ("", "Health", "", None),
    ]
    made = []
    for label, who, when, rating in kinds:
        action = ActionFactory(
            plan=plan,
            section=section if label else None,
            priority=priority if label == "1.1" else None,
            label=label,
            who_text=who,
            when_text=when,
            text="Count the fish",
            outcome="",
            year="First" if label else "",
        )
        made.append((action, rating))
    old = report_events.finalise_report(report=report_events.start_draft(quarter=before, by=team), by=team)
    quarter = QuarterFactory(plan=plan, meeting=MeetingFactory(body=body))
    for action, rating in made:
        if rating:
            ProgressUpdateFactory(action=action, quarter=quarter, rating=rating, progress="Well", by=team)
    operations.ask_for_new_date(action=made[1][0], to_date=date(2018, 9, 30), reason="Rain", by=team)
    gone = ActionFactory(plan=plan, section=section, label="1.9", text="Dry the pond")
    operations.withdraw_action(action=gone, reason="It rains", by=team)
    duty = ObligationFactory(planned_report__plan=plan, planned_report__what="Fish count")
    duty.forums.add(body)
    action = made[3][0]
    things = {
        "action": action.pk,
        "milestone": action.milestones.first().pk,
        "item": ActionItem.objects.create(action=action, text="First pond").pk,
        "group": body.pk,
        "quarter": quarter.slug,
        "report": old.pk,
    }
    return plan, {"team": team, "chair": chair}, things


OURS = [
    name
    for name in ROUTES
    # Guides that explain how the words of any plan are read, and pages about the service as a whole.
    # The page of words says which of ours each one stands for, that of a new plan which words it may begin with.
    if name
    not in {
        "plans:plan-add",
        "plans:words",
        "plans:rhythm",  # quarter, term and month as the calendar has them, to choose from
        "plans:timescales-help",
        "plans:owners-help",
        "reporting:data-columns",  # names that programs read, which never change
        "accessibility",
        "privacy",
        "cookies",
    }
]


def leaks(text: str) -> list[str]:
    text = re.sub(r"https?://\S+", "", text)
    return [f"…{text[max(0, m.start() - 40) : m.end() + 30]}…" for m in LEAKS.finditer(text)]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("reader", ["team", "chair"])
def test_no_page_says_a_default_word_where_the_board_says_another(client, zoo, reader, every):
    """On a quarter of what the team opens and a twelfth of what the chair does; on all where every one is asked for."""
    plan, people, things = zoo
    names = one_of(4 if reader == "team" else 12, OURS, every)
    client.force_login(people[reader])
    found, opened = {}, 0
    for name in names:
        try:
            url = address(name, plan, things)
        except AssertionError:  # a thing this board has none of
            continue
        answer = client.get(url)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            if said := leaks(words_of(answer.text)):
                found[name] = said
        elif answer.status_code == 200 and "csv" in answer["Content-Type"]:
            if said := leaks(answer.getvalue().decode("utf-8-sig").partition("\n")[0]):
                found[name] = said
        opened += answer.status_code == 200
    assert opened > len(names) / 4
    assert not found, found


ODD_KEY = {"B": "Zebra", "G": "Gnu", "A": "Ape", "R": "Rhino", "N": "Newt", "H": "Heron", "-": "Dodo"}
OUR_KEY = re.compile(
    r"\b((?<!back )on track|at risk|off track|not started|on hold|no update|green|amber|red)\b", re.I
)


@pytest.mark.parametrize("reader", ["team", "independent chair"])
def test_first_page_lists_and_report_speak_of_ratings_in_the_plans_words(client, zoo, reader):
    plan, people, _ = zoo
    for letter, word in ODD_KEY.items():
        RatingDefinition.objects.create(plan=plan, rating=letter, word=word, meaning=f"It is a {word}.")
    person = someone_with(plan.board, "independent-chair") if reader != "team" else people["team"]
    client.force_login(person)
    pages = {
        "home": reverse("home"),
        "list": reverse("plans:action-list", args=[plan.slug]),
        "groups": reverse("plans:group-list", args=[plan.slug]),
        "report": reverse("reporting:report-live", args=[plan.slug, "q4-2017-18"]),
    }
    for name, page in pages.items():
        # What the last report printed stays as it was printed.
        said = words_of(client.get(page).text).replace("- No update", "").replace(": 6 no update.", "")
        assert not [said[found.start() - 40 : found.end() + 20] for found in OUR_KEY.finditer(said)], name
    first = words_of(client.get(pages["home"]).text)
    expected = {
        "team": [
            "Gnu or newt, though its date has passed",
            "Zebra, to be agreed",
            "Overdue, and dodo this moonth",
        ],
        "independent chair": ["Zebra, to be agreed", "Dodo this moonth"],
    }
    for words in expected[reader]:
        assert words in first


def test_no_letter_says_a_default_word(zoo):
    from plans.selectors.reminders import letters_of

    plan, _, _ = zoo
    letters = letters_of(plan.quarters.get(state="collecting"), sender="Wardens")
    assert letters
    assert not [said for letter in letters for said in leaks(f"{letter.subject} {letter.text}")]


@pytest.mark.parametrize("by", ["section", "priority", "year", "owner"])
def test_lists_and_reports_are_sorted_as_asked_and_still_add_up(client, zoo, by):
    from reporting.report.reading import gather

    plan, people, _ = zoo
    client.force_login(people["team"])
    shown = client.get(reverse("plans:action-list", args=[plan.slug]), {"by": by})
    rows = [row.action.pk for _, rows in shown.context["groups"] for row in rows]
    counted = set(plan.actions.counted().values_list("pk", flat=True))
    assert (len(rows), set(rows)) == (6, counted)
    headings = [heading for heading, _ in shown.context["groups"]]
    expected = {
        "section": [str(plan.sections.get()), "Without an otter"],
        "priority": [str(plan.priorities.get()), "Not linked to a heron"],
        "year": ["First", "Without a season"],
        "owner": ["Health", "Health; P2", "Somebody else", "No keeper"],
    }
    assert sorted(headings) == sorted(expected[by])
    plan.grouped_by = by
    plan.save()
    content = gather(plan.quarters.select_related("plan__board", "meeting__body").get(state="collecting"))
    ids = [pk for part in content.schedule for pk in part.ids]
    assert (len(ids), set(ids)) == (6, counted)
    assert len(content.schedule) == len(expected[by])
