"""A safeguarding board, the agencies on it and who looks after its plan."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.text import slugify

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.permissions import COUNT_CONFIRMED, READERS, SIGNATORIES, Role, Verb, roles_with
from lscb.querysets import BoardQuerySet, Row
from lscb.wording import demonstration_words, long_date
from subgroups.rules import presets
from subgroups.rules.signing import Signing

MOST_SIGNATURES = 9
# How many signatures a board asks of each role: the field that says so.
SIGNATURES = {
    Role.INDEPENDENT_CHAIR: "chair_signatures",
    Role.SCRUTINEER: "scrutineer_signatures",
    Role.APPROVER: "approver_signatures",
}
# And on its report on a year, where it asks for others there.
YEARLY_SIGNATURES = {role: f"yearly_{name}" for role, name in SIGNATURES.items()}


class BoardItselfQuerySet(BoardQuerySet["Board"]):
    board_path = "pk"


class Board(models.Model):
    """A Local Safeguarding Children Board, a Safeguarding Children Partnership or a Safeguarding Adults Board.

    One installation may hold several; nothing of one is seen from another. What the board calls its own bodies
    and posts are labels here, because those words differ and change (LSCBs became partnerships in 2019).
    """

    class Kind(models.TextChoices):
        """What it is by law; its usual words and its examples: see subgroups.rules.presets."""

        CHILDREN_BOARD = presets.CHILDREN_BOARD, "Local safeguarding children board"
        CHILDREN_PARTNERSHIP = presets.CHILDREN_PARTNERSHIP, "Safeguarding children partnership"
        ADULTS_BOARD = presets.ADULTS_BOARD, "Safeguarding adults board"

    class Marking(models.TextChoices):
        NONE = "none", "None"
        OFFICIAL = "official", "OFFICIAL"
        SENSITIVE = "official-sensitive", "OFFICIAL-SENSITIVE"

    class YearlySigning(models.TextChoices):
        """Whose signatures its report on a year asks for."""

        SAME = "same", "as its monitoring reports are"
        ONE = "one", "once any one of those named for it has signed"
        ALL = "all", "once all of those named for it have signed"

    class SecondFactor(models.TextChoices):
        NONE = "none", "As each person likes"
        REQUIRED = "required", "Needed by everybody with a role or a place on the board"

    name = LineField(max_length=200, unique=True)
    short_name = LineField(max_length=60, unique=True)
    slug = models.SlugField(unique=True)
    area = LineField(max_length=120, blank=True)
    kind = models.CharField(
        "what it is",
        max_length=20,
        choices=Kind,
        default=Kind.CHILDREN_BOARD,
        help_text="Examples on its pages follow. Its words are its own, below.",
    )
    year_starts_in = models.PositiveSmallIntegerField(
        "first month of the year",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="4 for a year that starts in April.",
    )
    marking = models.CharField(
        "protective marking", max_length=20, choices=Marking, default=Marking.OFFICIAL, blank=True
    )
    handling = LineField("handling line", max_length=120, blank=True)
    board_label = LineField("word for the board", max_length=80, default="Board")
    business_group_label = LineField("word for the business group", max_length=80, default="Business Group")
    chair_label = LineField("word for the chair", max_length=80, default="Independent Chair")
    team_label = LineField("word for the board team", max_length=80, default="Board team")
    scrutineer_label = LineField("word for a scrutineer", max_length=80, default="Scrutineer")
    approver_label = LineField("word for an approver", max_length=80, default="Approver")
    auditor_label = LineField("word for an auditor", max_length=80, default="Auditor")
    people_label = LineField(
        "words for the people it works for", max_length=120, default="Children or families"
    )
    voice_label = LineField("words for what they say", max_length=80, default="Voice of the child")
    self_assessment_label = LineField(
        "word for a self-assessment of agencies", max_length=80, default="Section 11 audit"
    )
    self_assessment_label_plural = LineField(
        "word for self-assessments of agencies", max_length=80, default="Section 11 audits"
    )
    plan_label = LineField("words for its plan", max_length=80, default="Business plan")
    yearly_report_label = LineField("word for its report on a year", max_length=80, default="Annual report")
    agency_label = LineField("word for an organisation on the board", max_length=80, default="Agency")
    agency_label_plural = LineField("word for organisations on the board", max_length=80, default="Agencies")
    group_label = LineField("word for a group of any kind", max_length=60, default="Group")
    group_label_plural = LineField("word for groups of any kind", max_length=60, default="Groups")
    subgroup_label = LineField("word for a subgroup", max_length=60, default="Subgroup")
    subgroup_label_plural = LineField("word for subgroups", max_length=60, default="Subgroups")
    panel_label = LineField("word for a panel", max_length=60, default="Panel")
    panel_label_plural = LineField("word for panels", max_length=60, default="Panels")
    task_group_label = LineField(
        "word for a task and finish group", max_length=60, default="Task and finish group"
    )
    task_group_label_plural = LineField(
        "word for task and finish groups", max_length=60, default="Task and finish groups"
    )
    working_team_label = LineField("word for a team", max_length=60, default="Team")
    working_team_label_plural = LineField("word for teams", max_length=60, default="Teams")
    post_label = LineField("word for a post", max_length=60, default="Post")
    post_label_plural = LineField("word for posts", max_length=60, default="Posts")
    outside_label = LineField("word for an outside body", max_length=60, default="Outside body")
    outside_label_plural = LineField("word for outside bodies", max_length=60, default="Outside bodies")
    second_factor = models.CharField(
        "second step of signing in",
        max_length=8,
        choices=SecondFactor,
        default=SecondFactor.NONE,
        help_text="A code from an app, or a passkey: a stolen password alone then opens nothing.",
    )
    second_factor_from = models.DateField(
        "needed from",
        null=True,
        blank=True,
        help_text="Until this day each page says by when. From it, whoever has none sets it up before they go on.",
    )
    one_signature = models.BooleanField(
        "one signature is enough",
        default=True,
        help_text="Any one of these approves a report. Without the tick, all of them must sign.",
    )
    chair_signatures = models.PositiveSmallIntegerField(
        "signatures of an independent chair", default=1, validators=[MaxValueValidator(1)]
    )
    scrutineer_signatures = models.PositiveSmallIntegerField(
        "signatures of a scrutineer", default=0, validators=[MaxValueValidator(MOST_SIGNATURES)]
    )
    approver_signatures = models.PositiveSmallIntegerField(
        "signatures of an approver", default=1, validators=[MaxValueValidator(MOST_SIGNATURES)]
    )
    yearly_signing = models.CharField(
        "its report on a year is approved",
        max_length=4,
        choices=YearlySigning,
        default=YearlySigning.SAME,
    )
    yearly_chair_signatures = models.PositiveSmallIntegerField(
        "signatures of an independent chair on it", default=0, validators=[MaxValueValidator(1)]
    )
    yearly_scrutineer_signatures = models.PositiveSmallIntegerField(
        "signatures of a scrutineer on it", default=0, validators=[MaxValueValidator(MOST_SIGNATURES)]
    )
    yearly_approver_signatures = models.PositiveSmallIntegerField(
        "signatures of an approver on it", default=0, validators=[MaxValueValidator(MOST_SIGNATURES)]
    )
    readers_update = models.BooleanField(
        "whoever holds to account updates what they own",
        default=False,
        help_text="An independent chair, scrutineer, approver or auditor who also speaks for a group.",
    )
    names_owners = models.BooleanField(
        "people are named as owners",
        default=False,
        help_text="“Police – Jane Smith”: the agency or group owns it, and she updates it and is asked for it too. Her "
        "name stands on pages of those who sign in, and on no paper.",
    )
    demonstration = models.BooleanField(
        default=False, help_text="Progress on its plans is invented; every page and PDF says so."
    )
    invented = models.BooleanField(
        default=False, editable=False, help_text="So is the board itself, its plan and its area."
    )

    # Its own words, as they are typed: side by side.
    WORD_PAIRS = (
        ("board_label", "business_group_label"),
        ("chair_label", "team_label"),
        ("scrutineer_label", "approver_label"),
        ("auditor_label",),
        ("people_label", "voice_label"),
        ("plan_label", "yearly_report_label"),
        ("self_assessment_label", "self_assessment_label_plural"),
        ("agency_label", "agency_label_plural"),
        ("group_label", "group_label_plural"),
        ("subgroup_label", "subgroup_label_plural"),
        ("panel_label", "panel_label_plural"),
        ("task_group_label", "task_group_label_plural"),
        ("working_team_label", "working_team_label_plural"),
        ("post_label", "post_label_plural"),
        ("outside_label", "outside_label_plural"),
    )

    objects = BoardItselfQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = [ByLetters("name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year_starts_in__gte=1, year_starts_in__lte=12),
                name="board_year_starts_in_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(second_factor="none") | models.Q(second_factor_from__isnull=False),
                name="board_second_factor_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["children-board", "children-partnership", "adults-board"]),
                name="board_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(chair_signatures__gt=0)
                | models.Q(scrutineer_signatures__gt=0)
                | models.Q(approver_signatures__gt=0),
                name="board_somebody_approves",
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_signing="same")
                | models.Q(yearly_chair_signatures__gt=0)
                | models.Q(yearly_scrutineer_signatures__gt=0)
                | models.Q(yearly_approver_signatures__gt=0),
                name="board_somebody_approves_a_year",
            ),
        ]

    def __str__(self):
        return self.short_name

    def clean(self):
        super().clean()
        if self.second_factor == self.SecondFactor.REQUIRED and self.second_factor_from is None:
            raise ValidationError({"second_factor_from": "Give the day from which it is needed."})

    @property
    def board(self):
        """The board itself, so that a board can be asked what its things are asked."""
        return self

    @property
    def kind_words(self) -> dict[str, tuple[str, str]]:
        """Each kind of body in the board's own words, as one and as many."""
        return {
            "board": (self.board_label, self.board_label),
            "business-group": (self.business_group_label, self.business_group_label),
            "subgroup": (self.subgroup_label, self.subgroup_label_plural),
            "panel": (self.panel_label, self.panel_label_plural),
            "task-and-finish": (self.task_group_label, self.task_group_label_plural),
            "team": (self.working_team_label, self.working_team_label_plural),
            "post": (self.post_label, self.post_label_plural),
            "outside": (self.outside_label, self.outside_label_plural),
            "agency": (self.agency_label, self.agency_label_plural),
        }

    @property
    def role_words(self) -> dict[str, str]:
        """Each role that is given in the board's own words."""
        return {
            Role.BOARD_TEAM: self.team_label,
            Role.INDEPENDENT_CHAIR: self.chair_label,
            Role.SCRUTINEER: self.scrutineer_label,
            Role.APPROVER: self.approver_label,
            Role.AUDITOR: self.auditor_label,
        }

    @property
    def own_words(self) -> dict[str, str]:
        """Our words for the board's people and groups, to its own."""
        return {
            "board team": self.team_label,
            "independent chair": self.chair_label,
            "scrutineer": self.scrutineer_label,
            "approver": self.approver_label,
            "auditor": self.auditor_label,
            "business group": self.business_group_label,
            "group": self.group_label,
            "groups": self.group_label_plural,
            "subgroup": self.subgroup_label,
            "subgroups": self.subgroup_label_plural,
            "agency": self.agency_label,
            "agencies": self.agency_label_plural,
            "business plan": self.plan_label,
            "board report": f"{self.board_label} report",
            "board reports": f"{self.board_label} reports",
            "yearly report": self.yearly_report_label,
            "self-assessment": self.self_assessment_label,
            "self-assessments": self.self_assessment_label_plural,
            "people a board works for": self.people_label,
            "voice of the person": self.voice_label,
        }

    @property
    def usual(self) -> presets.BoardKind:
        """What boards of its kind usually have and are known by."""
        return presets.KINDS[self.kind]

    @property
    def demonstration_words(self) -> str:
        """What every page and every sheet says of a board of a demonstration."""
        return demonstration_words(self.demonstration, self.invented)

    @property
    def signing(self) -> Signing:
        """Who is to approve its reports, as it is set today; a report that is final has its own."""
        return Signing(self.one_signature, {role: getattr(self, name) for role, name in SIGNATURES.items()})

    @property
    def signing_of_a_year(self) -> Signing:
        """Who is to approve its report on a year: as its other reports, or as it says for that one."""
        if self.yearly_signing == self.YearlySigning.SAME:
            return self.signing
        asked = {role: getattr(self, name) for role, name in YEARLY_SIGNATURES.items()}
        return Signing(self.yearly_signing == self.YearlySigning.ONE, asked)

    @property
    def scrutineer_signs(self) -> bool:
        """Whether a scrutineer's signature is asked for on any report."""
        return bool(self.scrutineer_signatures or self.yearly_scrutineer_signatures)

    @property
    def marking_line(self) -> str:
        """What stands at the top and bottom of every sheet; empty for none."""
        if self.marking in ("", self.Marking.NONE):
            return ""
        return " - ".join(filter(None, [self.get_marking_display(), self.handling]))

    def marked(self, name: str) -> str:
        """The name of a file that is handed out, without its ending: tables have no margins to carry the marking."""
        return "-".join(filter(None, [name, slugify(self.marking_line)]))


