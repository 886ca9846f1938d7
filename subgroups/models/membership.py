"""Who sits where, and since when."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from lscb import clock
from lscb.errors import Refused
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.wording import long_date
from subgroups.models.board import BoardRole, LastingQuerySet


class MembershipQuerySet(LastingQuerySet["Membership"]):
    board_path = "body__board"

    def current(self):
        """Memberships that hold today."""
        return self.lasting_on(clock.today())

    def speaking(self):
        """Those who speak for a body: they update its actions and write its highlight.

        Not those who only read on its board (lscb.permissions.READERS), whatever they chair.
        """
        return self.exclude(role=Membership.Role.MEMBER).with_reading().filter(only_reads=False)

    def with_reading(self):
        """Adds `only_reads`: whether the person holds owners to account on the body's board, and so updates nothing."""
        reads = (
            BoardRole.objects.in_force()
            .only_reading()
            .filter(person=OuterRef("person"), board=OuterRef("body__board"))
        )
        return self.annotate(only_reads=Exists(reads))


class Membership(models.Model):
    """A person's place on a body. Chairs, vice-chairs and post holders update what the body owns, an agency's lead
    contacts what the agency owns, and so do their deputies for the time they stand in.

    `ends_on` is the last day of it. The day somebody leaves is the first day without them (`Person.left_on`): their
    places end the day before, and whoever follows begins on it.
    """

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-chair"
        POST_HOLDER = "post-holder", "Holds the post"
        LEAD_CONTACT = "lead-contact", "Lead contact"
        DEPUTY = "deputy", "Deputy"
        MEMBER = "member", "Member"

    person = models.ForeignKey("subgroups.Person", on_delete=models.PROTECT, related_name="memberships")
    body = models.ForeignKey("subgroups.Body", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    agency = models.ForeignKey(
        "subgroups.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        help_text="The agency they sit for, where it is not their own.",
    )
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("to", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["role", ByLetters("person__name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    role__in=["chair", "vice-chair", "post-holder", "lead-contact", "deputy", "member"]
                ),
                name="membership_role_known",
            ),
            models.CheckConstraint(
                condition=~Q(role="deputy") | Q(starts_on__isnull=False, ends_on__isnull=False),
                name="membership_deputy_for_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "body", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_open_once",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()}, {self.body}"

    def clean(self):
        super().clean()
        if self.role == self.Role.DEPUTY and not (self.starts_on and self.ends_on):
            missing = "ends_on" if self.starts_on else "starts_on"
            raise Refused({missing: "A deputy stands in for a time: give the first day and the last."})
        if wrong := self._wrong_role():
            raise Refused({"role": wrong})
        leaves_on = self.person.leaves_on if self.person_id else None
        if leaves_on and (self.ends_on is None or self.ends_on >= leaves_on):
            raise Refused(
                {"ends_on": f"They leave on {long_date(leaves_on)}. End it before, or say they stay."}
            )
        if self.body_id is None or self.ends_on is not None:
            return
        body = type(self.body).objects.select_related("merged_into").get(pk=self.body_id)  # as it is now
        if body.merged_into:
            raise Refused({"body": f"{body} has become part of {body.merged_into}. Choose that instead."})

    def _wrong_role(self) -> str:
        """Why a new place cannot be held so: an agency has lead contacts, and nobody else has."""
        if self.body_id is None or self.pk:
            return ""
        of_agency = self.body.kind == "agency"
        if of_agency and self.role in (self.Role.CHAIR, self.Role.VICE_CHAIR, self.Role.POST_HOLDER):
            return "An agency has lead contacts: choose Lead contact, Deputy or Member."
        if not of_agency and self.role == self.Role.LEAD_CONTACT:
            return "Only an agency has lead contacts: choose what they are in the group."
        return ""

    @property
    def words(self) -> str:
        """What they are there, and of a deputy until when: "Deputy until 3 May 2018"."""
        said = self.get_role_display()
        return f"{said} until {long_date(self.ends_on)}" if self.role == self.Role.DEPUTY else said

    @property
    def is_to_come(self) -> bool:
        return self.starts_on is not None and self.starts_on > clock.today()

    @property
    def board(self):
        return self.body.board

    @property
    def sits_for(self):
        """The agency they sit for here; their own where that is of this board, never one of another's."""
        own = self.person.agency
        return self.agency or (own if own and own.board_id == self.body.board_id else None)
