"""Who sits where, and since when."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import READERS
from lscb.querysets import BoardQuerySet
from subgroups.models.board import BoardRole


class MembershipQuerySet(BoardQuerySet["Membership"]):
    board_path = "body__board"

    def current(self):
        """Memberships that hold today."""
        today = clock.today()
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        )

    def speaking(self):
        """Those who speak for a body: they update its actions and write its highlight.

        Not those who only read on its board (lscb.permissions.READERS), whatever they chair.
        """
        return self.exclude(role=Membership.Role.MEMBER).with_reading().filter(only_reads=False)

    def with_reading(self):
        """Adds `only_reads`: whether the person holds owners to account on the body's board, and so updates nothing."""
        reads = BoardRole.objects.in_force().filter(
            person=OuterRef("person"), board=OuterRef("body__board"), role__in=READERS
        )
        return self.annotate(only_reads=Exists(reads))


class Membership(models.Model):
    """A person's place on a body. Chairs, vice-chairs and post holders update what the body owns."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-chair"
        POST_HOLDER = "post-holder", "Holds the post"
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
        ordering = ["role", "person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["chair", "vice-chair", "post-holder", "member"]),
                name="membership_role_known",
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
        if self.body_id is None or self.ends_on is not None:
            return
        body = type(self.body).objects.select_related("merged_into").get(pk=self.body_id)  # as it is now
        if body.merged_into:
            raise Refused({"body": f"{body} has become part of {body.merged_into}. Choose that instead."})

    @property
    def board(self):
        return self.body.board
