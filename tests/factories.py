"""Rows for tests from a few words. Actions go through the product's own operation, as everything that adds one does."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import factory
from django.core.files.base import ContentFile
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from lscb import clock
from lscb.tables.content import Cell, Document, Row, Table, as_json
from plans import operations
from plans.models import (
    Action,
    AgencyReturn,
    AnswerEvidence,
    BodyDocument,
    Challenge,
    Chapter,
    Decision,
    Evidence,
    GlossaryTerm,
    ImportDraft,
    Matter,
    Measure,
    Objective,
    Plan,
    Priority,
    ProgressUpdate,
    Quarter,
    Recommendation,
    RecommendationEvidence,
    ReturnAnswer,
    Review,
    ReviewKind,
    Risk,
    SavedView,
    ScrutinyEntry,
    Section,
    SelfAssessment,
    Standard,
    StandardSet,
    Theme,
)
from plans.rules.rhythm import Span
from reporting.edition.content import SCHEMA_VERSION, to_json
from reporting.edition.reading import gather
from reporting.models import (
    DueReport,
    FinanceLine,
    GroupUpdate,
    Highlight,
    Obligation,
    PlanEdition,
    PlannedReport,
    YearlyHeading,
    YearlyReport,
    YearlySection,
)
from subgroups.models import (
    Agency,
    Attendance,
    Board,
    BoardRole,
    Body,
    BodyName,
    Function,
    Invitation,
    ListDraft,
    Meeting,
    Membership,
    OneToOne,
    Person,
)


class BoardFactory(DjangoModelFactory):
    class Meta:
        model = Board

    name = factory.Sequence(lambda n: f"Westshire Safeguarding Board {n}")
    short_name = factory.Sequence(lambda n: f"Westshire {n}")
    slug = factory.Sequence(lambda n: f"westshire-{n}")


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Agency {n}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person.{n}@example.org")

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted:
            self.set_password(extracted)
            self.save()


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Subgroup number {n}")
    short_name = factory.Sequence(lambda n: f"Group {n}")
    position = factory.Sequence(int)


class BodyNameFactory(DjangoModelFactory):
    class Meta:
        model = BodyName

    body = factory.SubFactory(BodyFactory)
    words = factory.Sequence(lambda n: f"G{n}")


class FunctionFactory(DjangoModelFactory):
    class Meta:
        model = Function

    body = factory.SubFactory(BodyFactory)
    number = "1"
    text = "Keep policies up to date"


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    body = factory.SubFactory(BodyFactory)
    role = Membership.Role.CHAIR


class InvitationFactory(DjangoModelFactory):
    """An open invitation as stored; its letter was never written. Use `operations.invite` where that matters."""

    class Meta:
        model = Invitation

    person = factory.SubFactory(PersonFactory)
    board = factory.SubFactory(BoardFactory)
    invited_by = factory.SubFactory(PersonFactory)
    what_for = "Chair of a subgroup"
    token_hash = factory.Sequence(lambda n: f"{n:064}")
    ends_at = factory.LazyFunction(lambda: clock.now() + Invitation.LASTS)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory)
    held_on = date(2018, 4, 18)


class OneToOneFactory(DjangoModelFactory):
    """One that was held with whoever speaks for an agency."""

    class Meta:
        model = OneToOne

    body = factory.SubFactory(
        BodyFactory,
        kind=Body.Kind.AGENCY,
        agency=factory.SubFactory(AgencyFactory, board=factory.SelfAttribute("..board")),
    )
    held_on = date(2018, 1, 17)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    board = factory.SubFactory(BoardFactory)
    title = factory.Sequence(lambda n: f"Business plan {n}")
    slug = factory.Sequence(lambda n: f"plan-{n}")
    starts_on = date(2017, 4, 1)
    ends_on = date(2020, 3, 31)
    year_starts_in = factory.SelfAttribute("board.year_starts_in")
    published_on = date(2017, 10, 31)
    report_length = "whole"  # that of a few actions would be the short one, which has tests of its own


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    plan = factory.SubFactory(PlanFactory)
    label = factory.Sequence(lambda n: str(n + 1))
    title = "Well-supported workforce"


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    plan = factory.SubFactory(PlanFactory)
    label = factory.Sequence(lambda n: str(n + 1))
    title = "Learning and improvement"
    position = factory.Sequence(int)


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    plan = factory.SubFactory(PlanFactory)
    text = "Coordinate what is done"


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    plan = factory.SubFactory(PlanFactory)
    words = factory.Sequence(lambda n: f"Number of cases {n}")


class GlossaryTermFactory(DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    plan = factory.SubFactory(PlanFactory)
    term = factory.Sequence(lambda n: f"T{n}")
    meaning = "A term"


class ActionFactory(factory.Factory):
    """An action put into its plan by `operations.add_action`: "when" and "who" are read from their words."""

    class Meta:
        model = Action

    plan = factory.SubFactory(PlanFactory)
    label = factory.Sequence(lambda n: f"1.{n + 1}")
    text = "Review the training programme"
    outcome = "Staff are confident"
    when_text = "July 2018"
    who_text = ""

    @classmethod
    def _create(cls, model_class, *args, by=None, **kwargs):
        return operations.add_action(action=model_class(*args, **kwargs), by=by)


def nth(plan: Plan, year: int, number: int) -> Span:
    """A reporting period of a plan's rhythm, by its number in the year that begins in a calendar year."""
    return plan.reporting.of_year(year)[number - 1]


