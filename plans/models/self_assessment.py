"""Self-assessments: agencies asked by a day to score themselves against standards, what each returned, and what a panel
made of it. What an agency writes is its own until it is shared.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from lscb import clock
from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.permissions import Verb
from lscb.querysets import BoardQuerySet, Row, through
from lscb.wording import days_late
from plans.models.evidence import LinkOrFile
from plans.rules.self_assessment import FULLY, MOSTLY, NOT_APPLICABLE, NOT_MET, PARTLY, SAID, print_of
from subgroups.rules.presets_of_standards import OTHER, PRESETS, SCALE


class StandardSetQuerySet(BoardQuerySet["StandardSet"]):
    def newest(self):
        """Of each set the version that no other has replaced."""
        return self.filter(replaced_by__isnull=True)


class StandardSet(models.Model):
    """What agencies are asked to meet, in one version: what was asked once is never changed, a new version is made.

    "Oversee and challenge how partners carry out their Section 11 responsibilities" (Cumbria LSCB business plan
    2017-20, line 175).
    """

    KINDS = (*((key, usual.title) for key, usual in PRESETS.items()), (OTHER, "Other"))

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="standard_sets")
    kind = models.CharField(max_length=10, choices=KINDS, default=OTHER)
    title = LineField(max_length=150)
    source = LineField("duties it restates", max_length=300, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    word_4 = LineField("word for 4", max_length=40, default=SCALE["4"])
    word_3 = LineField("word for 3", max_length=40, default=SCALE["3"])
    word_2 = LineField("word for 2", max_length=40, default=SCALE["2"])
    word_1 = LineField("word for 1", max_length=40, default=SCALE["1"])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    WORDS = ("word_4", "word_3", "word_2", "word_1")

    objects = StandardSetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "set of standards"
        verbose_name_plural = "sets of standards"
        ordering = [ByLetters("title"), "version", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[*PRESETS, OTHER]),
                name="standard_set_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="standard_set_follows_another",
            ),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"

    @property
    def scale(self) -> dict[str, str]:
        """The words of each score, the best first."""
        return {name[-1]: getattr(self, name) for name in self.WORDS} | {NOT_APPLICABLE: "Not applicable"}


class Standard(models.Model):
    """One of a set. `key` is the same in every version of it, so that scores are compared with the last time."""

    standard_set = models.ForeignKey(StandardSet, on_delete=models.PROTECT, related_name="standards")
    key = models.PositiveSmallIntegerField(editable=False)
    number = LineField(max_length=10)
    title = LineField(max_length=150)
    words = TextField("what good looks like", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("standard_set__board").as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["standard_set", "key"], name="standard_key_once_in_a_set"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def board(self):
        return self.standard_set.board


class SelfAssessmentQuerySet(BoardQuerySet["SelfAssessment"]):
    board_path = "plan__board"

    def open(self):
        """Not closed yet."""
        return self.filter(closed_at__isnull=True)

    def newest_first(self):
        return self.order_by("-asked_on", "-pk")

    def for_page(self):
        """With everything a line about one names."""
        return self.select_related(
            "plan__board", "actions_plan", "standards", "previous__standards", "closed_by"
        )


class SelfAssessment(models.Model):
    """One cycle: agencies asked by a day to say how they meet a set of standards.

    Usually every two years under section 11; "commission and analyse Section 11 Audits" (Cumbria LSCB business plan
    2017-20, line 402).
    """

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="self_assessments")
    title = LineField(max_length=150)
    standards = models.ForeignKey(
        StandardSet,
        on_delete=models.PROTECT,
        related_name="self_assessments",
        verbose_name="set of standards",
    )
    previous = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="following",
        verbose_name="the last one",
    )
    actions_plan = models.ForeignKey(
        "plans.Plan",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="plan that takes its actions",
    )
    introduction = TextField("what agencies are told", blank=True)
    asked_on = models.DateField("asked", default=clock.today)
    due_on = models.DateField("returns due")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now, editable=False)

    outcome = TextField("what came of it", blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SelfAssessmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "self-assessment"
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on")), name="self_assessment_due_after_it_is_asked"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="self_assessment_closed_with_its_outcome",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("plans:self-assessment-detail", args=[self.plan.slug, self.pk])

    @property
    def board(self):
        return self.plan.board


class ReturnQuerySet(BoardQuerySet[Row]):
    """Returns, and what belongs to one: seen by whoever speaks for the agency, by the board team, once they are sent by
    those who hold the board to account, and by everybody only once they are shared.
    """

    board_path = "assessment__plan__board"
    return_path = ""

    def visible_to(self, person):
        rows = super().visible_to(person)
        if not (person.is_authenticated and person.is_active):
            return rows
        at = f"{self.return_path}__" if self.return_path else ""
        return rows.filter(
            Q(**{f"{at}shared_at__isnull": False})
            | Q(**{f"{at}body__in": person.authority.speaks_for})
            | Q(**{f"{self.board_path}__in": person.boards_allowing(Verb.WRITE_RETURN)})
            | Q(
                **{
                    f"{at}sent_at__isnull": False,
                    f"{self.board_path}__in": person.boards_allowing(Verb.READ_RETURNS),
                }
            )
        )

    def returned(self):
        return self.filter(sent_at__isnull=False)

    def for_page(self):
        """With everything a line about a return names."""
        return self.select_related(
            "assessment__plan__board",
            "assessment__standards",
            "body",
            "sent_by",
            "handed_back_by",
            "moderated_by",
            "shared_by",
            "session_meeting__body",
            "session_by",
        )


class AgencyReturn(models.Model):
    """What one agency is asked in a self-assessment, and what it sent: a draft of its own until then.

    Whoever speaks for the agency writes it. It can be handed back before it is shared.
    """

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="returns")
    body = models.ForeignKey(
        "subgroups.Body", on_delete=models.PROTECT, related_name="returns", verbose_name="agency"
    )
    strengths = TextField("what it does well", blank=True)
    sent_at = models.DateTimeField("returned", null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_back_because = TextField("why it was handed back", blank=True)
    handed_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    moderated_at = models.DateTimeField(null=True, blank=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    session_on = models.DateField("challenge session", null=True, blank=True)
    session_meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="at the meeting",
    )
    session_agreed = TextField("what was agreed at it", blank=True)
    session_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReturnQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "return"
        ordering = ["body__position", ByLetters("body__name"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "body"], name="return_once_an_agency"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="return_sent_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(shared_at__isnull=True, moderated_at__isnull=True),
                name="return_sent_before_it_is_moderated_or_shared",
            ),
            models.CheckConstraint(
                condition=Q(session_on__isnull=True) | ~Q(session_agreed=""),
                name="return_session_says_what_was_agreed",
            ),
        ]

    def __str__(self):
        return f"{self.body.name}: {self.assessment.title}"

    def get_absolute_url(self):
        return reverse("plans:return-detail", args=[self.assessment.plan.slug, self.pk])

    @property
    def board(self):
        return self.assessment.board

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Those who speak for the agency write its return."""
        return frozenset({self.body_id})

    @property
    def mark(self) -> str:
        """Another as soon as what it does well is said otherwise."""
        return print_of(self.strengths)

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None

    @property
    def is_written(self) -> bool:
        """Whether its agency can still write it: it is a draft, and the self-assessment is open."""
        return self.is_draft and self.assessment.closed_at is None

    @property
    def days_late(self) -> int:
        """Days past the day it was due, while it is awaited; else 0."""
        if self.sent_at or self.assessment.closed_at:
            return 0
        return max((clock.today() - self.assessment.due_on).days, 0)

    @property
    def late_words(self) -> str:
        return days_late(self.days_late)


