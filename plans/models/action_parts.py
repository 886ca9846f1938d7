"""What belongs to one action: who owns it, its dated parts, its tasks, and the actions it points to."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from lscb import clock
from lscb.fields import CharField, LineField, TextField
from lscb.history import HistoricalRecords
from lscb.lines import run_on, shortened
from lscb.querysets import BoardQuerySet, through
from plans.rules import due
from plans.rules.depending import circle
from plans.rules.parts import Part
from plans.rules.timescales import MilestoneKind, Precision
from subgroups.rules.who import Everyone as EveryoneRead
from subgroups.rules.who import OwnerRole


class ActionOwnerQuerySet(BoardQuerySet["ActionOwner"]):
    board_path = "action__plan__board"

    def as_printed(self):
        """In printed order, with the bodies; whoever is named is read by a query more, which few boards need: joined,
        PostgreSQL would read the people of every board."""
        return self.select_related("body").prefetch_related("named_person").order_by("position", "pk")

    def unplaced(self):
        """Words that name nobody we know."""
        return self.filter(body=None, everyone="")

    def naming(self, person=None):
        """Those that name a person, or this one, on a board that does so."""
        named = Q(named_person=person) if person else Q(named_person__isnull=False)
        return self.filter(named, action__plan__board__names_owners=True)


class ActionOwner(models.Model):
    """A body that owns an action, in printed order; all of a kind at once; or words that name nobody we know, kept as
    they are.

    All of a kind are one owner in every count. Each of them only answers (`OneOfManyAnswer`): the action is rated by
    its lead, or by the board team.

    Where several own it, one may lead and others support; whoever supports updates it too and is not chased for it.

    Beside a body it may name a person, where the board does so (`Board.names_owners`): they update it and are asked for
    it like whoever speaks for the body. Paper and files have the body alone.
    """

    class Everyone(models.TextChoices):
        AGENCIES = EveryoneRead.AGENCIES.value, "All agencies"
        GROUPS = EveryoneRead.GROUPS.value, "All groups"

    class Role(models.TextChoices):
        LEAD = OwnerRole.LEAD.value, "Lead"
        SUPPORT = OwnerRole.SUPPORT.value, "Support"

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="owners")
    body = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="owned"
    )
    named_person = models.ForeignKey(
        "subgroups.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="named_on",
        verbose_name="named",
        help_text="Who of it is named, where the board names people.",
    )
    words = CharField(max_length=300, blank=True, help_text="As printed, where we cannot place it.")
    everyone = models.CharField(
        "all of a kind",
        max_length=8,
        choices=Everyone,
        blank=True,
        help_text="Each of them answers for itself.",
    )
    role = models.CharField(
        max_length=7, choices=Role, blank=True, help_text="Empty: they own it together, or alone."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = ActionOwnerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "body"], name="action_owner_once"),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(words=""), name="action_owner_is_a_body_or_words"
            ),
            models.CheckConstraint(
                condition=Q(everyone="") | Q(everyone__in=["agencies", "groups"], body=None),
                name="action_owner_everyone_is_no_body",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["", "lead", "support"]), name="action_owner_role_known"
            ),
            models.CheckConstraint(
                condition=Q(named_person=None) | Q(body__isnull=False),
                name="action_owner_named_of_a_body",
                violation_error_message="Somebody is named beside a body: choose it too.",
            ),
        ]

    def __str__(self):
        return str(self.body or self.words)

    @property
    def label(self) -> str:
        return self.body.label if self.body_id else self.words

    @property
    def is_placed(self) -> bool:
        """Whether it is known who is meant: a body, or all of a kind."""
        return bool(self.body_id or self.everyone)

    @property
    def label_and_role(self) -> str:
        """As "Police (lead)", where a role is said."""
        return f"{self.label} ({self.role})" if self.role else self.label

    @property
    def named(self):
        """The person it names, on a board that does so; None once they have left. For pages of those who sign in."""
        names = self.named_person_id and self.board.names_owners and not self.named_person.has_left
        return self.named_person if names else None

    @property
    def label_inside(self) -> str:
        """As "Police – Jane Smith (lead)": for pages of those who sign in, never for paper or a file."""
        label = f"{self.label} – {self.named}" if self.named else self.label
        return f"{label} ({self.role})" if self.role else label

    @property
    def board(self):
        return self.action.board


class MilestoneQuerySet(BoardQuerySet["Milestone"]):
    board_path = "action__plan__board"

    def open_and_dated(self):
        """Those with a day that are not done, by their days: for each a new date can be asked for."""
        return self.filter(due_on__isnull=False, done_on__isnull=True).order_by("due_on", "pk")


class Milestone(models.Model):
    """A dated, recurring or event-driven part of an action's timescale, apart from its one due date.

    A plain "July 2018" has none: it is the action's due date. "November 2017 & March 2018" has two, "January
    2018 and ongoing" a first deliverable, "Annually - August and February" one for each window in the plan.
    """

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in MilestoneKind])
    words = CharField(max_length=300, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    first_due_on = models.DateField(
        "first due date",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty while nobody has confirmed how the words are read.",
    )
    precision = models.CharField(
        max_length=10, choices=[(p.value, p.value) for p in Precision], default=Precision.MONTH.value
    )
    trigger = CharField("waits for", max_length=300, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    note = TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MilestoneQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "due_on", "pk"]
        indexes = [models.Index(fields=["action", "due_on"], name="milestone_due_of_action")]

    def __str__(self):
        return self.words or str(self.due_on or self.trigger)

    @property
    def board(self):
        return self.action.board

    @property
    def is_missed(self) -> bool:
        """Passed and not done, where its action is not held to a date of its own."""
        return self.action.due_on is None and due.missed([self], clock.today()) is not None

    @property
    def slipped_days(self) -> int:
        """Days between its first date and the one agreed since; 0 when it was never moved."""
        return due.slipped_days(self.due_on, self.first_due_on)


class ActionItem(models.Model):
    """A part of an action that can be done and owned on its own: a task, one of two events."""

    action = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="items")
    label = LineField(max_length=20, blank=True)
    text = TextField()
    owner = models.ForeignKey(
        "subgroups.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="action_items"
    )
    who_text = CharField("who, as printed", max_length=300, blank=True)
    due_on = models.DateField("due", null=True, blank=True)
    done_on = models.DateField("done", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = through("action__plan__board").as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return f"{self.label} {self.text[:80]}".strip()

    @property
    def in_short(self) -> Part:
        """As `plans.rules.parts` counts it."""
        return Part(f"{self.label} {shortened(run_on(self.text), 60)}".strip(), self.due_on, self.done_on)

    @property
    def board(self):
        return self.action.board


class ActionLinkQuerySet(BoardQuerySet["ActionLink"]):
    board_path = "action__plan__board"

    def dependencies(self):
        """Those that say that an action can only be done once another one is."""
        return self.filter(kind=ActionLink.Kind.DEPENDS_ON)

    def no_circle(self, action, on: set[int]) -> str:
        """Why an action cannot depend on those with the keys `on`, naming the way round; empty where it can."""
        if action.pk in on:
            return "It cannot depend on itself."
        depends: dict[int, set[int]] = defaultdict(set)
        others = self.dependencies().filter(action__plan=action.plan_id).exclude(action=action)
        for one, other in others.values_list("action", "to"):
            depends[one].add(other)
        depends[action.pk] = on
        way = circle(depends, action.pk)
        if not way:
            return ""
        called = {each.pk: each.called for each in action.plan.actions.filter(pk__in=way)}
        steps = ", which depends on ".join(called[pk] for pk in way[1:])
        return (
            f"That goes round in a circle: {called[action.pk]} would depend on {steps}. Take one of them out."
        )


class ActionLink(models.Model):
    """One action points to another: "linked to 4.5", "as part of 12.2-12.5"; or depends on one of its plan."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        DEPENDS_ON = "depends-on", "Depends on"

    action = models.ForeignKey("plans.Action", on_delete=models.CASCADE, related_name="links")
    to = models.ForeignKey("plans.Action", on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.RELATED)
    words = CharField(max_length=200, blank=True)

    objects = ActionLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "to"], name="action_link_once"),
            models.CheckConstraint(condition=~Q(action=F("to")), name="action_link_to_another"),
        ]

    def __str__(self):
        return f"{self.action} {self.get_kind_display().lower()} {self.to.called}"

    def clean(self):
        """An action depends on others of its plan, and never on one that depends on it."""
        if self.kind != self.Kind.DEPENDS_ON or not self.action_id or not self.to_id:
            return
        if self.to.plan_id != self.action.plan_id:
            raise ValidationError({"to": "It can only depend on one of the same plan."})
        others = self.action.links.dependencies().exclude(pk=self.pk).values_list("to", flat=True)
        if said := ActionLink.objects.no_circle(self.action, {*others, self.to_id}):
            raise ValidationError({"to": said})

    @property
    def board(self):
        return self.action.board
