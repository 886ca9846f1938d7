"""Actions: what the plan says will be done, by whom, when, and to what end."""

import re
from collections.abc import Mapping
from datetime import date

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import StrIndex
from django.utils.functional import cached_property

from lscb import clock, wording
from lscb.addresses import address
from lscb.fields import CharField, LineField, TextField
from lscb.finding import Together
from lscb.history import HistoricalRecords
from lscb.lines import beginning, run_on, shortened
from lscb.querysets import BoardQuerySet
from lscb.wording import long_date
from lscb.words import sentence_lower
from plans.models.action_parts import ActionItem, ActionLink, ActionOwner, Milestone
from plans.models.progress import ProgressUpdate
from plans.models.where import where_decided
from plans.rules import due, ratings
from plans.rules.timescales import UNSURE, Certainty, Kind
from subgroups.models import Body, BodyName

# What `with_status` tells by an action's own words and dates, in SQL and by the properties of these names.
STATUS = frozenset({"rating_now", "is_overdue", "milestone_missed", "is_silent", "is_proposed"})
NAMED = 240  # characters of an action's words in the heading of its page


def _holds(condition: Q, *, unless: Q | None = None) -> Case:
    """Whether a condition holds of each row; what is not known does not hold."""
    no = [When(unless, then=Value(False))] if unless is not None else []
    return Case(
        *no, When(condition, then=Value(True)), default=Value(False), output_field=models.BooleanField()
    )


def owner_rows_of(path: str = "") -> Prefetch:
    """Reads `owner_rows` of the actions that rows lead to by `path`, as "action"; of the rows where none is given."""
    return Prefetch(f"{path}__owners" if path else "owners", ActionOwner.objects.as_printed(), "owner_rows")