class Agency(models.Model):
    """An organisation or sector represented on the board (Cumbria's plan lists 19, lines 119-137).

    It owns actions, is asked and answers by its `body`: kept with it by `keep_agency`.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="agencies")
    name = LineField(max_length=200)
    short_name = LineField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = BoardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["position", ByLetters("name")]
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="agency_name_once_a_board")]

    def __str__(self):
        return self.name


# Roles that count once a second person confirmed who has them, those of which a board may ask a signature, and who
# types people in and so has a say in who may; sorted, as constraints name them.
APPROVERS = sorted(COUNT_CONFIRMED)
SIGNERS = sorted(SIGNATORIES)
TYPISTS = sorted(roles_with(Verb.EDIT_PLAN))


class LastingQuerySet(BoardQuerySet[Row]):
    """Rows that last from `starts_on` to `ends_on`, both included; None is open."""

    def lasting_on(self, day: date):
        """Those that hold on a day."""
        return self.overlapping(day, day)

    def not_over(self, on: date | None = None):
        """Those that hold on a day (today, unless another is given) or begin later."""
        return self.overlapping(on or clock.today(), None)

    def overlapping(self, starts_on: date | None, ends_on: date | None):
        """Those that share a day with the days from one to another; None is open."""
        shared = self
        if ends_on:
            shared = shared.filter(Q(starts_on=None) | Q(starts_on__lte=ends_on))
        if starts_on:
            shared = shared.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return shared


class BoardRoleQuerySet(LastingQuerySet["BoardRole"]):
    def in_force(self):
        """Roles that count today: one that may approve does so only when it was confirmed."""
        return self.on(clock.today())

    def on(self, day: date):
        """Roles that count on a day, as far as is known today."""
        return self.lasting_on(day).exclude(role__in=APPROVERS, confirmed_at=None)

    def only_reading(self):
        """Roles of those who hold owners to account, and so speak for nobody whatever they chair, unless their board
        lets them."""
        return self.filter(role__in=READERS, board__readers_update=False)

    def waiting(self):
        """Roles that a second person has not confirmed yet, and still may: a scrutineer's only where they sign."""
        unasked = Q(
            role=Role.SCRUTINEER, board__scrutineer_signatures=0, board__yearly_scrutineer_signatures=0
        )
        return self.not_over().filter(confirmed_at=None).exclude(unasked)

    def signing(self):
        """Roles in force of which a signature counts: a second person has confirmed who has them."""
        return self.in_force().filter(role__in=SIGNERS, confirmed_at__isnull=False)

    def confirming(self):
        """Roles whose holders may confirm others: they type people in, and were confirmed themselves.

        Else somebody would add a colleague who does not exist, to be the second person.
        """
        return self.in_force().filter(role__in=TYPISTS, confirmed_at__isnull=False)


