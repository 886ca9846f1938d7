"""Every kind of thing that the search finds is shown by its words and leads to where these stand."""

import re
from datetime import date
from functools import partial

import pytest
from django.test import override_settings
from django.urls import reverse

from lscb import clock
from plans.models import (
    ActionItem,
    DateChange,
    ImpactLook,
    ImportedWords,
    LinkedDocument,
    MeasureValue,
    Milestone,
    Moderation,
    OneOfManyAnswer,
    Standard,
)
from reporting import operations
from reporting.models import BoardReport, MonitoringReport, Signature, YearlySignature
from reporting.selectors.searched import SEARCHED, Kind
from subgroups.models import Function, FunctionItem, Membership
from tests import factories as made
from tests.soak.sampling import sampled

pytestmark = pytest.mark.django_db

DAY = date(2018, 4, 9)


class Scene:
    """A board with one of each thing that is found, each with a word that nothing else has; `without` a plan, of what
    needs none."""

    def __init__(self, *, without=False):
        self.board = made.BoardFactory()
        self.team = made.board_team(self.board)
        self.group = made.BodyFactory(board=self.board, name="Learning Group")
        self.member = made.MembershipFactory(body=self.group, role=Membership.Role.MEMBER).person
        self.top = made.BodyFactory(board=self.board, name="The Board", kind="board")
        self.meeting = made.MeetingFactory(body=self.top, held_on=date(2018, 3, 14))
        self.review = made.ReviewFactory(board=self.board)
        self.recommendation = made.RecommendationFactory(review=self.review)
        self.year = made.YearlyReportFactory(board=self.board)
        if not without:
            self.plan = made.PlanFactory(board=self.board, title="Plan of Westshire", slug="westshire")
            self.quarter = made.QuarterFactory(plan=self.plan)
            self.action = made.ActionFactory(plan=self.plan, label="8.5", text="Begin the training")
        for name in WITHOUT_A_PLAN if without else THINGS:
            THINGS[name](self, word_of(name))

    def return_(self, **fields):
        return made.AgencyReturnFactory(
            assessment=made.SelfAssessmentFactory(plan=self.plan),
            sent=True,
            moderated_at=clock.now(),
            shared_at=clock.now(),
            **fields,
        )

    def answer(self, **fields):
        return made.ReturnAnswerFactory(agency_return=self.return_(), shared_at=clock.now(), **fields)

    def period(self, number):
        """A reporting period before the one that is being collected, which was reported."""
        span = made.nth(self.plan, 2017, number)
        return made.QuarterFactory(
            plan=self.plan,
            number=number,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            state="reported",
        )

    def final(self, number, **words):
        draft = MonitoringReport.objects.create(plan=self.plan, quarter=self.period(number), **words)
        return operations.finalise_report(report=draft, by=self.team)

    def final_year(self, year, *, recipients="The Secretary of State", text="All went well"):
        draft = made.YearlyReportFactory(
            board=self.board,
            name=f"{year}/{year % 100 + 1}",
            starts_on=date(year, 4, 1),
            ends_on=date(year + 1, 3, 31),
            recipients=recipients,
        )
        made.YearlySectionFactory(report=draft, text=text)
        return operations.finalise_yearly(report=draft, by=self.team, omitted_because="It is of long ago")

    def signed(self, signature, report, word):
        signature.objects.create(
            report=report,
            person=self.team,
            role="approver",
            name="Ada Signing",
            post="Approver",
            at=clock.now(),
            remarks=f"Well said, {word}",
        )


def word_of(name: str) -> str:
    return re.sub("[^a-z]", "", name.partition(".")[2]) + "quokka"


def _edition_published(scene, word):
    edition = operations.start_edition(
        plan=made.PlanFactory(board=scene.board, slug="another"), by=scene.team
    )
    operations.word_edition(edition=edition, title="", foreword=f"We begin, {word}", by=scene.team)
    operations.publish_edition(edition=edition, by=scene.team)


def _board_report(scene, word, *, final):
    meeting = made.MeetingFactory(body=scene.top, held_on=date(2018, 2, 14) if final else date(2018, 5, 16))
    report = BoardReport.objects.create(board=scene.board, meeting=meeting, key_messages=f"More of {word}")
    if final:
        operations.finalise_board_report(report=report, by=scene.team)


def _moderated(scene, word):
    proposal, answer = (
        made.ProgressUpdateFactory(action=scene.action, quarter=scene.quarter, rating=letter)
        for letter in "GA"
    )
    Moderation.objects.create(
        proposal=proposal, stands_for=proposal, answer=answer, reason=f"As {word}", by=scene.team
    )


