"""The levels above an action. Every one is optional, and each plan has its own words for them.

The same word means different levels in different plans: "objective" is a statutory duty in Cumbria's plan, the
row above a task in Lancashire's and a board-wide aim in Sutton's.
"""

from django.db import models
from django.db.models import Q

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.lines import run_on, shortened
from lscb.querysets import BoardQuerySet, through

THREADS = "golden_threads"  # the field by which sections and actions serve them


class Priority(models.Model):
    """What the board wants to change most; actions, sections and objectives may serve one."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="priorities")
    label = LineField("number", max_length=20, blank=True)
    title = LineField(max_length=300)
    text = TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "priorities"
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label} {self.title}".strip()

    @property
    def board(self):
        return self.plan.board


class Section(models.Model):
    """A numbered part of the plan, printed as its own table; may have a lead body and serve a priority."""

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="sections")
    label = LineField("number", max_length=20, blank=True)
    title = LineField(max_length=300)
    text = TextField("what it is for", blank=True)
    lead = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="sections_led"
    )
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="sections"
    )
    golden_threads = models.ManyToManyField(
        "plans.Objective",
        blank=True,
        related_name="threaded_sections",
        limit_choices_to={"kind": "golden-thread"},
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label}. {self.title}" if self.label else self.title

    @property
    def board(self):
        return self.plan.board


class ObjectiveQuerySet(BoardQuerySet["Objective"]):
    board_path = "plan__board"

    def served_by(self, action):
        """The golden threads that an action or its section serves, in their order."""
        return self.filter(Q(threaded_actions=action) | Q(threaded_sections=action.section_id)).distinct()


class Objective(models.Model):
    """An objective of the plan or of a section: what it is called and where it stands differs by board."""

    class Kind(models.TextChoices):
        STATUTORY = "statutory-objective", "Statutory objective"
        CORE_FUNCTION = "core-function", "Core business and function"
        AIM = "aim", "Aim"
        OBJECTIVE = "objective", "Objective"
        THEME = "theme", "Theme"
        GOLDEN_THREAD = "golden-thread", "Golden thread"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="objectives")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="objectives"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OBJECTIVE)
    label = LineField("number", max_length=20, blank=True)
    text = TextField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = ObjectiveQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "statutory-objective",
                        "core-function",
                        "aim",
                        "objective",
                        "theme",
                        "golden-thread",
                    ]
                ),
                name="objective_kind_known",
            )
        ]

    def __str__(self):
        return f"{self.label} {self.text[:80]}".strip()

    @property
    def is_golden_thread(self) -> bool:
        return self.kind == self.Kind.GOLDEN_THREAD

    @property
    def heading(self) -> str:
        """Its number and words in one line, cut at a word."""
        return f"{self.label} {shortened(run_on(self.text), 90)}".strip()

    @property
    def board(self):
        return self.plan.board