class ReturnAnswerQuerySet(ReturnQuerySet["ReturnAnswer"]):
    board_path = "agency_return__assessment__plan__board"
    return_path = "agency_return"

    def for_list(self):
        """With everything a line about one names, the newest self-assessment first."""
        return self.select_related(
            "agency_return__assessment__plan__board", "agency_return__body", "standard", "action__plan"
        ).order_by(
            "-agency_return__assessment__asked_on",
            "agency_return__assessment",
            "agency_return__body__position",
            "agency_return",
            "standard__position",
        )

    def counted(self):
        """Of returns that were sent. Adds `counts_as`: the moderated score, or the agency's own where there is none."""
        return self.filter(agency_return__sent_at__isnull=False).annotate(
            counts_as=models.Case(
                models.When(moderated_score="", then=F("score")), default=F("moderated_score")
            )
        )


class ReturnAnswer(models.Model):
    """What an agency says of one standard, and beside it the score that the panel gives, with the reason.

    Carried over from the last time, it names that answer until somebody says it anew.
    """

    class Score(models.TextChoices):
        FULLY = FULLY, "4"
        MOSTLY = MOSTLY, "3"
        PARTLY = PARTLY, "2"
        NOT_MET = NOT_MET, "1"
        NOT_APPLICABLE = NOT_APPLICABLE, "Not applicable"

    SAID = SAID

    agency_return = models.ForeignKey(AgencyReturn, on_delete=models.PROTECT, related_name="answers")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="answers")
    score = models.CharField("own score", max_length=1, choices=Score, blank=True)
    evidence = TextField("what shows it", blank=True)
    strengths = TextField("what works well", blank=True)
    improve = TextField("what will be done", blank=True)
    by_when = LineField("by when", max_length=120, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    action = models.ForeignKey(
        "plans.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="assessed_as"
    )
    moderated_score = models.CharField(max_length=1, choices=Score, blank=True)
    moderated_because = TextField("why it is scored so", blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moderated_at = models.DateTimeField(null=True, blank=True, editable=False)
    # As its return's: the index of the search knows a row by its own columns.
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReturnAnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "answer of a return"
        verbose_name_plural = "answers of returns"
        ordering = ["standard__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency_return", "standard"], name="return_answer_once_a_standard"
            ),
            models.CheckConstraint(
                condition=Q(score__in=["", "4", "3", "2", "1", "-"])
                & Q(moderated_score__in=["", "4", "3", "2", "1", "-"]),
                name="return_answer_scores_known",
            ),
            models.CheckConstraint(
                condition=Q(moderated_score="", moderated_at__isnull=True, moderated_by__isnull=True)
                | (~Q(moderated_score="") & Q(moderated_at__isnull=False, moderated_by__isnull=False)),
                name="return_answer_moderated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(moderated_score="") | Q(moderated_score=F("score")) | ~Q(moderated_because=""),
                name="return_answer_scored_otherwise_with_the_reason",
            ),
        ]

    def __str__(self):
        return f"{self.agency_return.body.name}, {self.standard}"

    def get_absolute_url(self):
        return f"{self.agency_return.get_absolute_url()}#standard-{self.standard_id}"

    @property
    def board(self):
        return self.agency_return.board

    @property
    def counted(self) -> str:
        """The score that counts: the panel's, or the agency's own where the panel has given none."""
        return self.moderated_score or self.score

    @property
    def mark(self) -> str:
        """Another as soon as anybody has said anything else."""
        return print_of(*(getattr(self, name) for name in self.SAID))

    @property
    def mark_of_panel(self) -> str:
        """The same for what the panel says."""
        return print_of(self.moderated_score, self.moderated_because)

    @property
    def is_as_carried(self) -> bool:
        """Whether it still says what was said the last time, word for word."""
        return bool(self.carried_from and self.carried_from.mark == self.mark)