def _answered_by_one_of_many(scene, word):
    action = made.ActionFactory(plan=scene.plan, who_text="All subgroups")
    OneOfManyAnswer.objects.create(
        action=action, body=scene.group, state="working", words=f"We begin {word}", by=scene.team
    )


def _kind_of_review(scene, word, *, is_audit):
    kind = made.ReviewKindFactory(board=scene.board, name=f"Look at {word}", is_audit=is_audit)
    made.ReviewFactory(board=scene.board, kind=kind)


def _drafted_again(scene, word):
    made.YearlyReportFactory(
        board=scene.board,
        name="2014/15",
        starts_on=date(2014, 4, 1),
        ends_on=date(2015, 3, 31),
        correction_reason=f"Nobody told of {word}",
    )


def _served_in_a_section(scene, word):
    section = made.SectionFactory(plan=scene.plan, title="Voice")
    objective = made.ObjectiveFactory(plan=scene.plan, section=section, text=f"Better {word}")
    made.ActionFactory(plan=scene.plan, section=section, objective=objective)


def _left_out(scene, word):
    made.YearlySectionFactory(report=scene.year, left_out=True, left_out_because=f"Nothing of {word}")


# Each thing by the name of its model; after a comma, where it is shown in another way.
THINGS = {
    "subgroups.body": lambda s, w: made.BodyFactory(board=s.board, name=f"Group {w}"),
    "subgroups.body, agency": lambda s, w: made.BodyFactory(
        board=s.board, name=f"Agency {w}", kind="agency", agency=made.AgencyFactory(board=s.board)
    ),
    "subgroups.bodyname": lambda s, w: made.BodyNameFactory(body=s.group, words=w),
    "subgroups.function": lambda s, w: made.FunctionFactory(body=s.group, text=f"See to {w}"),
    "subgroups.functionitem": lambda s, w: FunctionItem.objects.create(
        function=Function.objects.filter(body=s.group).first(), text=f"Also {w}"
    ),
    "subgroups.membership": lambda s, w: made.MembershipFactory(
        person=made.PersonFactory(name=f"Una {w}"), body=s.group, role=Membership.Role.MEMBER
    ),
    "subgroups.boardrole": lambda s, w: made.someone_with(s.board, "auditor", name=f"Ina {w}"),
    "plans.plan": lambda s, w: made.PlanFactory(board=s.board, title="The next", vision=f"Every {w}"),
    "plans.chapter": lambda s, w: made.ChapterFactory(plan=s.plan, text=f"On {w}"),
    "plans.priority": lambda s, w: made.PriorityFactory(plan=s.plan, title=f"Less {w}"),
    "plans.section": lambda s, w: made.SectionFactory(plan=s.plan, title=f"The {w}"),
    "plans.objective": lambda s, w: made.ObjectiveFactory(plan=s.plan, text=f"More {w}"),
    "plans.objective, served in a section": _served_in_a_section,
    "plans.objective, thread": lambda s, w: made.ObjectiveFactory(
        plan=s.plan, kind="golden-thread", text=f"Always {w}"
    ),
    "plans.linkeddocument": lambda s, w: LinkedDocument.objects.create(plan=s.plan, title=f"Guide to {w}"),
    "plans.glossaryterm": lambda s, w: made.GlossaryTermFactory(plan=s.plan, meaning=f"What is {w}"),
    "plans.action": lambda s, w: made.ActionFactory(plan=s.plan, text=f"Begin {w}"),
    "plans.action, closed": lambda s, w: made.ActionFactory(
        plan=s.plan, state="withdrawn", state_reason=f"No more {w}"
    ),
    "plans.actionitem": lambda s, w: ActionItem.objects.create(action=s.action, text=f"Part of {w}"),
    "plans.milestone": lambda s, w: Milestone.objects.create(
        action=s.action, kind="event-driven", words=f"when {w} is launched"
    ),
    "plans.progressupdate": lambda s, w: made.ProgressUpdateFactory(
        action=s.action, quarter=s.quarter, progress=f"Done with {w}"
    ),
    "plans.moderation": _moderated,
    "plans.oneofmanyanswer": _answered_by_one_of_many,
    "plans.importedwords": lambda s, w: ImportedWords.objects.create(
        action=s.action, draft=made.ImportDraftFactory(plan=s.plan), progress=f"Before that {w}"
    ),
    "reporting.highlight": lambda s, w: made.HighlightFactory(
        body=s.group, quarter=s.quarter, voice=f"Heard {w}"
    ),
    "reporting.groupupdate": lambda s, w: made.GroupUpdateFactory(
        due=made.due_of_each_group(s.meeting, s.plan), body=s.group, worry=f"Too few {w}"
    ),
    "plans.decision": lambda s, w: made.DecisionFactory(action=s.action, words=f"Room for {w}"),
    "plans.matter": lambda s, w: made.MatterFactory(meeting=s.meeting, words=f"Ask about {w}"),
    "plans.datechange": lambda s, w: DateChange.objects.create(
        action=s.action, to_date=date(2018, 9, 30), reason=f"Waits for {w}", asked_by=s.team
    ),
    "plans.challenge": lambda s, w: made.ChallengeFactory(plan=s.plan, words=f"Why no {w}?"),
    "plans.scrutinyentry": lambda s, w: made.ScrutinyEntryFactory(board=s.board, words=f"Nobody saw {w}"),
    "plans.risk": lambda s, w: made.RiskFactory(plan=s.plan, words=f"No {w}"),
    "plans.risk, closed": lambda s, w: made.RiskFactory(
        plan=s.plan, closed_at=clock.now(), closed_by=s.team, why_closed=f"There is {w}"
    ),
    "plans.reviewkind": partial(_kind_of_review, is_audit=False),
    "plans.reviewkind, audit": partial(_kind_of_review, is_audit=True),
    "plans.review": lambda s, w: made.ReviewFactory(board=s.board, topic=f"How {w} was missed"),
    "plans.recommendation": lambda s, w: made.RecommendationFactory(review=s.review, text=f"Bring {w}"),
    "plans.impactlook": lambda s, w: ImpactLook.objects.create(
        recommendation=s.recommendation, found=ImpactLook.Found.values[0], words=f"Seen in {w}", by=s.team
    ),
    "plans.theme": lambda s, w: s.recommendation.themes.add(
        made.ThemeFactory(board=s.board, name=f"Speaking of {w}")
    ),
    "plans.standardset": lambda s, w: made.StandardSetFactory(board=s.board, title=f"Standards of {w}"),
    "plans.standard": lambda s, w: Standard.objects.create(
        standard_set=made.StandardSetFactory(board=s.board), key=9, number="9", title="Last", words=f"As {w}"
    ),
    "plans.selfassessment": lambda s, w: made.SelfAssessmentFactory(plan=s.plan, introduction=f"Tell of {w}"),
    "plans.agencyreturn": lambda s, w: s.return_(strengths=f"Strong in {w}"),
    "plans.returnanswer": lambda s, w: s.answer(improve=f"Better {w}"),
    "plans.answerevidence": lambda s, w: made.AnswerEvidenceFactory(
        answer=s.answer(), title=f"Audit of {w}", link_only=True, shared_at=clock.now()
    ),
    "plans.recommendationevidence": lambda s, w: made.RecommendationEvidenceFactory(
        recommendation=s.recommendation, title=f"Photograph of {w}", link_only=True
    ),
    "plans.bodydocument": lambda s, w: made.BodyDocumentFactory(
        body=s.group, title=f"Terms with {w}", link_only=True
    ),
    "plans.measure": lambda s, w: made.MeasureFactory(plan=s.plan, words=f"Number of {w}"),
    "plans.measurevalue": lambda s, w: MeasureValue.objects.create(
        measure=made.MeasureFactory(plan=s.plan), quarter=s.quarter, value=3, note=f"Without {w}", by=s.team
    ),
    "plans.evidence": lambda s, w: made.EvidenceFactory(
        action=s.action, title=f"List of {w}", link_only=True
    ),
    "reporting.plannedreport": lambda s, w: made.PlannedReportFactory(plan=s.plan, what=f"Report on {w}"),
    "reporting.yearlyheading": lambda s, w: made.YearlyHeadingFactory(board=s.board, asks=f"What of {w}?"),
    "reporting.yearlyreport": _drafted_again,
    "reporting.yearlyreport, final": lambda s, w: s.final_year(2011, recipients=w),
    "reporting.yearlysection": lambda s, w: made.YearlySectionFactory(report=s.year, text=f"Of {w}"),
    "reporting.yearlysection, final": lambda s, w: s.final_year(2012, text=f"Once {w}"),
    "reporting.yearlysection, left out": _left_out,
    "reporting.yearlysignature": lambda s, w: s.signed(YearlySignature, s.final_year(2013), w),
    "reporting.monitoringreport": lambda s, w: MonitoringReport.objects.create(
        plan=s.plan, quarter=s.quarter, key_messages=f"First of all {w}"
    ),
    "reporting.monitoringreport, final": lambda s, w: s.final(1, key_messages=f"In the end {w}"),
    "reporting.boardreport": partial(_board_report, final=False),
    "reporting.boardreport, final": partial(_board_report, final=True),
    "reporting.planedition": _edition_published,
    "reporting.signature": lambda s, w: s.signed(Signature, s.final(2), w),
}