class BoardRole(models.Model):
    """What a person is to a board, where that does not follow from a membership, from one day to another.

    A role that may approve counts once a second person confirmed who has it. The board team's and a scrutineer's
    count at once, but before they were confirmed themselves the one has no say in who may approve, and the other
    signs no report. `proposed_by` is empty where no
    second person was needed, and both names are where the system itself gave the role. Both days count; a role is
    never made longer: the time that follows is a row of its own, given anew.
    """

    class GivenRole(models.TextChoices):
        BOARD_TEAM = Role.BOARD_TEAM.value, "Board team"
        INDEPENDENT_CHAIR = Role.INDEPENDENT_CHAIR.value, "Independent chair"
        SCRUTINEER = Role.SCRUTINEER.value, "Scrutineer"
        APPROVER = Role.APPROVER.value, "Approver (approves reports, changes nothing)"
        AUDITOR = Role.AUDITOR.value, "Auditor (reads all, changes nothing)"

    person = models.ForeignKey("subgroups.Person", on_delete=models.PROTECT, related_name="board_roles")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=GivenRole)
    starts_on = models.DateField("first day", null=True, blank=True, help_text="Empty: at once.")
    ends_on = models.DateField("last day", null=True, blank=True, help_text="Empty: until it is ended.")
    deputy_for = models.ForeignKey(
        "subgroups.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whom they stand in for, from the first day to the last.",
    )
    proposed_by = models.ForeignKey(
        "subgroups.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    proposed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        "subgroups.Person", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)

    objects = BoardRoleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "board", "role"], condition=Q(ends_on=None), name="board_role_open_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=["board-team", "independent-chair", "scrutineer", "approver", "auditor"]
                ),
                name="board_role_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="board_role_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(deputy_for=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False) & ~Q(deputy_for=F("person")),
                name="board_role_deputy_of_another_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None)
                | Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
                name="board_role_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[str(role) for role in APPROVERS])
                | (Q(proposed_by=None) | ~Q(proposed_by=F("person")))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=F("person"))),
                name="board_role_to_approve_given_by_others",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.words} of {self.board}"

    @property
    def may_approve(self) -> bool:
        return self.role in APPROVERS

    @property
    def waits(self) -> bool:
        """The same as `waiting`, for a row that was read: whether a second person is to confirm it."""
        asked = self.role != Role.SCRUTINEER or self.board.scrutineer_signs
        return asked and not (self.confirmed_at or self.is_over)

    @property
    def word(self) -> str:
        """The role in the board's own word."""
        return self.board.role_words[Role(self.role)]

    @property
    def words(self) -> str:
        """The role in the board's own word, and whose deputy: "Chair (deputy for Ida Fell until 3 May 2018)"."""
        return f"{self.word} ({self.as_deputy})" if self.deputy_for_id else self.word

    @property
    def as_deputy(self) -> str:
        """As "deputy for Ida Fell until 3 May 2018"; empty for who has the role themselves."""
        return f"deputy for {self.deputy_for} until {long_date(self.ends_on)}" if self.deputy_for_id else ""

    @property
    def post(self) -> str:
        """As what somebody signs: "Independent Chair", "deputy for Ida Fell, Independent Chair"."""
        return f"deputy for {self.deputy_for}, {self.word}" if self.deputy_for_id else self.word

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < clock.today()

    @property
    def counts_today(self) -> bool:
        """The same as `in_force`, for a row that was read."""
        begun = self.starts_on is None or self.starts_on <= clock.today()
        return begun and not self.is_over and bool(self.confirmed_at or not self.may_approve)

    @property
    def state(self) -> str:
        """Whether it counts, as people read it."""
        if self.is_over:
            counted = self.confirmed_at or not self.may_approve
            return f"Ended {long_date(self.ends_on)}" if counted else "Never counted"
        said = "In force"
        if self.starts_on and self.starts_on > clock.today():
            said = f"From {long_date(self.starts_on)}"
        if self.ends_on:
            said += f" until {long_date(self.ends_on)}"
        if self.may_approve and not self.confirmed_at:
            return "Waits for a second person: counts once they confirm it"
        if self.confirmed_at:
            return said
        if self.role in TYPISTS:
            return f"{said}; confirms nobody until a second person confirms it"
        if self.role == Role.SCRUTINEER and self.board.scrutineer_signs:
            return f"{said}; signs no report until a second person confirms it"
        return said