class QuarterFactory(DjangoModelFactory):
    """Quarter 4 2017/18, being collected."""

    class Meta:
        model = Quarter

    class Params:
        year = "2017/18"
        number = 4

    plan = factory.SubFactory(PlanFactory)
    name = factory.LazyAttribute(lambda quarter: f"Q{quarter.number} {quarter.year}")
    slug = factory.LazyAttribute(lambda quarter: slugify(quarter.name.replace("/", "-")))
    starts_on = date(2018, 1, 1)
    ends_on = date(2018, 3, 31)
    state = Quarter.State.COLLECTING


class ProgressUpdateFactory(DjangoModelFactory):
    """An update as stored: no rule is asked. Use `operations.record_update` where the rules matter."""

    class Meta:
        model = ProgressUpdate

    action = factory.SubFactory(ActionFactory)
    quarter = factory.SubFactory(QuarterFactory, plan=factory.SelfAttribute("..action.plan"))
    rating = "G"
    progress = "Going well"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(clock.now)


class DecisionFactory(DjangoModelFactory):
    """Help that an agency promised."""

    class Meta:
        model = Decision

    action = factory.SubFactory(ActionFactory)
    kind = Decision.Kind.HELP
    words = "Lend a room for the workshops"
    helper_agency = factory.SubFactory(AgencyFactory, board=factory.SelfAttribute("..action.plan.board"))
    recorded_by = factory.SubFactory(PersonFactory)


class MatterFactory(DjangoModelFactory):
    """A decision of a meeting of January 2018 that a group is to follow up; `noted` for one that stands for the
    record."""

    class Meta:
        model = Matter

    class Params:
        noted = factory.Trait(owner=None, state=Matter.State.NOTED)

    meeting = factory.SubFactory(MeetingFactory, held_on=date(2018, 1, 17))
    words = "Ask each partner for its contribution in writing"
    owner = factory.SelfAttribute("meeting.body")
    recorded_by = factory.SubFactory(PersonFactory)


class AttendanceFactory(DjangoModelFactory):
    """A member who was there."""

    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    person = factory.SubFactory(PersonFactory)
    name = factory.SelfAttribute("person.name")
    capacity = Attendance.Capacity.MEMBER
    presence = Attendance.Presence.PRESENT


class ChallengeFactory(DjangoModelFactory):
    """An open challenge to an agency, against no one action."""

    class Meta:
        model = Challenge

    plan = factory.SubFactory(PlanFactory)
    to_agency = factory.SubFactory(AgencyFactory, board=factory.SelfAttribute("..plan.board"))
    words = "Why has no lead been named?"
    raised_by = "Independent Chair"
    raised_on = date(2018, 1, 17)
    recorded_by = factory.SubFactory(PersonFactory)

    class Params:
        answered = factory.Trait(
            response="One will be by May.",
            responded_on=date(2018, 2, 14),
            answered_by=factory.SubFactory(PersonFactory),
            answered_at=factory.LazyFunction(clock.now),
        )