class AnswerEvidenceQuerySet(ReturnQuerySet["AnswerEvidence"]):
    board_path = "answer__agency_return__assessment__plan__board"
    return_path = "answer__agency_return"

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_page(self):
        return self.select_related(
            "answer__agency_return__assessment__plan__board",
            "answer__agency_return__body",
            "answer__standard",
            "by",
            "withdrawn_by",
        ).order_by("at", "pk")


class AnswerEvidence(LinkOrFile):
    """A link or a file that shows what an agency says of a standard; seen by whoever sees the return."""

    answer = models.ForeignKey(ReturnAnswer, on_delete=models.PROTECT, related_name="links_and_files")
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)  # as of its answer

    objects = AnswerEvidenceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["file"])

    class Meta(LinkOrFile.Meta):
        verbose_name = "evidence of a return"
        verbose_name_plural = "evidence of returns"

    def get_absolute_url(self):
        """Where it opens: its own page elsewhere, or the file here."""
        return self.link or reverse("plans:answer-file", args=[self.plan.slug, self.pk])

    @property
    def plan(self):
        return self.answer.agency_return.assessment.plan

    @property
    def trail(self) -> AgencyReturn:
        return self.answer.agency_return

    @property
    def trail_words(self) -> str:
        """Nothing of its own words: more people read the trail than the return."""
        return f"{'file' if self.is_file else 'link'} of standard {self.answer.standard.number}"

    @property
    def trail_file(self) -> str:
        return self.trail_words

    @property
    def board(self):
        return self.answer.board