# What a board has before its first plan.
WITHOUT_A_PLAN = [
    "subgroups.body",
    "subgroups.bodyname",
    "subgroups.function",
    "subgroups.functionitem",
    "subgroups.membership",
    "subgroups.boardrole",
    "plans.matter",
    "plans.scrutinyentry",
    "plans.reviewkind",
    "plans.review",
    "plans.recommendation",
    "plans.impactlook",
    "plans.theme",
    "plans.standardset",
    "plans.standard",
    "plans.recommendationevidence",
    "plans.bodydocument",
    "reporting.yearlyheading",
    "reporting.yearlyreport",
    "reporting.yearlysection",
    "reporting.boardreport",
]
# What leads the board team elsewhere than everybody else: to where it keeps them.
KEPT_BY_THE_TEAM = {
    "subgroups.membership": "/people/",
    "subgroups.boardrole": "/people/",
    "plans.reviewkind": "/reviews/kinds/",
}


@pytest.fixture(scope="module")
def kept_scenes(kept_for_the_module):
    with pytest.MonkeyPatch.context() as patch, override_settings(TODAY=DAY):
        patch.setattr("reporting.printing.pdf.printer.print_html", lambda html: b"%PDF- not set")
        return kept_for_the_module(lambda: (Scene(), Scene(without=True)))


