"""What a section of a yearly report is drafted from. Pure."""

from enum import StrEnum


class Material(StrEnum):
    """Values are stored and never change; the words beside them may."""

    INTRODUCTION = "introduction"
    PRIORITIES = "priorities"
    ACHIEVED = "achieved"
    WITHOUT_EVIDENCE = "without-evidence"
    LITTLE_PROGRESS = "little-progress"
    DECISIONS = "decisions"
    REVIEWS = "reviews"
    VOICE = "voice"
    AGENCIES = "agencies"
    TRAINING = "training"
    MEASURES = "measures"
    SCRUTINY = "scrutiny"
    CHALLENGES = "challenges"
    FINANCE = "finance"
    NEXT_YEAR = "next-year"


# In our nouns: whoever shows one says it in the board's own words.
MATERIAL_WORDS = {
    Material.INTRODUCTION: "The year, its plans and its reports",
    Material.PRIORITIES: "Priorities, at the first and the last report of the year",
    Material.ACHIEVED: "What was completed, and what difference it made",
    Material.WITHOUT_EVIDENCE: "What was completed without evidence of impact",
    Material.LITTLE_PROGRESS: "Little or no progress over the year",
    Material.DECISIONS: "Decisions of meetings",
    Material.REVIEWS: "Reviews, their recommendations and what followed",
    Material.VOICE: "How people were heard",
    Material.AGENCIES: "What each agency contributed",
    Material.TRAINING: "Training",
    Material.MEASURES: "Measures and their trend",
    Material.SCRUTINY: "What independent scrutiny found",
    Material.CHALLENGES: "Challenges and their answers",
    Material.FINANCE: "Income and spending",
    Material.NEXT_YEAR: "Priorities for the next year",
}
