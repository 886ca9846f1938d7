"""Which module drafts which material."""

from collections.abc import Callable, Mapping

from reporting.rules.materials import Material
from reporting.yearly import (
    achieved,
    agencies,
    challenges,
    decisions,
    finance,
    introduction,
    little_progress,
    measures,
    next_year,
    priorities,
    reviews,
    scrutiny,
    training,
    voice,
    without_evidence,
)
from reporting.yearly.facts import YearFacts
from reporting.yearly.writing import Nothing

DRAFTS: Mapping[Material, Callable[[YearFacts], str]] = {
    Material.INTRODUCTION: introduction.drafted,
    Material.PRIORITIES: priorities.drafted,
    Material.ACHIEVED: achieved.drafted,
    Material.WITHOUT_EVIDENCE: without_evidence.drafted,
    Material.LITTLE_PROGRESS: little_progress.drafted,
    Material.DECISIONS: decisions.drafted,
    Material.REVIEWS: reviews.drafted,
    Material.VOICE: voice.drafted,
    Material.AGENCIES: agencies.drafted,
    Material.TRAINING: training.drafted,
    Material.MEASURES: measures.drafted,
    Material.SCRUTINY: scrutiny.drafted,
    Material.CHALLENGES: challenges.drafted,
    Material.FINANCE: finance.drafted,
    Material.NEXT_YEAR: next_year.drafted,
}


def draft(material: str, year: YearFacts) -> tuple[str, bool]:
    """What is drafted of a material, little Markdown, and whether the year held nothing for it; for own words only an
    empty text."""
    if not material:
        return "", False
    text = DRAFTS[Material(material)](year)
    return str(text), isinstance(text, Nothing)