@pytest.fixture(autouse=True)
def today(on):
    on(DAY)


@pytest.fixture
def scene(kept_scenes):
    return kept_scenes[0]


@pytest.fixture
def planless(kept_scenes):
    return kept_scenes[1]


def found(client, name):
    """The one hit for the word of a thing, which the page marks, and the page that it leads to."""
    word = word_of(name)
    answer = client.get(reverse("reporting:search"), {"q": word})
    assert f"<mark>{word}</mark>" in answer.content.decode()
    [hit] = answer.context["found"].hits
    there, _, anchor = hit.address.partition("#")
    answer = client.get(there)
    assert answer.status_code == 200, hit.address
    text = answer.content.decode()
    assert not anchor or f'id="{anchor}"' in text, hit.address
    return hit, text


def test_each_model_that_is_looked_through_is_tried_here():
    assert {name.partition(",")[0] for name in THINGS} == set(SEARCHED)


@pytest.mark.parametrize("name", sampled(THINGS, list(THINGS)[::2]))
def test_whoever_reads_finds_it_by_its_words_and_is_led_to_where_these_stand(client, scene, name):
    client.force_login(scene.member)
    hit, text = found(client, name)
    assert word_of(name) in text
    of_body = Kind.AGENCY if "agency" in name else Kind.GROUP
    assert hit.kind == (SEARCHED[name.partition(",")[0]].source.kind or of_body)


@pytest.mark.parametrize("name", KEPT_BY_THE_TEAM)
def test_the_team_is_led_to_where_it_keeps_them(client, scene, name):
    client.force_login(scene.team)
    hit, text = found(client, name)
    assert KEPT_BY_THE_TEAM[name] in hit.address and word_of(name) in text


@pytest.mark.parametrize("name", WITHOUT_A_PLAN)
def test_what_a_board_has_before_its_first_plan_leads_to_who_sees_what_there(client, planless, name):
    client.force_login(planless.member)
    hit, _ = found(client, name)
    assert hit.address.partition("#")[0] == reverse("subgroups:access", args=[planless.board.slug])


@pytest.mark.usefixtures("quick_paper")
def test_the_cover_of_an_edition_is_found_once_it_is_published(client, scene):
    edition = made.PlanEditionFactory(plan=scene.plan, foreword="Nobody has read of the wombat")
    client.force_login(scene.member)
    ask = partial(client.get, reverse("reporting:search"), {"q": "wombat"})
    assert ask().context["found"].total == 0
    operations.publish_edition(edition=edition, by=scene.team)
    [hit] = ask().context["found"].hits
    assert "wombat" in client.get(hit.address).content.decode()