class ScrutinyEntryFactory(DjangoModelFactory):
    """A finding to an agency that its scrutineer has shared."""

    class Meta:
        model = ScrutinyEntry

    board = factory.SubFactory(BoardFactory)
    kind = ScrutinyEntry.Kind.FINDING
    words = "Cases are closed before anybody asks the child."
    source = "Dip sample"
    seen_on = date(2018, 1, 17)
    to_agency = factory.SubFactory(AgencyFactory, board=factory.SelfAttribute("..board"))
    written_by = factory.SubFactory(PersonFactory)
    shared_on = date(2018, 1, 19)

    class Params:
        draft = factory.Trait(shared_on=None)
        answered = factory.Trait(
            response="Managers ask from May.",
            responded_on=date(2018, 2, 14),
            answered_by=factory.SubFactory(PersonFactory),
        )


class ChapterFactory(DjangoModelFactory):
    """A chapter of the narrative, with a text and nothing drawn."""

    class Meta:
        model = Chapter

    plan = factory.SubFactory(PlanFactory)
    title = "How the plan was made"
    text = "From the annual report, audits and a peer review."
    position = 1


def document_of(*rows: tuple[str, ...]) -> dict:
    """A document with one table, as drafts keep it."""
    return as_json(Document((Table(tuple(Row(tuple(Cell((words,)) for words in row)) for row in rows)),)))


class ImportDraftFactory(DjangoModelFactory):
    """A document with one action, being looked at."""

    class Meta:
        model = ImportDraft

    plan = factory.SubFactory(PlanFactory)
    name = "Plan.docx"
    document = factory.LazyFunction(
        lambda: document_of(
            ("Ref", "Action", "Lead", "When", "Progress", "Budget"),
            ("7.1", "Publish the guidance", "Chair", "May 2018", "Begun", "£500"),
        )
    )


class ListDraftFactory(DjangoModelFactory):
    """A list of people with one of them, being looked at."""

    class Meta:
        model = ListDraft

    board = factory.SubFactory(BoardFactory)
    kind = "people"
    name = "Members.xlsx"
    document = factory.LazyFunction(
        lambda: document_of(
            ("Name", "E-mail", "Job title", "Group", "Telephone"),
            ("Una Listed", "una@listed.example", "Head of service", "Health Subgroup", "01228"),
        )
    )


class EvidenceFactory(DjangoModelFactory):
    """A file as stored: no rule is asked, and nobody looks into it."""

    class Meta:
        model = Evidence

    class Params:
        content = b"%PDF-1.7 as handed in"
        link_only = factory.Trait(
            link="https://example.org/audit", file="", name="", kind="", size=None, sha256=""
        )

    action = factory.SubFactory(ActionFactory)
    title = "Audit of 20 records"
    name, kind = "audit.pdf", "pdf"
    size = factory.LazyAttribute(lambda evidence: len(evidence.content))
    sha256 = factory.LazyAttribute(lambda evidence: sha256(evidence.content).hexdigest())
    file = factory.LazyAttribute(lambda evidence: ContentFile(evidence.content, evidence.name))
    by = factory.SubFactory(PersonFactory)


class RiskFactory(DjangoModelFactory):
    """An open risk of score 12, about the plan as a whole."""

    class Meta:
        model = Risk

    plan = factory.SubFactory(PlanFactory)
    words = "Nobody leads on transitions once the post ends."
    likelihood = 3
    impact = 4
    response = "The chair looks for a successor."
    held_by = "Independent Chair"
    raised_on = date(2018, 1, 17)
    recorded_by = factory.SubFactory(PersonFactory)


class SavedViewFactory(DjangoModelFactory):
    """A view of the actions that are off track, which only its person has."""

    class Meta:
        model = SavedView

    board = factory.SubFactory(BoardFactory)
    person = factory.SubFactory(PersonFactory)
    kind = "actions"
    name = factory.Sequence(lambda n: f"Off track {n}")
    asked = factory.LazyFunction(lambda: {"rating": ["R"]})


class ReviewKindFactory(DjangoModelFactory):
    class Meta:
        model = ReviewKind

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Practice review {n}")
    stages = "Scope agreed\nReport agreed: within 15 working days of notification"


class ReviewFactory(DjangoModelFactory):
    """A review that is shared with its board, without stages."""

    class Meta:
        model = Review

    board = factory.SubFactory(BoardFactory)
    kind = factory.SubFactory(ReviewKindFactory, board=factory.SelfAttribute("..board"))
    code_name = factory.Sequence(lambda n: f"Alder {n}")
    topic = "How agencies share what they know"
    shared_on = date(2018, 1, 17)
    recorded_by = factory.SubFactory(PersonFactory)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    board = factory.SubFactory(BoardFactory)
    name = factory.Sequence(lambda n: f"Sharing information {n}")