class ActionQuerySet(BoardQuerySet["Action"]):
    board_path = "plan__board"

    def in_plan_order(self):
        """As the document prints them: by section, then by place in it."""
        return self.order_by(F("section__position").asc(nulls_last=True), "position", "pk")

    def counted(self):
        """Actions the plan still counts: not withdrawn, not carried over."""
        return self.filter(state__in=[Action.State.LIVE, Action.State.CLOSED])

    def owned_by(self, body):
        """A body's work plan, wherever in the plan its actions stand."""
        return self.filter(owners__body=body)

    def owned_by_any(self, body_ids=None, *, role: str = "", person=None, everyone=()):
        """Those that one of the bodies owns; None: anybody. As "lead", not those it only supports, as "support" those
        alone; where nobody is named, as a lead only those that somebody is said to lead. With a `person`, those too
        that name them beside any body; with `everyone`, those too that all of one of these kinds own."""
        owners = ActionOwner.objects.filter(action=OuterRef("pk"))
        support = ActionOwner.Role.SUPPORT
        if body_ids is None:
            return self.filter(Exists(owners.filter(role=role)))
        theirs = Q(body__in=body_ids)
        if person is not None:
            theirs |= Q(named_person=person, action__plan__board__names_owners=True)
        if everyone:
            theirs |= Q(everyone__in=everyone)
        owners = owners.filter(theirs)
        if role:
            owners = owners.filter(role=support) if role == support else owners.exclude(role=support)
        return self.filter(Exists(owners))

    def with_timescale_to_choose(self):
        """Those whose "when" can be read in several ways or in none, and nobody has chosen; without those that take
        their dates from a linked plan."""
        taken = Q(linked_plan__isnull=False, timescale_kind=Kind.ELSEWHERE)
        return self.filter(
            ~taken, timescale_certainty__in=UNSURE, timescale_source=Action.ReadingSource.OURS
        ).exclude(when_text="")

    def with_words_of(self, action: "Action"):
        """Those of its plan whose "when" is printed in the same words, itself too, with what their dates rest on."""
        return (
            self.filter(plan=action.plan_id, when_text=action.when_text)
            .select_related("plan__board")
            .prefetch_related("milestones", "date_changes")
        )

    def saying(self, words: str):
        """Those that say the words where a reader would look for them: in what the plan prints, the names of their
        owners, their parts and tasks, or anything that was ever said of their progress; or that have them for their
        reference. Signs and letters are alike as `lscb.finding` says."""
        of_it = {"action": OuterRef("pk")}

        def any_of(rows, *fields):
            return Exists(rows.filter(**of_it).alias(said=Together(*fields)).filter(said__holds=words))

        spelt = BodyName.objects.filter(body=OuterRef("pk"), words__holds=words)
        named = Body.objects.alias(said=Together("name", "short_name")).filter(
            Q(said__holds=words) | Exists(spelt)
        )
        own = Together(
            "text", "outcome", "success", "success_target", "who_text", "when_text", "carried_note"
        )
        found = (
            Q(label__iexact=words)
            | Q(said__holds=words)
            | Exists(
                ActionOwner.objects.filter(Q(words__holds=words) | Q(body__in=named.values("pk")), **of_it)
            )
            | any_of(Milestone.objects, "words", "trigger", "note")
            | Exists(
                ActionItem.objects.filter(**of_it)
                .alias(said=Together("text", "who_text"))
                .filter(Q(said__holds=words) | Q(owner__in=named.values("pk")))
            )
            | any_of(ProgressUpdate.objects, *ProgressUpdate.WORDS)
        )
        if second := re.fullmatch(r"(.+) \((\d{1,4})\)", words):
            found |= Q(label__iexact=second[1], label_ordinal=int(second[2]))
        return self.alias(said=own).filter(found)

    def without_owner(self):
        return self.filter(~Exists(ActionOwner.objects.filter(action=OuterRef("pk"))))

    def with_last_said(self, quarter, *, followed: bool = False):
        """What was said last of each action in `quarter` (None: in no quarter); with `followed`, of linked plans, in
        their own periods that follow it. Enough to count by, and less for a database to work out than `with_status`.

        Adds `update_id`, `updated_at` and `rating_said` of the quarter's last update, and `rating_before`, the last
        rating of earlier quarters, in the plan before for one carried over.
        """
        now = {"quarter__follows" if followed else "quarter": quarter} if quarter else {"quarter": None}
        said = ProgressUpdate.objects.filter(action=OuterRef("pk"), **now).in_force().order_by("-pk")
        in_time = Q(updates__quarter=quarter)
        if followed and quarter:
            in_time = Q(updates__quarter__in=Subquery(quarter.followers.order_by().values("pk")))
        # Said once more: PostgreSQL, which cannot see into the subquery, would join the updates of every board.
        is_last = Q(updates__pk=Subquery(said.values("pk")[:1])) & in_time
        return self.annotate(
            last_said=FilteredRelation("updates", condition=is_last),
            update_id=F("last_said__pk"),
            updated_at=F("last_said__at"),
            rating_said=F("last_said__rating"),
            rating_before=Subquery(self._said_before(quarter).values("rating")[:1]),
        )

    def with_status(self, quarter, today: date | None = None, *, followed: bool = False):
        """Where each action stands in `quarter`, as of `today` (the clock's): what `with_last_said` adds, and what an
        action then says of itself: `rating_now`, `is_overdue`, `milestone_missed`, `is_silent`, `is_proposed`.

        The same five can be filtered, ordered and counted by; `status_values` reads them without the actions. Complete
        stays complete without being said again; all other silence is "-". Nothing is late by a date that nobody has
        confirmed (`first_due_on` is empty), nor by its parts where it has a due date of its own.
        """
        today = today or clock.today()
        missed = Milestone.objects.filter(
            action=OuterRef("pk"), due_on__lt=today, first_due_on__isnull=False, done_on__isnull=True
        )
        complete, live = str(ratings.Rating.COMPLETE), Q(state=Action.State.LIVE)
        # Without `rating_now`: the database would work it out once more in each of them.
        # What was said before is looked up last, so only where nothing was said.
        done = Q(rating_said=complete) | (Q(rating_said__isnull=True) & Q(rating_before=complete))
        said = self.with_last_said(quarter, followed=followed).annotate(
            status_on=Value(today, models.DateField()),
            said_proposed=F("last_said__proposed"),
            said_moderation=F("last_said__moderation"),
        )
        return said.alias(
            rating_now=Case(
                When(state=Action.State.CLOSED, then=Value(complete)),
                When(rating_said__isnull=False, then=F("rating_said")),
                When(rating_before=complete, then=Value(complete)),
                default=Value(ratings.NO_UPDATE),
            ),
            is_overdue=_holds(live & Q(due_on__lt=today, first_due_on__isnull=False), unless=done),
            milestone_missed=_holds(live & Q(due_on__isnull=True) & Exists(missed), unless=done),
            is_silent=_holds(live & Q(rating_said__isnull=True), unless=done),
            is_proposed=_holds(self.proposed()),
        )

    def status_values(self, *fields: str):
        """After `with_status`: `values_list` of fields, what it can be filtered by among them."""
        return self.annotate(**{name: F(name) for name in STATUS.intersection(fields)}).values_list(*fields)

    @staticmethod
    def proposed() -> Q:
        """After `with_last_said`: an owner said so, and the board team has not looked yet."""
        return Q(state=Action.State.LIVE, last_said__proposed=True, last_said__moderation__isnull=True)

    @staticmethod
    def _said_before(quarter):
        """For a subquery about each action: the database asks it only where nothing was said in the quarter."""
        return ProgressUpdate.objects.said_before(
            quarter, action=OuterRef("pk"), carried_from=OuterRef("carried_from")
        )

    def with_update_before(self, quarter):
        """Adds `update_before_id` and `quarter_before_id`: the update by which `rating_before` was said, and when."""
        before = self._said_before(quarter)
        return self.annotate(
            update_before_id=Subquery(before.values("pk")[:1]),
            quarter_before_id=Subquery(before.values("quarter")[:1]),
        )

    def off_track_or_was(self):
        """After `with_status`: off track now, or silent and off track when last rated. A quarter that was just opened
        turns nothing that was off track into a silence."""
        off_track = str(ratings.Rating.OFF_TRACK)
        return self.filter(Q(rating_now=off_track) | Q(is_silent=True, rating_before=off_track))

    def worst_first(self):
        """After `with_status`: off track, at risk, silent, then the rest; the longest overdue first in each, and of
        the silent those that were off track before the others."""
        was_off_track = Q(rating_now=ratings.NO_UPDATE, rating_before=str(ratings.Rating.OFF_TRACK))
        return self.order_by(
            self._place_of_rating(),
            Case(When(was_off_track, then=Value(0)), default=Value(1)),
            "-is_overdue",
            F("due_on").asc(nulls_last=True),
            F("section__position").asc(nulls_last=True),
            "position",
            "pk",
        )

    def best_first(self):
        """After `with_status`: the other way round, and of each rating as the plan has them."""
        in_plan = (F("section__position").asc(nulls_last=True), "position", "pk")
        return self.order_by(self._place_of_rating().desc(), *in_plan)

    @staticmethod
    def _place_of_rating() -> StrIndex:
        return StrIndex(Value("".join(map(str, ratings.WORST_FIRST))), F("rating_now"))  # a letter each

    def with_owners(self):
        """With `owner_rows`; one query more."""
        return self.prefetch_related(owner_rows_of())

    def with_milestones(self):
        """With `milestone_rows`; one query more."""
        return self.prefetch_related(Prefetch("milestones", to_attr="milestone_rows"))

    def with_levels(self):
        """With what each stands under, by which `called_apart` names those without a reference too."""
        return self.select_related("section", "priority", "objective__priority")

    def called_apart(self):
        """With what `called_apart` asks, and the plan."""
        return self.with_levels().select_related("plan")

    def serving_thread(self, thread):
        """Those that serve a golden thread (a row or its key), or stand in a section that does."""
        own = self.model.golden_threads.through.objects.filter(action=OuterRef("pk"), objective=thread)
        of_sections = self.model.section.field.related_model.golden_threads.through.objects.filter(
            section=OuterRef("section"), objective=thread
        )
        return self.filter(Exists(own) | Exists(of_sections))

    def said_complete(self):
        """Live ones whose last update that stands says complete: a meeting agrees that such an action is closed.

        Adds `said_id`, that update.
        """
        last = (
            ProgressUpdate.objects.filter(action=OuterRef("pk"))
            .in_force()
            .order_by("-quarter__starts_on", "-pk")
        )
        return self.annotate(
            said_id=Subquery(last.values("pk")[:1]), said_rating=Subquery(last.values("rating")[:1])
        ).filter(state=Action.State.LIVE, said_rating=str(ratings.Rating.COMPLETE))

    def completions(self) -> list[ProgressUpdate]:
        """The updates by which these are complete, in the actions' order, with owners and evidence; three queries."""
        actions = list(self.said_complete().called_apart().with_owners())
        updates = ProgressUpdate.objects.for_story().in_bulk([action.said_id for action in actions])
        for action in actions:
            updates[action.said_id].action = action
        return [updates[action.said_id] for action in actions]

    def for_list(self, quarter):
        """The working table's whole read: four queries with its owners, milestones and latest updates.

        Of one plan's own (`plan.actions`), which know their plan and need not read it in every row. Adds `depends`:
        whether it depends on another, and `has_parts`.
        """
        depends = ActionLink.objects.dependencies().filter(action=OuterRef("pk"))
        return (
            self.with_status(quarter)
            .annotate(
                depends=Exists(depends),
                has_parts=Exists(ActionItem.objects.filter(action=OuterRef("pk"))),
            )
            .select_related("section")
            .with_owners()
            .with_milestones()
            .in_plan_order()
        )

    def rating_counts(self) -> dict[str, int]:
        """After `with_status`: how many of these stand at each letter, every letter present; one query."""
        rows = self.order_by().status_values("rating_now").annotate(n=Count("pk", distinct=True))
        return {str(letter): 0 for letter in ratings.ORDER} | dict(rows)


