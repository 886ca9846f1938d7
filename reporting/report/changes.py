"""Section 8: changes to the plan, asked for or made, and what left it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from lscb.wording import long_date
from lscb.words import capital, sentence_lower
from plans.rules.moves import date_or_words
from reporting.report.rows import NOT_STATED, LastReport, Listing, Row, Rows, ids_of


@dataclass(frozen=True)
class DateChangeFacts:
    action: int
    from_date: date | None
    to_date: date | None
    reason: str
    state: str  # asked, agreed, refused, lapsed; recorded: it moved without a meeting
    asked_by: str
    asked_at: datetime
    meeting: str = ""
    decided_at: datetime | None = None
    kind: str = "new"  # new, correction, reading, carried
    from_words: str = ""  # where it is not one date
    to_words: str = ""
    refused_because: str = ""

    @property
    def before(self) -> str:
        return date_or_words(self.from_date, self.from_words)

    @property
    def after(self) -> str:
        return date_or_words(self.to_date, self.to_words)


@dataclass(frozen=True)
class Change:
    """A change to the plan, asked for or made."""

    kind: str
    id: int
    reference: str
    text: str
    old: str
    new: str
    reason: str
    agreed: str


DATE_KINDS = {"asked": "New date asked for", "agreed": "New date agreed", "refused": "New date not agreed"}


# A date that moved without a meeting, by what moved it.
RECORDED_KINDS = {
    "correction": "Date corrected",
    "reading": "Read another way",
    "carried": "Carried over with another date",
}


def build(rows: Rows, date_changes: Sequence[DateChangeFacts]) -> tuple[Change, ...]:
    """Asked for and waiting; decided since the last report; what was re-worded, re-owned, added or left."""
    changes = [
        _date_change(rows.by_id[change.action], kind, change)
        for state, kind in DATE_KINDS.items()
        for change in date_changes
        if change.state == state and not _is_told(rows.last, change)
    ]
    recorded = [each for each in date_changes if each.state == "recorded" and not _is_told(rows.last, each)]
    changes += [
        _date_change(rows.by_id[change.action], RECORDED_KINDS[change.kind], change) for change in recorded
    ]
    changes += _left_since(rows)
    if rows.last:
        changes += _reworded(rows, rows.last, {each.action: each.reason for each in recorded})
    return tuple(changes)


def build_left(rows: Rows) -> Listing:
    return rows.listing(
        "left",
        "Withdrawn and carried over",
        ids_of(rows.gone),
        "No longer counted in the plan.",
        empty="None.",
    )


def _is_told(last: LastReport | None, change: DateChangeFacts) -> bool:
    """Decided before the last report, which said so."""
    if change.state == "asked" or last is None or change.decided_at is None:
        return False
    return change.decided_at <= last.position_at


def _date_change(row: Row, kind: str, change: DateChangeFacts) -> Change:
    agreed = change.meeting or (long_date(change.decided_at.date()) if change.decided_at else "")
    if change.state == "asked":
        agreed = f"Not yet: asked for by {change.asked_by} on {long_date(change.asked_at.date())}"
    if change.state == "recorded":
        agreed = f"No meeting: recorded by {change.asked_by} on {long_date(change.asked_at.date())}"
    old, new = capital(change.before), capital(change.after)
    reason = change.reason
    if change.refused_because:
        reason = f"{reason.rstrip('.')}. Not agreed: {change.refused_because}"
    return Change(kind, row.id, row.reference, row.text, old, new, reason, agreed)


def _left_since(rows: Rows) -> list[Change]:
    return [
        Change(
            rows.chip(action).word,
            action.id,
            action.reference,
            action.text,
            "Counted",
            "Not counted",
            action.state_reason or NOT_STATED,
            NOT_STATED,
        )
        for action in rows.gone
        if rows.last is None or action.id in rows.last_counted
    ]


def _reworded(rows: Rows, last: LastReport, moved_because: Mapping[int, str]) -> list[Change]:
    """What reads otherwise than in the last report; new words of "when" that moved a date with the reason given."""
    labels, changes, renamed = rows.facts.labels, [], set[tuple[str, str]]()
    now = _names_now(rows, last)
    for row in rows.by_id.values():
        named = (row.id, row.reference, row.text)
        before = last.rows.get(row.id)
        if before is None:
            kind = f"New {sentence_lower(labels.action)}"
            changes.append(Change(kind, *named, "Not in the plan", row.due, "", NOT_STATED))
            continue
        for kind, old, new in [
            ("Reference changed", before.reference, row.reference),
            *_moved(rows, last, before, row, renamed),
            ("Wording changed", before.text, row.text),
            ("Outcome changed", before.outcome, row.outcome),
            *_measured(labels.success, last, before, row),
            *_owned(labels.owner, before.owners, row.owners, now, renamed),
            ("Timescale reworded", before.when, row.when),
        ]:
            if old != new:
                because = moved_because.get(row.id, "") if kind == "Timescale reworded" else ""
                changes.append(
                    Change(kind, *named, old or NOT_STATED, new or NOT_STATED, because, NOT_STATED)
                )
    return changes


def _moved(
    rows: Rows, last: LastReport, before: Row, row: Row, renamed: set[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """That it stands in another section; a section that was renamed is told once, not with each of its actions."""
    label, names = rows.facts.labels.section, (before.section, row.section)
    if before.section == row.section or names in renamed:
        return []
    if any(names == (was, rows.sections.get(id)) for id, was in last.sections.items()):
        renamed.add(names)
        return [(f"{label} renamed", *names)]
    return [(f"{label} changed", *names)]


def _measured(label: str, last: LastReport, before: Row, row: Row) -> list[tuple[str, str, str]]:
    """That its success measure is another one; not where the last report has none that it could be another than."""
    return [(f"{label} changed", before.success_line, row.success_line)] if last.has_success else []


def _names_now(rows: Rows, last: LastReport) -> dict[str, str]:
    """What groups and agencies that own something are called now, by what the last report called them."""
    found = {}
    for owner in (owner for action in rows.facts.actions for owner in action.owners):
        if owner.body is not None and last.owners.get(owner.body, owner.label) != owner.label:
            found[last.owners[owner.body]] = owner.label
    return found


def _owned(
    label: str, before: str, after: str, now: Mapping[str, str], renamed: set[tuple[str, str]]
) -> list[tuple[str, str, str]]:
    """That others own it; a group or agency that was renamed is told once, and owns it as before."""
    if before == after:
        return []
    found, owners = [], []
    for each in before.split("; "):
        name = each.removesuffix(" (lead)").removesuffix(" (support)")
        names = (name, now.get(name, name))
        owners.append(each.replace(*names, 1))
        if name in now and names not in renamed and owners[-1] in after.split("; "):
            renamed.add(names)
            found.append((f"{label} renamed", *names))
    if "; ".join(owners) != after:
        found.append((f"{label} changed", before, after))
    return found
