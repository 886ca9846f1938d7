"""The report to the Board: what the Business Group's reports come to, for one meeting of the Board."""

import hashlib

from django.db import models
from django.db.models import Q
from django.urls import reverse

from lscb.fields import LineField, TextField
from lscb.history import HistoricalRecords
from lscb.wording import long_date
from reporting.models.frozen import FrozenQuerySet, FrozenReport, frozen_whole


class BoardReportQuerySet(FrozenQuerySet["BoardReport"]):
    board_path = "board"

    def for_reports(self):
        """Rows for lists: the latest meeting first, its latest version first."""
        return (
            self.without_pdf()
            .select_related("board", "meeting__body", "prepared_by", "finalised_by")
            .order_by("-meeting__held_on", "-version")
        )

    def last_before(self, meeting):
        """The final that an earlier meeting of the Board had last, in its latest version; None for none."""
        return (
            self.frozen()
            .filter(board=meeting.body.board_id, meeting__held_on__lt=meeting.held_on)
            .without_pdf()
            .order_by("-meeting__held_on", "-version")
            .first()
        )


class BoardReport(FrozenReport):
    """One version of the report to a meeting of the Board (Cumbria LSCB business plan 2017-20, lines 480-483 and 489:
    "Update to LSCB as part of the LSCB Business Report").

    A draft holds only what the board team makes of it: its own words, what it rewords or leaves out, the highlights it
    chose. All else is read from the finals of the board's business plans and from what was recorded since.
    """

    RISKS_FROM = 15  # the lowest score of the highest band: see plans.models.Risk.BANDS

    board = models.ForeignKey("subgroups.Board", on_delete=models.PROTECT, related_name="board_reports")
    meeting = models.ForeignKey("subgroups.Meeting", on_delete=models.PROTECT, related_name="board_reports")
    key_messages = TextField(blank=True, help_text="One a line.")
    decisions = TextField("decisions asked", blank=True, help_text="One a line.")
    agenda_item = LineField(max_length=60, blank=True, help_text="As the agenda numbers it.")
    presenter = LineField("presented by", max_length=150, blank=True)
    risks_from = models.PositiveSmallIntegerField(
        "risks from a score of",
        default=RISKS_FROM,
        help_text="Likelihood times impact; risks of this score and above are told.",
    )
    highlights_chosen = models.JSONField(
        default=list, blank=True, editable=False, help_text="The keys of the groups' highlights it has."
    )
    lines_reworded = models.JSONField(
        "lines that follow from the finals, as told",
        default=dict,
        blank=True,
        editable=False,
        help_text="By the key of each: the words it has, empty when left out, and those offered then.",
    )

    objects = BoardReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["pdf", "content"])

    class Meta:
        ordering = ["-meeting__held_on", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="board_report_version_once_a_meeting"
            ),
            models.UniqueConstraint(fields=["board", "number"], name="board_report_number_once_a_board"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="draft"), name="board_report_one_draft_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(risks_from__range=(1, 25)), name="board_report_risks_from_a_score"
            ),
            frozen_whole("board_report_frozen_whole_or_not_at_all"),
        ]

    def __str__(self):
        return (
            f"Report to {self.meeting.body.label}, {long_date(self.meeting.held_on)}, version {self.version}"
        )

    @property
    def called(self) -> str:
        """Of a final, as "report number 4, version 2"."""
        return f"report number {self.number}" + (f", version {self.version}" if self.version > 1 else "")

    def page_in(self, plan) -> str:
        """Where a final opens among the pages of a plan of its board."""
        return reverse("reporting:board-report-detail", args=[plan.slug, self.pk])

    @property
    def reworded(self) -> dict[str, str]:
        """Lines that follow from the finals, by key, in the board team's words; empty for one left out."""
        return {key: told for key, (told, _) in self.lines_reworded.items()}


def words_of_draft(draft: BoardReport | None) -> str:
    """A short mark of what the board team made of a draft, to tell whether somebody changed it; None has none."""
    own = ("key_messages", "decisions", "agenda_item", "presenter")
    words = "\0".join(getattr(draft, name) if draft else "" for name in own)
    if draft:
        words += (
            f"\0{draft.risks_from}\0{sorted(draft.highlights_chosen)}\0{sorted(draft.lines_reworded.items())}"
        )
    return hashlib.sha256(words.encode()).hexdigest()[:16]
