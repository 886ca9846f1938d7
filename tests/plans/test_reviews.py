"""Reviews and audits: prepared by the team alone, then shared; their clocks and stages, kinds, the programme."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lscb.errors import Refused
from lscb.models import AuditEntry
from lscb.search import index
from plans import operations
from plans.models import Plan, Recommendation, Review, ReviewKind
from plans.selectors.reviews import audit_years, reviews_of
from reporting.sheets.audits import audit_programme
from subgroups.models import Notice
from tests.factories import (
    AgencyFactory,
    BodyFactory,
    PlanFactory,
    RecommendationFactory,
    ReviewFactory,
    ReviewKindFactory,
    board_team,
    chair_of,
    someone_with,
)

pytestmark = pytest.mark.django_db

QUERIES = {"review-list": 9, "audit-list": 9, "recommendation-list": 11}


@pytest.fixture
def plan(on):
    on("2018-04-09")
    return PlanFactory()


@pytest.fixture
def team(client, plan):
    person = board_team(plan.board)
    client.force_login(person)
    return person


@pytest.fixture
def kind(plan):
    return ReviewKindFactory(board=plan.board, name="Rapid review")


def to(name, plan, *more):
    return reverse(f"plans:{name}", args=[plan.slug, *more])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def typed(kind, **more):
    return {
        "kind": kind.pk,
        "code_name": "Alder",
        "topic": "How agencies share",
        "notified_on": "29 March 2018",
    } | more


@pytest.mark.database
def test_begun_it_is_the_teams_alone_until_it_is_shared(client, plan, team, kind):
    """No page, list, search or line of the trail says anything of it to anybody else."""
    answer = client.post(to("review-add", plan), typed(kind))
    review = Review.objects.get()
    assert answer.url == to("review-detail", plan, review.pk)
    client.post(to("recommendation-add", plan, review.pk), {"number": "1", "text": "A quokka in each school"})
    made = Recommendation.objects.get()
    assert "Alder" in text_of(client.get(to("review-list", plan)))
    pages = [to("review-detail", plan, review.pk), to("recommendation-detail", plan, made.pk)]
    lists = [to(name, plan) for name in ("review-list", "recommendation-list", "theme-list")]
    lists += [f"{to(name, plan)}?as=csv" for name in ("review-save", "recommendation-save")]
    reader = someone_with(plan.board, "auditor")
    client.force_login(reader)
    assert [client.get(page).status_code for page in pages] == [404, 404]
    said = [b"".join(answer) if answer.streaming else answer.content for answer in map(client.get, lists)]
    assert not any(word in each for each in said for word in (b"Alder", b"quokka"))
    search = reverse("reporting:search")
    assert "quokka in each" not in text_of(client.get(search, {"q": "quokka"}))
    trail = str([(entry.thing_name, entry.changes) for entry in AuditEntry.objects.all()])
    assert "Alder" not in trail and "quokka" not in trail
    operations.share_review(review=review, plan=plan, by=team)
    assert [client.get(page).status_code for page in pages] == [200, 200]
    assert "quokka" in text_of(client.get(search, {"q": "quokka"}))
    entry = AuditEntry.objects.about(review).first()
    assert (entry.operation, entry.changes["code name"]) == ("review-shared", ["", "Alder"])
    assert client.post(pages[0], {"step": "end", "end-reason": "x"}).status_code == 403


def test_those_it_is_addressed_to_hear_of_it_once_it_is_shared(plan, team):
    agency = AgencyFactory(board=plan.board)
    lead, chair, other = (
        chair_of(BodyFactory(board=plan.board, **of), email=f"{name}@example.org")
        for of, name in (({"agency": agency, "kind": "agency"}, "lead"), ({}, "chair"), ({}, "other"))
    )
    review = ReviewFactory(board=plan.board, shared_on=None)
    made = RecommendationFactory(review=review)
    made.agencies.add(agency)
    made.bodies.add(chair.memberships.get().body)
    operations.share_review(review=review, plan=plan, by=team)
    assert {notice.person for notice in Notice.objects.all()} == {lead, chair}
    assert other not in {notice.person for notice in Notice.objects.all()}
    with pytest.raises(Refused, match="shared already"):
        operations.share_review(review=review, plan=plan, by=team)


@pytest.mark.database
def test_a_clock_of_working_days_runs_over_easter_and_says_how_late_it_is(client, plan, team, kind, on):
    client.post(to("review-add", plan), typed(kind, notified_on="16 March 2018"))
    review = Review.objects.get()
    page = text_of(client.get(to("review-detail", plan, review.pk)))
    assert "within 15 working days of notification" in page
    assert "10 April 2018" in page and "late" not in page.partition('id="stages"')[2].partition("</table>")[0]
    on("2018-04-12")
    assert "2 days late" in text_of(client.get(to("review-list", plan)))
    last = review.stages.get(words="Report agreed")
    first = review.stages.get(words="Scope agreed")
    seen = {"step": "stages", "stages-seen": review.changed_at.isoformat()}
    boxes = {f"stages-stage-{first.pk}": "20 March 2018", f"stages-stage-{last.pk}": "13 April 2018"}
    answer = client.post(to("review-detail", plan, review.pk), seen | boxes)
    assert answer.status_code == 422 and "That day has not come yet" in text_of(answer)
    answer = client.post(
        to("review-detail", plan, review.pk), seen | boxes | {f"stages-stage-{last.pk}": "11 April 2018"}
    )
    assert answer.status_code == 302
    review = Review.objects.get()
    assert review.stages.get(pk=last.pk).done_on == date(2018, 4, 11)
    stale = client.post(to("review-detail", plan, review.pk), seen | boxes)
    assert stale.status_code == 422 and "This changed while you were looking at it" in text_of(stale)


@pytest.mark.database
def test_what_cannot_be_is_said_at_once_and_what_was_typed_stays(client, plan, team, kind):
    ReviewFactory(board=plan.board, code_name="alder")
    wrong = typed(
        kind,
        code_name="",
        notified_on="1 May 2018",
        published_on="1 March 2018",
        commissioned_on="2 March 2018",
    )
    answer = client.post(to("review-add", plan), wrong)
    assert answer.status_code == 422 and "How agencies share" in text_of(answer)
    assert set(answer.context["form"].errors) == {"code_name", "notified_on", "published_on"}
    answer = client.post(to("review-add", plan), typed(kind))
    assert "The board has a review with this code name." in text_of(answer)
    page = text_of(answer)
    assert "Never a name, initials" in page and "nothing here can check" in page
    with pytest.raises(Refused) as refused:
        operations.begin_review(
            board=plan.board, kind=ReviewKindFactory(), code_name=" ", agencies=[AgencyFactory()], by=team
        )
    assert set(refused.value.error_dict) == {"code_name", "kind", "agencies"}


@pytest.mark.database
def test_another_kind_brings_other_stages_while_none_is_done(plan, team, kind):
    review = operations.begin_review(board=plan.board, kind=kind, code_name="Alder", by=team)
    other = ReviewKindFactory(board=plan.board, stages="Visit\nLetter received")
    said = {"kind": other, "code_name": "Alder", "by": team}
    operations.change_review(review=review, **said)
    assert [stage.words for stage in review.stages.all()] == ["Visit", "Letter received"]
    operations.keep_review_kind(board=plan.board, kind=other, name="Peer review", stages="Visit", by=team)
    assert review.stages.count() == 2  # those that were begun keep theirs
    operations.record_stages(review=review, done={review.stages.first().pk: date(2018, 4, 2)}, by=team)
    with pytest.raises(Refused, match="are done"):
        operations.change_review(review=review, **said | {"kind": kind})


@pytest.mark.database
def test_ended_early_its_clocks_stop_and_it_can_be_taken_up_again(client, plan, team, kind):
    review = operations.begin_review(
        board=plan.board, kind=kind, code_name="Alder", notified_on=date(2018, 3, 1), by=team
    )
    page = to("review-detail", plan, review.pk)
    assert client.post(page, {"step": "end", "end-reason": " "}).status_code == 422
    client.post(page, {"step": "end", "end-reason": "The criteria are not met."})
    review.refresh_from_db()
    assert (review.status, review.to_come) == ("Ended early", [])
    assert "The criteria are not met." in text_of(client.get(page))
    with pytest.raises(Refused, match="ended early"):
        operations.record_stages(review=review, done={}, by=team)
    client.post(page, {"step": "again", "again-reason": "New facts"})
    assert Review.objects.get().stopped_on is None


@pytest.mark.database
@pytest.mark.parametrize(
    ("of_kind", "name"),
    [
        ("children-board", "Serious case review"),
        ("children-partnership", "Rapid review"),
        ("adults-board", "Safeguarding adults review"),
    ],
)
def test_each_kind_of_board_has_its_usual_kinds_and_changes_them(client, plan, team, of_kind, name):
    plan.board.kind = of_kind
    plan.board.save()
    own = ReviewKindFactory(board=plan.board, name=name.upper(), stages="Ours")
    client.post(to("review-kinds", plan))
    page = text_of(client.get(to("review-kinds", plan)))
    assert "Multi-agency audit" in page and "Domestic homicide review" in page
    assert ReviewKind.objects.filter(board=plan.board, name__iexact=name).get().stages == "Ours"
    assert client.post(to("review-kinds", plan)).status_code == 422
    box = {"name": own.name, "stages": "Report in 20 days", "look_again_after": "6"}
    answer = client.post(to("review-kind", plan, own.pk), box)
    assert answer.status_code == 422 and "write its clock as" in text_of(answer)
    client.post(to("review-kind", plan, own.pk), box | {"stages": "Report: within 20 days of notification"})
    own.refresh_from_db()
    assert own.stages == "Report: within 20 days of notification"


def test_the_audit_programme_is_a_year_of_audits_with_what_is_done_again(client, plan, team):
    audit = ReviewKindFactory(
        board=plan.board, name="Multi-agency audit", is_audit=True, stages="Report agreed"
    )
    first = ReviewFactory(
        board=plan.board, kind=audit, code_name="Neglect 2017", planned_for=date(2017, 10, 31)
    )
    first.stages.create(words="Report agreed", done_on=date(2017, 12, 12))
    ReviewFactory(
        board=plan.board, kind=audit, code_name="Neglect 2018", planned_for=date(2018, 10, 31), follows=first
    )
    ReviewFactory(board=plan.board, kind=audit, code_name="Some day")
    page = text_of(client.get(to("audit-list", plan)))
    assert "Audit programme 2018/19" in page and "does Neglect 2017 again" in page and "Some day" in page
    page = text_of(client.get(to("audit-list", plan), {"year": "2017"}))
    assert "planned for the year: 1, 1 concluded" in page and "12 December 2017" in page
    assert "Neglect 2017" not in text_of(client.get(to("review-list", plan)))
    assert f"?again={first.pk}" in text_of(client.get(to("review-detail", plan, first.pk)))
    saved = b"".join(client.get(to("audit-save", plan), {"year": "2018", "as": "csv"})).decode()
    assert "Neglect 2018" in saved and "Some day" not in saved


def test_an_audit_is_concluded_on_its_page_in_its_file_and_on_paper_alike(client, plan, team):
    audit = ReviewKindFactory(board=plan.board, is_audit=True)
    day = {
        "kind": audit,
        "board": plan.board,
        "planned_for": date(2018, 5, 1),
        "published_on": date(2018, 6, 12),
    }
    ReviewFactory(**day)
    ReviewFactory(**day, shared_on=None)
    ReviewFactory(**day, stopped_on=date(2018, 6, 1), stopped_because="It was planned twice")
    page = text_of(client.get(to("audit-list", plan)))
    assert "planned for the year: 3, 1 concluded" in page and page.count("12 June 2018") == 1
    saved = b"".join(client.get(to("audit-save", plan), {"as": "csv"})).decode()
    assert saved.count("2018-06-12") + saved.count("12/06/2018") + saved.count("12 June 2018") == 1
    [year] = audit_years(reviews_of(team, plan), plan)
    paper = audit_programme(plan, year)
    assert paper.concluded == 1
    states = sorted(each.state for each in paper.lines)
    assert states == ["Being prepared", "Concluded, 12 June 2018", "Ended early"]


def test_lists_cost_the_same_whatever_their_length(client, plan, team, django_assert_num_queries):
    audit = ReviewKindFactory(board=plan.board, is_audit=True)
    agency = AgencyFactory(board=plan.board)

    def more(number):
        for each in range(number):
            review = ReviewFactory(
                board=plan.board, planned_for=date(2018, 5, 1), **({"kind": audit} if each % 2 else {})
            )
            review.agencies.add(agency)
            review.stages.create(words="Scope agreed")
            RecommendationFactory(review=review).agencies.add(agency)

    counts = []
    for number in (2, 4):
        more(number)
        for name, queries in QUERIES.items():
            with django_assert_num_queries(queries):
                counts.append(text_of(client.get(to(name, plan))).count("<tr>"))
    assert counts[3] > counts[0] and counts[5] > counts[2]


@pytest.mark.database
def test_the_database_keeps_the_rules(plan):
    review = ReviewFactory(board=plan.board)
    for broken in (
        lambda: ReviewFactory(board=plan.board, code_name=review.code_name.upper()),
        lambda: ReviewFactory(board=plan.board, stopped_on=date(2018, 4, 1)),
        lambda: review.stages.create(words="Report", within=3),
        lambda: RecommendationFactory(review=review, response="in-part"),
        lambda: RecommendationFactory(review=review, closed_on=date(2018, 4, 1)),
        lambda: RecommendationFactory(review=review, impact_due_on=date(2018, 4, 1)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


@pytest.mark.database
def test_the_index_of_the_search_has_what_it_says(plan):
    assert {"plans.review", "plans.recommendation", "plans.theme", "plans.impactlook"} <= set(index.sources())
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_a_code_name_is_explained_without_the_abbreviation_of_one_kind_of_board(client, plan, team):
    client.force_login(team)
    page = client.get(reverse("plans:review-add", args=[plan.slug])).content.decode()
    assert "such as Alder or Review 3." in page
    assert "SCR" not in page