class RecommendationFactory(DjangoModelFactory):
    """A recommendation of a review that is shared, accepted, without an action."""

    class Meta:
        model = Recommendation

    review = factory.SubFactory(ReviewFactory)
    number = factory.Sequence(str)
    text = "Agree one form by which agencies refer."
    shared = factory.LazyAttribute(lambda made: made.review.is_shared)
    response = "accepted"
    responded_on = date(2018, 1, 17)


class StandardSetFactory(DjangoModelFactory):
    """Two standards, scored in the usual words."""

    class Meta:
        model = StandardSet
        skip_postgeneration_save = True

    board = factory.SubFactory(BoardFactory)
    title = "Section 11 standards"
    by = factory.SubFactory(PersonFactory)

    @factory.post_generation
    def titles(self, create, titles, **kwargs):
        for place, title in enumerate(titles or ("Accountability", "Training"), start=1):
            Standard.objects.create(
                standard_set=self,
                key=place,
                number=str(place),
                title=title,
                words=f"{title} is as it should be",
            )


class SelfAssessmentFactory(DjangoModelFactory):
    """Asked on 8 January 2018, due on 2 March; nobody is asked yet."""

    class Meta:
        model = SelfAssessment

    plan = factory.SubFactory(PlanFactory)
    title = "Audit 2018"
    standards = factory.LazyAttribute(lambda each: StandardSetFactory(board=each.plan.board))
    actions_plan = factory.SelfAttribute("plan")
    asked_on = date(2018, 1, 8)
    due_on = date(2018, 3, 2)
    by = factory.SubFactory(PersonFactory)


class AgencyReturnFactory(DjangoModelFactory):
    """Asked of a group, nothing written."""

    class Meta:
        model = AgencyReturn

    assessment = factory.SubFactory(SelfAssessmentFactory)
    body = factory.LazyAttribute(lambda each: BodyFactory(board=each.assessment.plan.board))

    class Params:
        sent = factory.Trait(
            sent_at=datetime(2018, 2, 20, 9, tzinfo=UTC), sent_by=factory.SubFactory(PersonFactory)
        )


class ReturnAnswerFactory(DjangoModelFactory):
    """The first standard of the return, mostly met."""

    class Meta:
        model = ReturnAnswer

    agency_return = factory.SubFactory(AgencyReturnFactory)
    standard = factory.LazyAttribute(lambda each: each.agency_return.assessment.standards.standards.first())
    score = "3"
    evidence = "Minutes of the board"
    by = factory.SubFactory(PersonFactory)


class RecommendationEvidenceFactory(EvidenceFactory):
    """A file beside what was done about a recommendation."""

    class Meta:
        model = RecommendationEvidence
        exclude = ("action",)

    action = None
    recommendation = factory.SubFactory(RecommendationFactory)


class AnswerEvidenceFactory(EvidenceFactory):
    """A file beside what is said of a standard."""

    class Meta:
        model = AnswerEvidence
        exclude = ("action",)

    action = None
    answer = factory.SubFactory(ReturnAnswerFactory)


class BodyDocumentFactory(EvidenceFactory):
    """Terms of reference as a file, agreed a year ago and reviewed in a year."""

    class Meta:
        model = BodyDocument
        exclude = ("action",)

    action = None
    body = factory.SubFactory(BodyFactory)
    title = "Terms of reference"
    agreed_on = date(2017, 4, 3)
    review_due_on = date(2019, 4, 1)


class HighlightFactory(DjangoModelFactory):
    class Meta:
        model = Highlight

    body = factory.SubFactory(BodyFactory)
    quarter = factory.SubFactory(QuarterFactory)
    done = "Three workshops held"
    by = factory.SubFactory(PersonFactory)


