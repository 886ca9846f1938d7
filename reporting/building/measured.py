"""What the plan's measures show: the last quarters side by side, and which way each goes."""

from plans.rules.trend import trend_of, with_unit
from reporting.building.rows import Rows
from reporting.content import MeasureLine, Measures, MeasureTrend, UnmeasuredSection
from reporting.facts import MeasureFacts

BETTER = {"higher": "Higher is better", "lower": "Lower is better"}


class MeasuredPart(Rows):
    """The section on measures, in a plan that has them."""

    def measures(self) -> Measures | None:
        """In plan order; those with nothing recorded in any quarter shown are only named. None: no measures."""
        facts = self.facts.measures
        if not facts:
            return None
        silent: dict[str, list[str]] = {}
        for each in facts:
            if not _is_known(each):
                silent.setdefault(each.section, []).append(each.words.rstrip(". "))
        return Measures(
            quarters=tuple(name for name, _ in facts[0].values),
            lines=tuple(_line(each) for each in facts if _is_known(each)),
            unmeasured=tuple(UnmeasuredSection(section, tuple(words)) for section, words in silent.items()),
            recorded=sum(bool(each.values) and each.values[-1][1] is not None for each in facts),
            total=len(facts),
        )


def _is_known(measure: MeasureFacts) -> bool:
    return any(value is not None for _, value in measure.values)


def _line(measure: MeasureFacts) -> MeasureLine:
    trend = trend_of(measure.values, better=measure.better, target=measure.target)
    return MeasureLine(
        section=measure.section,
        words=measure.words,
        tells=measure.tells,
        values=tuple((quarter, with_unit(value, measure.unit)) for quarter, value in measure.values),
        target=with_unit(measure.target, measure.unit),
        better=BETTER.get(measure.better, ""),
        trend=MeasureTrend(trend.words, trend.arrow, trend.line, trend.dots),
        source=measure.source,
        note=measure.note,
    )
