"""Who was at a meeting, who sent apologies, and who came in somebody's place or as a guest."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.querysets import BoardQuerySet


class AttendanceQuerySet(BoardQuerySet["Attendance"]):
    board_path = "meeting__body__board"

    def for_page(self):
        """With all that minutes say of each, agency by agency and name by name."""
        return self.select_related("meeting__body", "in_place_of").order_by(
            "meeting__held_on", "meeting", ByLetters("agency_name"), ByLetters("name"), "pk"
        )


class Attendance(models.Model):
    """One person at one meeting, under the name and for the agency that they had on the day.

    Only work details. Whoever is known to the board is kept by key as well, so that counts are of people, not of
    spellings, and a leaver's name goes when names are kept no longer.
    """

    class Presence(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    class Capacity(models.TextChoices):
        MEMBER = "member", "Member"
        DEPUTY = "deputy", "In place of a member"
        GUEST = "guest", "Guest"

    meeting = models.ForeignKey("subgroups.Meeting", on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendances",
    )
    name = LineField("name on the day", max_length=150)
    agency = models.ForeignKey(
        "subgroups.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    agency_name = LineField("agency on the day", max_length=200, blank=True)
    capacity = models.CharField("came as", max_length=6, choices=Capacity)
    presence = models.CharField(max_length=9, choices=Presence)
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = AttendanceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "attendance"
        ordering = ["meeting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(person__isnull=False),
                name="attendance_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(capacity="member", person__isnull=False, in_place_of__isnull=True)
                | Q(capacity="deputy", presence="present", in_place_of__isnull=False)
                | Q(capacity="guest", presence="present", in_place_of__isnull=True),
                name="attendance_as_member_deputy_or_guest",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_presence_display().lower()}, {self.meeting}"

    @property
    def board(self):
        return self.meeting.board

    @property
    def is_present(self) -> bool:
        return self.presence == self.Presence.PRESENT
