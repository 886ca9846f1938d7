"""Section 9: what the groups want the business group to know, and which of them sent nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.report.rows import Rows


@dataclass(frozen=True)
class HighlightFacts:
    body: int
    label: str
    by: str
    done: str = ""
    worry: str = ""
    ask: str = ""
    voice: str = ""


@dataclass(frozen=True)
class HighlightBlock:
    body: str
    by: str
    done: str
    worry: str
    ask: str
    voice: str


def build(highlights: Iterable[HighlightFacts]) -> tuple[HighlightBlock, ...]:
    return tuple(
        HighlightBlock(row.label, row.by, row.done, row.worry, row.ask, row.voice) for row in highlights
    )


def build_missing(rows: Rows, highlights: Iterable[HighlightFacts]) -> tuple[str, ...]:
    """Groups that are asked for their words, own live actions and sent none."""
    sent = {row.body for row in highlights}
    owners = {
        owner
        for action in rows.counted
        if action.state == "live"
        for owner in action.owners
        if owner.body and owner.asked_for_highlights and owner.body not in sent
    }
    return tuple(owner.label for owner in sorted(owners, key=lambda owner: (owner.place, owner.label)))