class GroupUpdateFactory(DjangoModelFactory):
    """What a group sent, with a file as stored: nobody looks into it."""

    class Meta:
        model = GroupUpdate

    class Params:
        content = b"%PDF-1.7 as handed in"

    due = factory.LazyAttribute(
        lambda update: due_of_each_group(MeetingFactory(body__board=update.body.board, body__kind="board"))
    )
    body = factory.SubFactory(BodyFactory)
    done = "Two schools visited"
    name, kind = "update.pdf", "pdf"
    size = factory.LazyAttribute(lambda update: len(update.content))
    sha256 = factory.LazyAttribute(lambda update: sha256(update.content).hexdigest())
    file = factory.LazyAttribute(lambda update: ContentFile(update.content, update.name))
    by = factory.SubFactory(PersonFactory)


class PlanEditionFactory(DjangoModelFactory):
    """The first edition of a plan, a draft; `published` says what the plan says then, on a paper of no pages."""

    class Meta:
        model = PlanEdition

    plan = factory.SubFactory(PlanFactory)
    version = 1
    title = "Business plan"

    class Params:
        published = factory.Trait(
            state=PlanEdition.State.FINAL,
            number=factory.SelfAttribute("version"),
            schema_version=SCHEMA_VERSION,
            content=factory.LazyAttribute(
                lambda made: to_json(gather(made.plan, PlanEdition(title=made.title, version=made.version)))
            ),
            pdf=b"%PDF-",
            pdf_sha256=hashlib.sha256(b"%PDF-").hexdigest(),
            published_on=date(2018, 4, 3),
            finalised_at=factory.LazyFunction(clock.now),
            finalised_by=factory.SubFactory(PersonFactory),
        )


class YearlyHeadingFactory(DjangoModelFactory):
    """A heading that asks for the board's own words."""

    class Meta:
        model = YearlyHeading

    board = factory.SubFactory(BoardFactory)
    title = factory.Sequence(lambda n: f"Foreword {n}")
    asks = "What the year was like."


class YearlyReportFactory(DjangoModelFactory):
    """The draft of 2017/18, without sections."""

    class Meta:
        model = YearlyReport

    board = factory.SubFactory(BoardFactory)
    name = "2017/18"
    starts_on = date(2017, 4, 1)
    ends_on = date(2018, 3, 31)
    prepared_by = factory.SubFactory(PersonFactory)


class YearlySectionFactory(DjangoModelFactory):
    """A section as it was drafted, which nobody has looked at."""

    class Meta:
        model = YearlySection

    report = factory.SubFactory(YearlyReportFactory)
    title = factory.Sequence(lambda n: f"Achievements {n}")
    material = "achieved"
    drafted = "Nothing was completed in the year."
    text = factory.SelfAttribute("drafted")


class FinanceLineFactory(DjangoModelFactory):
    """What came in from an agency, or from whoever the words say."""

    class Meta:
        model = FinanceLine

    report = factory.SubFactory(YearlyReportFactory)
    kind = "income"
    words = factory.Sequence(lambda n: f"Contribution {n}")
    amount = Decimal("12000.00")


class PlannedReportFactory(DjangoModelFactory):
    class Meta:
        model = PlannedReport

    plan = factory.SubFactory(PlanFactory)
    what = factory.Sequence(lambda n: f"Report {n}")


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    planned_report = factory.SubFactory(PlannedReportFactory)
    kind = Obligation.Kind.RECURRING
    rule = "RRULE:FREQ=YEARLY;BYMONTH=3"


def someone_with(board: Board, role: str, **fields) -> Person:
    """A person with a given role on the board, in force."""
    person = PersonFactory(**fields)
    BoardRole.objects.create(person=person, board=board, role=role, confirmed_at=clock.now())
    return person


def board_team(board: Board, **fields) -> Person:
    return someone_with(board, "board-team", **fields)


def chair_of(body: Body, **fields) -> Person:
    """Somebody who chairs the body and has no other role."""
    person = PersonFactory(**fields)
    MembershipFactory(person=person, body=body, role=Membership.Role.CHAIR)
    return person


def due_of_each_group(meeting: Meeting, plan: Plan | None = None, what: str = "Other subgroups") -> DueReport:
    """A report that every subgroup owes to a meeting, each for itself."""
    duty = ObligationFactory(
        planned_report__plan=plan or PlanFactory(board=meeting.body.board),
        planned_report__what=what,
        planned_report__provider_words="All subgroups",
        kind=Obligation.Kind.PER_MEETING,
        rule="",
        every=1,
    )
    duty.forums.add(meeting.body)
    return DueReport.objects.create(
        obligation=duty, forum=meeting.body, meeting=meeting, due_on=meeting.held_on
    )
