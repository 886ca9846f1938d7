"""From plain rows to what a monitoring report says. Pure: no database, no HTTP, no clock.

The order and the classes follow what a business group needs to challenge and to be assured: decisions asked,
position, exceptions, movement, completed, coming up, reports due, changes, highlights, sign-off.
"""

from dataclasses import replace

from plans.rules.ratings import MOVEMENT_WORDS, Movement
from reporting.building.appendices import AppendicesPart, terms_used
from reporting.building.changes import ChangesPart
from reporting.building.exceptions import ExceptionsPart
from reporting.building.front import FrontPart
from reporting.building.measured import MeasuredPart
from reporting.building.movement import MovementPart
from reporting.building.planner import forward_plan
from reporting.building.position import PositionPart
from reporting.building.rows import lines
from reporting.content import Decision, HighlightBlock, MonitoringReportContent, Move, Status
from reporting.facts import Facts


class Building(
    FrontPart, PositionPart, ExceptionsPart, MovementPart, ChangesPart, MeasuredPart, AppendicesPart
):
    """One report, put together from its parts."""

    def content(self) -> MonitoringReportContent:
        facts = self.facts
        exceptions, moved, completed = self.exceptions(), self.moved(), self.completed()
        content = MonitoringReportContent(
            front=self.front(),
            status=Status(
                word="DRAFT",
                version=facts.version,
                correction_reason=facts.correction_reason,
                prepared_by=facts.author,
            ),
            labels=facts.labels,
            key=facts.key,
            movement_key=tuple(Move(kind.value, *MOVEMENT_WORDS[kind]) for kind in Movement),
            key_messages=lines(facts.key_messages),
            decisions=self.decisions(exceptions, completed),
            position=self.position(moved, completed),
            breakdowns=self.breakdowns(),
            exceptions=exceptions,
            silent=self.silent(),
            milestones_missed=self.milestones(
                lambda milestone: milestone.due_on < facts.today, lambda action: action.milestone_missed
            ),
            moved=moved,
            completed=completed,
            coming_up=self.coming_up(),
            planner=forward_plan(facts),
            changes=self.changes(),
            left=self.left(),
            highlights=tuple(
                HighlightBlock(row.label, row.by, row.done, row.worry, row.ask, row.voice)
                for row in facts.highlights
            ),
            no_highlight=self.no_highlight(),
            schedule=self.schedule(),
            terms=(),
            quality=self.quality(),
            rows=tuple(self.rows[action.id] for action in facts.actions),
            decided=self.decided(),
            challenges=self.challenges(),
            measures=self.measures(),
            risks=self.risks(),
        )
        return replace(content, terms=terms_used(facts.terms, content))


def build(facts: Facts, last: MonitoringReportContent | None) -> MonitoringReportContent:
    """What the report says. `last` is the content of the last final report, compared with as it was frozen."""
    return Building(facts, last).content()


def decisions_offered(facts: Facts, last: MonitoringReportContent | None) -> tuple[Decision, ...]:
    """What the plan asks of the group as it stands, before the board team rewords it or leaves it out."""
    building = Building(facts, last)
    return building.decisions_offered(building.exceptions(), building.completed())
