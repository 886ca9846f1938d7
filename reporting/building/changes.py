"""Changes to the plan, and the groups that wrote nothing."""

from lscb.words import sentence_lower
from reporting.building.rows import NOT_STATED, Rows
from reporting.content import (
    Change,
    Listing,
    MonitoringReportContent,
)
from reporting.rules.wording import day


class ChangesPart(Rows):
    """Sections 8 and 9 of the report."""

    def changes(self) -> tuple[Change, ...]:
        """Asked for and waiting; decided since the last report; what was re-worded, re-owned, added or left."""
        since = self.last.front.position_at if self.last else None
        changes = []
        kinds = {"asked": "New date asked for", "agreed": "New date agreed", "refused": "New date not agreed"}
        for state, kind in kinds.items():
            for change in self.facts.date_changes:
                if change.state != state:
                    continue
                if state != "asked" and since and change.decided_at and change.decided_at <= since:
                    continue
                row = self.rows[change.action]
                agreed = change.meeting or (day(change.decided_at.date()) if change.decided_at else "")
                changes.append(
                    Change(
                        kind,
                        row.id,
                        row.reference,
                        row.text,
                        day(change.from_date) or "No date",
                        day(change.to_date),
                        change.reason,
                        f"Not yet: asked for by {change.asked_by} on {day(change.asked_at.date())}"
                        if state == "asked"
                        else agreed,
                    )
                )
        changes += self.left_since()
        if self.last:
            changes += self.reworded(self.last)
        return tuple(changes)

    def left_since(self) -> list[Change]:
        return [
            Change(
                self.chip(action).word,
                action.id,
                action.reference,
                action.text,
                "Counted",
                "Not counted",
                action.state_reason or NOT_STATED,
                NOT_STATED,
            )
            for action in self.gone
            if self.last is None or action.id in self.last_counted
        ]

    def reworded(self, last: MonitoringReportContent) -> list[Change]:
        changes = []
        for row in self.rows.values():
            before = last.row.get(row.id)
            if before is None:
                kind = f"New {sentence_lower(self.facts.labels.action)}"
                changes.append(
                    Change(kind, row.id, row.reference, row.text, "Not in the plan", row.due, "", NOT_STATED)
                )
                continue
            for kind, old, new in [
                ("Wording changed", before.text, row.text),
                ("Outcome changed", before.outcome, row.outcome),
                (f"{self.facts.labels.owner} changed", before.owners, row.owners),
                ("Timescale reworded", before.when, row.when),
            ]:
                if old != new:
                    changes.append(
                        Change(
                            kind,
                            row.id,
                            row.reference,
                            row.text,
                            old or NOT_STATED,
                            new or NOT_STATED,
                            "",
                            NOT_STATED,
                        )
                    )
        return changes

    def left(self) -> Listing:
        return self.listing(
            "left",
            "Withdrawn and carried over",
            self.ids(self.gone),
            "No longer counted in the plan.",
            empty="None.",
        )

    def no_highlight(self) -> tuple[str, ...]:
        """Bodies that own live actions and sent no highlight."""
        sent = {row.body for row in self.facts.highlights}
        owners = {
            owner
            for action in self.counted
            if action.state == "live"
            for owner in action.owners
            if owner.body and owner.body not in sent
        }
        return tuple(owner.label for owner in sorted(owners, key=lambda owner: (owner.place, owner.label)))