class Action(models.Model):
    """The leaf of the plan: what will be done. Called a task, a priority or a delivery step by some boards.

    Its reference is a label as printed, not a key: 13.2 stands twice in Cumbria's plan (lines 463-464) and 1.10
    comes after 1.9. The words of "when" and "who" are kept beside every reading of them.
    """

    class State(models.TextChoices):
        LIVE = "live", "Live"
        CLOSED = "closed", "Closed: completion agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CARRIED_OVER = "carried-over", "Carried over"

    class ReadingSource(models.TextChoices):
        OURS = "ours", "Our reading"
        CHOSEN = "chosen", "Chosen by the board team"

    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="actions")
    section = models.ForeignKey(
        "plans.Section", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    objective = models.ForeignKey(
        "plans.Objective", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    priority = models.ForeignKey(
        "plans.Priority", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    golden_threads = models.ManyToManyField(
        "plans.Objective",
        blank=True,
        related_name="threaded_actions",
        limit_choices_to={"kind": "golden-thread"},
    )
    functions = models.ManyToManyField(
        "subgroups.Function",
        blank=True,
        related_name="actions",
        help_text="What its owners are for that it serves.",
    )
    label = LineField("reference", max_length=20, blank=True, help_text="As printed, such as 13.2.")
    label_ordinal = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="2 for the second action printed with this reference."
    )
    year = LineField(
        "year of the plan",
        max_length=40,
        blank=True,
        help_text="As the plan heads it, such as Year 2, where it sorts its actions by year.",
    )
    position = models.PositiveSmallIntegerField("place in its section", default=0)
    text = TextField("action")
    outcome = TextField("what we are trying to achieve", blank=True)
    success = TextField(
        "success measure", blank=True, help_text="How it will be known that this was achieved."
    )
    success_target = LineField("target of the success measure", max_length=200, blank=True)
    measures = models.ManyToManyField(
        "plans.Measure", blank=True, related_name="actions", verbose_name="measured by"
    )
    who_text = CharField("who, as printed", max_length=300, blank=True)
    when_text = CharField("when, as printed", max_length=500, blank=True)

    # How we read `when_text`; see plans.rules.timescales.
    timescale_kind = models.CharField(
        max_length=20, choices=[(k.value, k.value) for k in Kind], default=Kind.UNKNOWN.value, editable=False
    )
    timescale_certainty = models.CharField(
        max_length=14,
        choices=[(c.value, c.value) for c in Certainty],
        default=Certainty.UNRESOLVABLE.value,
        editable=False,
    )
    timescale_explanation = CharField("read as", max_length=500, blank=True, editable=False)
    timescale_source = models.CharField(
        max_length=8, choices=ReadingSource, default=ReadingSource.OURS, editable=False
    )
    timescale_rules = models.JSONField("recurrence rules", default=list, blank=True, editable=False)
    timescale_trigger = CharField("waits for", max_length=300, blank=True, editable=False)
    starts_on = models.DateField("starts", null=True, blank=True)
    ongoing = models.BooleanField(default=False)
    first_due_on = models.DateField(
        "first due date",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty while nobody has confirmed how the words are read.",
    )
    due_on = models.DateField(
        "agreed due date",
        null=True,
        blank=True,
        editable=False,
        help_text="Lateness is measured against this.",
    )
    review_on = models.DateField(
        "review date", null=True, blank=True, help_text="When ongoing work is looked at again."
    )

    state = models.CharField(max_length=12, choices=State, default=State.LIVE, editable=False)
    state_reason = TextField("why", blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    stands_after = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="The last update before it was opened again; that one and those before it no longer stand.",
    )
    closed_at_meeting = models.ForeignKey(
        "subgroups.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions_closed",
        editable=False,
    )
    closed_outside_because = TextField(
        "how completion was agreed outside a meeting", blank=True, editable=False
    )
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    linked_plan = models.ForeignKey(
        "plans.Plan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pointed_at_by",
        editable=False,
        help_text="The linked plan that it is carried out by, as “as per actions in the Plan” says.",
    )
    carried_note = LineField(
        "carried over from elsewhere",
        max_length=300,
        blank=True,
        help_text="Where the earlier action is not held here, or what the plan says of it.",
    )

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [F("section__position").asc(nulls_last=True), "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "label", "label_ordinal"],
                condition=~Q(label=""),
                name="action_reference_and_ordinal_once_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["live", "closed", "withdrawn", "carried-over"]),
                name="action_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn"]) | ~Q(state_reason=""), name="action_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_on__isnull=False), name="action_closed_says_when"
            ),
        ]
        indexes = [models.Index(fields=["plan", "state", "due_on"], name="action_due_in_plan")]

    def __str__(self):
        return f"{self.reference} {self.short_text}".strip()

    def get_absolute_url(self):
        return address("plans:action-detail", self.plan.slug, self.pk)

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.forget_rows()

    def forget_rows(self) -> None:
        """`owner_rows` and `milestone_rows` are read anew when they are next asked for."""
        for rows in ("owner_rows", "milestone_rows"):
            self.__dict__.pop(rows, None)

    @property
    def reference(self) -> str:
        """The printed label; the second action with the same label says so: 13.2 (2)."""
        return self.label if self.label_ordinal == 1 else f"{self.label} ({self.label_ordinal})"

    @property
    def short_text(self) -> str:
        """The action's words for one line of a table, cut at a word."""
        return shortened(run_on(self.text), 90)

    @property
    def named(self) -> str:
        """Reference and words, for the heading and title of its pages; very long words by their beginning."""
        return f"{self.reference} {beginning(run_on(self.text), NAMED)}".strip()

    @property
    def success_line(self) -> str:
        """Its success measure with the target, as one text; empty for neither."""
        target = f"Target: {self.success_target}" if self.success_target else ""
        return "\n".join(filter(None, [self.success, target]))

    @property
    def called(self) -> str:
        """What a sentence calls it: its reference, else its first words in quotation marks."""
        return self.reference or f"“{self.short_text}”"

    @property
    def priority_served(self):
        """Its own priority, else its section's, else its objective's."""
        above = (self.section and self.section.priority, self.objective and self.objective.priority)
        return self.priority or next(filter(None, above), None)

    @property
    def threads_served(self) -> list:
        """The golden threads of the action and of its section, in their order; two queries where none is prefetched."""
        threads = [*self.golden_threads.all(), *(self.section.golden_threads.all() if self.section else ())]
        return sorted({each.pk: each for each in threads}.values(), key=lambda each: (each.position, each.pk))

    @property
    def stands_under(self) -> str:
        """What the plan prints it under: its section, else the priority that it or its objective serves; empty for
        neither. As `called_apart` reads it."""
        objective = self.objective
        under = self.section or self.priority or (objective and objective.priority)
        return str(under) if under else ""

    @property
    def called_apart(self) -> str:
        """What a list calls it: its reference; without one its first words and what they stand under, as plans
        repeat such words ("Training") under several headings."""
        if self.reference:
            return self.reference
        return f"{self.short_text} ({self.stands_under})" if self.stands_under else self.short_text

    @property
    def timescale_to_choose(self) -> bool:
        """Whether a person should choose how the words of "when" are read."""
        ours = self.timescale_source == self.ReadingSource.OURS
        return bool(self.when_text) and ours and self.timescale_certainty in UNSURE and not self.takes_dates

    @property
    def board(self):
        return self.plan.board

    @property
    def closed_where(self) -> str:
        """Which meeting agreed that it is complete, or how that was agreed outside one."""
        return where_decided(self.closed_at_meeting, self.closed_outside_because, self.closed_on)

    @cached_property
    def owner_rows(self) -> list[ActionOwner]:
        """Its owners in order, asked once; `with_owners` reads those of many actions."""
        return list(self.owners.as_printed())

    @cached_property
    def milestone_rows(self) -> list[Milestone]:
        """Its milestones in order, asked once; `with_milestones` reads those of many actions."""
        return list(self.milestones.all())

    @property
    def owner_body_ids(self) -> frozenset[int]:
        """Bodies that own it."""
        return frozenset(owner.body_id for owner in self.owner_rows if owner.body_id)

    @property
    def named_people(self) -> frozenset[int]:
        """People whom it names beside an owner, by id, on a board that does so."""
        if not self.board.names_owners:
            return frozenset()
        return frozenset(owner.named_person_id for owner in self.owner_rows if owner.named_person_id)

    @property
    def owners_inside(self) -> str:
        """As `owners_line`, with the people that are named: for pages of those who sign in."""
        return "; ".join(owner.label_inside for owner in self.owner_rows)

    @property
    def owners_line(self) -> str:
        """Owners for a table column, in order, each with its role; empty when the plan names none."""
        return "; ".join(owner.label_and_role for owner in self.owner_rows)

    @property
    def asked_of(self) -> list[ActionOwner]:
        """Owners that are asked how it goes, in order: not those in support nor all of a kind, where anybody else owns
        it; all of a kind are never asked together."""
        owners = self.owner_rows
        leading = [owner for owner in owners if owner.role != ActionOwner.Role.SUPPORT]
        return [owner for owner in leading if not owner.everyone] or leading or owners

    @property
    def everyone(self) -> set[str]:
        """The kinds of which all own it."""
        return {owner.everyone for owner in self.owner_rows if owner.everyone}

    @property
    def slipped_days(self) -> int:
        """Days between the first due date and the one agreed since; 0 when it was never moved."""
        return due.slipped_days(self.due_on, self.first_due_on)

    @property
    def held_to(self) -> date | None:
        """The date that lateness is measured against; None while nobody has confirmed how its words are read."""
        return self.due_on if self.first_due_on else None

    @property
    def takes_dates(self) -> bool:
        """Whether its "when" leaves its dates to the linked plan that it points to: "as per actions in the Plan"
        (Cumbria's business plan, line 427)."""
        return self.linked_plan_id is not None and self.timescale_kind == Kind.ELSEWHERE

    @property
    def has_date_to_confirm(self) -> bool:
        """Whether its dates are only one way to read its words, and nobody has chosen or agreed one."""
        return self.timescale_to_choose and not self.held_to

    # Where it stands in a quarter, of an action that `with_status` read; the same in SQL there.

    @property
    def rating_now(self) -> str:
        """The letter to show."""
        closed = self.state == self.State.CLOSED
        return ratings.letter_now(self.rating_said, self.rating_before, closed=closed)

    @property
    def is_asked(self) -> bool:
        """Whether it is live and not complete: then it can be late."""
        said = self.rating_said if self.rating_said is not None else self.rating_before
        return self.state == self.State.LIVE and said != ratings.Rating.COMPLETE

    @property
    def is_overdue(self) -> bool:
        """Whether its day, which somebody has confirmed, is over."""
        return self.is_asked and due.days_late(self.held_to, self.status_on) > 0

    @property
    def milestone_missed(self) -> bool:
        """Whether a day of one of its parts is over, where it has none of its own."""
        if self.due_on or not self.is_asked:
            return False
        return due.missed(self.milestone_rows, self.status_on) is not None

    @property
    def is_silent(self) -> bool:
        """Whether nothing was said in the quarter that had to be."""
        return self.rating_said is None and self.is_asked

    @property
    def is_proposed(self) -> bool:
        """Whether an owner said so, and the board team has not looked yet."""
        return bool(self.state == self.State.LIVE and self.said_proposed and self.said_moderation is None)

    def said_before(self, quarter):
        """What counts of the quarters before `quarter`, in the plan before too where it was carried over."""
        return ProgressUpdate.objects.said_before(quarter, action=self.pk, carried_from=self.carried_from_id)

    def rating_suggested(self, rating: str, today: date | None = None) -> ratings.Rating | None:
        """What its dates suggest instead of `rating`; None where they agree. Needs its plan."""
        today = today or clock.today()
        return ratings.instead_of(
            rating,
            days_late=self.days_late(today),
            start_passed=bool(self.starts_on and self.starts_on < today and not self.has_date_to_confirm),
            tolerance_months=self.plan.tolerance_months,
        )

    def asks_why(self, rating: str, words: Mapping[str, str]) -> str:
        """What to say to whoever chooses a rating that its dates disagree with, and gives no reason; empty where they
        agree. `words` maps letters to the plan's words.
        """
        suggested = self.rating_suggested(rating)
        if suggested is None:
            return ""
        return (
            f"{self.dates_say}, which suggests {sentence_lower(words[suggested])}: choose that, or say why "
            f"{sentence_lower(words[rating])} still holds."
        )

    @property
    def dates_say(self) -> str:
        """What its dates say of it today, to begin a sentence with; only where they suggest a rating."""
        late = self.days_late()
        if late:
            return f"It is {wording.days_late(late)}"
        return f"It should have started on {long_date(self.starts_on)}"

    def days_late(self, today: date | None = None) -> int:
        """Days past the date it is held to; 0 when not past it or there is none. Says nothing of completion."""
        return due.days_late(self.held_to, today or clock.today())
