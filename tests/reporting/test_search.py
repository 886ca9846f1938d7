"""The search: what is found, for whom, and that the index is what the rows say."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from lscb import clock
from lscb.fields import TextField
from lscb.models import SearchEntry
from lscb.search import index
from lscb.search.asking import saying
from lscb.search.words import asked
from plans import operations
from plans.models import Action, ActionItem, Chapter, ProgressUpdate, Quarter
from plans.operations.undoing import undo
from reporting.rules.search import without_ordinal
from reporting.selectors.search import search
from reporting.selectors.searched import SEARCHED, Kind
from subgroups.models import Membership, Person
from tests.factories import (
    ActionFactory,
    BodyFactory,
    BodyNameFactory,
    ChallengeFactory,
    ChapterFactory,
    DecisionFactory,
    EvidenceFactory,
    FunctionFactory,
    GlossaryTermFactory,
    HighlightFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    PersonFactory,
    PlanFactory,
    PlannedReportFactory,
    ProgressUpdateFactory,
    QuarterFactory,
    RecommendationFactory,
    ReviewFactory,
    RiskFactory,
    ScrutinyEntryFactory,
    SectionFactory,
    StandardSetFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

_COLUMNS = [field.name for field in SearchEntry._meta.fields if field.name not in ("id", "vector")]


def entries() -> set[tuple]:
    return set(SearchEntry.objects.values_list(*_COLUMNS))


def found(person, words: str, **narrowed) -> list[str]:
    """Kind and title of what the first page shows, with its marks."""
    plans = [narrowed["plan"]] if narrowed.get("plan") else []
    hits = search(person, words, **{"kind": None, "plan": None, "plans": plans, "page": 1} | narrowed).hits
    return [f"{hit.kind}: {''.join(words for words, _ in hit.title)}" for hit in hits]


def total(person, words: str) -> int:
    return search(person, words, kind=None, plan=None, plans=[], page=1).total


@pytest.fixture
def plan():
    return PlanFactory(title="Plan of Westshire")


@pytest.fixture
def team(plan):
    return board_team(plan.board, name="Ina Team")


def one_of_each(plan, word: str, quarter=None):
    """A row of nearly everything that people write of a plan, each with `word` in it."""
    body = BodyFactory(board=plan.board, name=f"Group of {word}")
    action = ActionFactory(plan=plan, label="8.5", text=f"Begin the {word}")
    quarter = quarter or QuarterFactory(plan=plan)
    BodyNameFactory(body=body, words=f"{word} too")
    FunctionFactory(body=body, text=f"See to the {word}")
    ActionItem.objects.create(action=action, text=f"Part of {word}")
    ProgressUpdateFactory(action=action, quarter=quarter, progress=f"The {word} is done")
    ScrutinyEntryFactory(board=plan.board, words=f"Nobody saw the {word}")
    DecisionFactory(action=action, words=f"Room for {word}")
    ChallengeFactory(plan=plan, words=f"Why no {word}?")
    RiskFactory(plan=plan, words=f"No {word}")
    review = ReviewFactory(board=plan.board, topic=f"Why no {word}")
    RecommendationFactory(review=review, text=f"Bring the {word}")
    StandardSetFactory(board=plan.board, titles=[f"Standard of {word}"])
    MeasureFactory(plan=plan, words=f"Number of {word}")
    EvidenceFactory(action=action, title=f"Audit of {word}", link_only=True)
    ChapterFactory(plan=plan, text=f"On {word}")
    SectionFactory(plan=plan, title=f"The {word}")
    ObjectiveFactory(plan=plan, text=f"More {word}")
    GlossaryTermFactory(plan=plan, meaning=word)
    PlannedReportFactory(plan=plan, what=f"Report on {word}")
    HighlightFactory(body=body, quarter=quarter, done=f"A {word}")
    MembershipFactory(person=PersonFactory(name=f"Una {word}"), body=body)
    return action


def test_everything_people_write_is_found_by_its_words(plan, team):
    one_of_each(plan, "quokka")
    result = search(team, "quokka", kind=None, plan=None, plans=[plan], page=1)
    assert {kind for kind, _ in result.kinds} == set(Kind) - {Kind.AGENCY}
    assert result.total == sum(n for _, n in result.kinds) == 22
    assert len(result.hits) == 20  # a page
    assert all(hit.address.startswith("/") for hit in result.hits)
    assert all(any(said for _, said in hit.title) or hit.excerpts for hit in result.hits)


def test_nobody_finds_counts_or_sees_what_another_board_wrote(plan, team):
    elsewhere = PlanFactory()
    one_of_each(elsewhere, "quokka")
    stranger, former = board_team(elsewhere.board), PersonFactory()
    MembershipFactory(
        person=former, body=BodyFactory(board=elsewhere.board), ends_on=clock.today() - timedelta(days=1)
    )
    superuser = Person.objects.create_superuser("root@example.org")
    for person in (team, former, superuser):
        assert total(person, "quokka") == 0
        assert search(person, "quokka", kind=None, plan=elsewhere, plans=[plan], page=1).hits == []
    assert total(stranger, "quokka") == 22
    assert total(someone_with(elsewhere.board, "auditor"), "quokka") == 22
    member = MembershipFactory(body=BodyFactory(board=elsewhere.board), role=Membership.Role.MEMBER).person
    assert total(member, "quokka") == 22


def test_the_index_knows_the_board_of_each_row_as_its_own_door_does(plan, team):
    """What `visible_to` of the model lets somebody see is what the entries of that model are found by."""
    one_of_each(plan, "quokka")
    other = PlanFactory()
    one_of_each(other, "quokka")
    for person in (team, board_team(other.board)):
        for name, each in SEARCHED.items():
            of_model = SearchEntry.objects.visible_to(person).filter(source=name)
            seen = each.source.model.objects.visible_to(person).values_list("pk", flat=True)
            assert set(of_model.values_list("thing", flat=True)) <= set(seen), name
            boards = {plan.board_id, other.board_id} & person.board_ids
            assert set(of_model.values_list("board", flat=True)) <= boards


def test_a_reference_finds_its_action_first_and_then_what_was_said_of_it(plan, team):
    quarter = QuarterFactory(plan=plan)
    ProgressUpdateFactory(
        action=ActionFactory(plan=plan, label="1.1"), progress="It waits for 8.5", quarter=quarter
    )
    action = one_of_each(plan, "quokka", quarter)
    names = found(team, "8.5", plan=plan)
    assert names[0] == "actions: 8.5 Begin the quokka"
    assert names[1:5] == [
        "parts: 8.5 Begin the quokka",
        "updates: 8.5 Begin the quokka",
        "decisions: 8.5 Begin the quokka",
        "evidence: Audit of quokka",
    ]
    assert names[5] == "updates: 1.1 Review the training programme"
    assert found(team, "8.5 quokka done", plan=plan) == ["updates: 8.5 Begin the quokka"]
    Action.objects.filter(pk=action.pk).update(label="9.1")
    assert len(found(team, "9.1", plan=plan)) == 5
    assert without_ordinal(" 13.2  (2)") == "13.2" and without_ordinal("the 13.2 (2)") == "the 13.2 (2)"


def test_it_is_narrowed_to_a_kind_and_a_plan(plan, team):
    second = PlanFactory(board=plan.board)
    for each in (plan, second):
        ActionFactory(plan=each, text="A quokka")
        RiskFactory(plan=each, words="A quokka")
    result = search(team, "quokka", kind=Kind.RISK, plan=second, plans=[plan, second], page=1)
    assert [hit.kind for hit in result.hits] == [Kind.RISK] and result.total == 1
    assert result.kinds == [(Kind.ACTION, 1), (Kind.RISK, 1)]
    assert result.plans == [(plan, 1), (second, 1)]


def test_the_index_is_what_the_rows_say_however_they_were_written(plan, team):
    """By model, by queryset, in bulk, undone, withdrawn, renamed, removed: as if it were built anew."""
    action = one_of_each(plan, "quokka")
    quarter = Quarter.objects.get(plan=plan)
    owner = chair_of(action.plan.board.bodies.first())
    operations.record_update(action=action, quarter=quarter, rating="G", progress="An okapi", by=team)
    assert total(team, "okapi") == 1
    undo(step=action.last_step, by=team)
    assert total(team, "okapi") == 0
    evidence = action.evidence.get()
    operations.withdraw_evidence(evidence=evidence, reason="Wrong file", by=team)
    ActionItem.objects.bulk_create([ActionItem(action=action, text="An axolotl")])
    plan.chapters.update(text="A tapir")
    plan.glossary.all().delete()
    plan.risks.get().delete()
    Quarter.objects.filter(pk=quarter.pk).update(name="Term of the numbat")
    Person.objects.filter(pk=owner.pk).update(name="Left, 2018")
    kept = entries()
    assert total(team, "numbat") == ProgressUpdate.objects.not_undone().count() == 1
    assert total(team, "axolotl") == total(team, "tapir") == 1
    before = total(team, "quokka")
    index.rebuild()
    assert entries() == kept and total(team, "quokka") == before


@pytest.mark.parametrize("what", ["table", "column"])
def test_the_index_waits_while_tables_are_those_of_another_version(plan, team, what):
    """As after going back over migrations, or before the last of them."""
    one_of_each(plan, "quokka")
    before, kept, table = total(team, "quokka"), entries(), Chapter._meta.db_table
    there, back = {
        "table": (f"{table} RENAME TO chapters_to_come", f"chapters_to_come RENAME TO {table}"),
        "column": (f"{table} RENAME COLUMN text TO said", f"{table} RENAME COLUMN said TO text"),
    }[what]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        index.before_migrating(None, "default", plan=[what])
        cursor.execute(f"ALTER TABLE {there}")
        index.after_migrating(None, "default", plan=[what])
        ActionFactory(plan=plan, text="A quokka of then")
        assert entries() == kept
        cursor.execute(f"ALTER TABLE {back}")
        index.after_migrating(None, "default", plan=[what])
    assert total(team, "quokka") == before + 1


def test_people_are_found_by_the_places_and_roles_they_have_today(plan, team):
    body = BodyFactory(board=plan.board)
    person = PersonFactory(name="Ola Quokka", job_title="Head of wombats")
    place = MembershipFactory(person=person, body=body, starts_on=clock.today() + timedelta(days=1))
    assert total(team, "quokka") == 0
    Membership.objects.filter(pk=place.pk).update(starts_on=None)
    assert total(team, "ola wombat") == 1
    MembershipFactory(
        person=person, body=BodyFactory(board=plan.board, name="Ruts", short_name=""), role="member"
    )
    (hit,) = search(
        team, "quokka", kind=None, plan=None, plans=[plan], page=1
    ).hits  # once, with all they are
    assert hit.beside == f"Head of wombats; Chair, {body.label}; Member, Ruts"
    person.memberships.filter(role="member").delete()
    Membership.objects.filter(pk=place.pk).update(ends_on=clock.today() - timedelta(days=1))
    assert total(team, "quokka") == 0
    unconfirmed = someone_with(plan.board, "approver", name="Ada Quokka").board_roles.get()
    assert total(team, "quokka") == 1
    type(unconfirmed).objects.filter(pk=unconfirmed.pk).update(confirmed_at=None)
    assert total(team, "quokka") == 0


def test_words_are_alike_however_they_are_typed(plan, team):
    ActionFactory(plan=plan, text="Children’s “voice” – Łódź, café,\r\nmulti-agency/health•quoll", outcome="")
    for words in (
        "children's",
        '"voice lodz"',
        "CAFÉ multi",
        "agency health",
        "quoll",
        '"cafe multi agency"',
    ):
        assert total(team, words) == 1, words
    for words in ("kindred", '"voice cafe"', "voice nothing", "ildren"):
        assert total(team, words) == 0, words


def test_nothing_that_is_typed_is_an_error(client, plan, team):
    client.force_login(team)
    hostile = [
        "",
        "\0",
        "' OR 1=1 --",
        '"',
        "(*) & | ! <-> :*A",
        "NEAR(a b) a*",
        "x\\",
        "é" * 10_000,
        "x\ud800",
        "١٢ 漢字",
    ]
    for words in hostile:
        typed = words.encode("utf-8", "surrogatepass")
        answer = client.get(
            reverse("reporting:search"), {"q": typed, "kind": typed[:9], "plan": typed, "page": typed[:9]}
        )
        assert answer.status_code == 200
    for words in hostile:  # also where no page has cleaned it
        total(team, words)


def test_the_page_marks_what_was_found_and_escapes_the_rest(client, plan, team):
    ActionFactory(plan=plan, text="The <b>quokka</b> & others")
    client.force_login(team)
    text = client.get(reverse("reporting:search"), {"q": "quok"}).content.decode()
    assert "&lt;b&gt;<mark>quokka</mark>&lt;/b&gt; &amp; others" in text
    text = client.get(reverse("reporting:search"), {"q": "<script>"}).content.decode()
    assert "<script>”" not in text and "Nothing says" in text


def test_the_number_of_queries_does_not_grow(client, plan, team, django_assert_num_queries):
    client.force_login(team)

    def ask(count):
        with django_assert_num_queries(count):
            client.get(reverse("reporting:search"), {"q": "quokka"})

    update = ProgressUpdateFactory(action=ActionFactory(plan=plan, text="A quokka"), progress="A quokka")
    client.get(reverse("reporting:search"))
    ask(9)
    for _ in range(9):
        ActionFactory(plan=plan, text="A quokka")
        ProgressUpdateFactory(action=update.action, quarter=update.quarter, progress="A quokka")
    ask(9)


# What is no word of a board, or not for all its readers, by model and field.
NOT_SEARCHED = {
    "plans.Reminder.body": "a letter, of the team alone",
    "plans.Decision.outside_because": "how, not what",
    "plans.DateChange.outside_because": "how, not what",
    "plans.SavedView.name": "what somebody calls a list for themselves",
    "plans.Evidence.why_withdrawn": "of what is not found any more",
    "plans.AnswerEvidence.why_withdrawn": "of what is not found any more",
    "plans.RecommendationEvidence.why_withdrawn": "of what is not found any more",
    "plans.BodyDocument.why_withdrawn": "of what is not found any more",
    "plans.RatingDefinition.meaning": "the key of the ratings",
    "reporting.YearlySection.drafted": "what is drafted from words that are found themselves",
    "subgroups.Notice.said": "news for one person",
    "reporting.PublicPages.about": "of the team alone here, and on public pages",
    "reporting.PublicPages.never_public": "of the team alone",
    "reporting.Publication.introduction": "of the team alone here, and on public pages",
    "reporting.Publication.why_withdrawn": "of the team alone",
}


def test_every_text_that_people_write_is_looked_through_or_said_not_to_be():
    unknown = []
    for app in ("subgroups", "plans", "reporting"):
        for model in apps.get_app_config(app).get_models():
            if model.__name__.startswith("Historical"):
                continue
            source = index.sources().get(model._meta.label_lower)
            known = {*source.title, *source.words} if source else set()
            unknown += [
                name
                for field in model._meta.fields
                if isinstance(field, TextField) and field.name not in known
                if (name := f"{model._meta.label}.{field.name}") not in NOT_SEARCHED
            ]
    assert unknown == []


def test_what_is_asked_for_one_board_is_looked_up_for_that_board_alone(plan):
    ActionFactory(plan=plan, text="A quokka")
    other = PlanFactory()
    of_title = saying(asked("quokka"), [plan.board_id], in_title=True)
    assert SearchEntry.objects.filter(of_title).count() == 1
    assert SearchEntry.objects.filter(saying(asked("quokka"), [other.board_id])).count() == 0
    assert SearchEntry.objects.filter(saying([], [plan.board_id])).count() == 0
