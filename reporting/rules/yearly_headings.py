"""Headings that the yearly report of each kind of board usually has: a choice to start from. Pure.

What is asked for is said in our own words, with what asks for it:

- Safeguarding children partnerships: Children Act 2004, section 16G, and the four things that Working Together 2018
  asks a yearly report for: evidence of impact on outcomes, training among it; an analysis of where there was little or
  no progress on agreed priorities; decisions and actions on recommendations of practice reviews, and what improved; how
  feedback of children and families was sought and used. What a later edition asks otherwise is a board's to change.
- Safeguarding adults boards: Care Act 2014, Schedule 2, paragraph 4(1)(a) to (g).
- Local safeguarding children boards: Children Act 2004, section 14A, and Working Together 2013 and 2015, chapter 3: an
  assessment of local services, weaknesses with their causes and what is done about them, lessons of reviews, what
  partner agencies contributed, and what the board spent.

Sections without a material are written by people. A board changes all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.rules.materials import Material
from subgroups.rules.presets import ADULTS_BOARD, CHILDREN_BOARD, CHILDREN_PARTNERSHIP


@dataclass(frozen=True)
class UsualHeading:
    """A heading. `material` is empty for own words only, `required_by` where nothing asks for it."""

    title: str
    asks: str
    material: Material | str = ""
    required_by: str = ""


_CARE_ACT = "Care Act 2014, Schedule 2, paragraph 4(1)"
_WORKING_TOGETHER = "Working Together 2018, yearly report,"
_CHAPTER_3 = "Working Together 2013 and 2015, chapter 3"

_FOREWORD = UsualHeading("Foreword", "The year in the chair’s own words, in half a page.")
_ARRANGEMENTS = UsualHeading(
    "Who we are and how we work",
    "Who sits on the board, which groups it has, and how they were led and scrutinised.",
)
_YEAR = UsualHeading(
    "The year and the plan",
    "Which plan was worked on, and on which reports this one stands.",
    Material.INTRODUCTION,
)
_MEASURES = UsualHeading(
    "What the figures say",
    "Each measure with its values over the year, and what they mean for those the board works for.",
    Material.MEASURES,
)
_CHALLENGES = UsualHeading(
    "How we challenged one another",
    "What was challenged, what was answered, and what changed.",
    Material.CHALLENGES,
)
_DECISIONS = UsualHeading(
    "What we decided", "Decisions of the year, and what came of them.", Material.DECISIONS
)
_NEXT = UsualHeading(
    "Priorities for the next year", "What is carried on, what is new, and why.", Material.NEXT_YEAR
)
_WITHOUT = UsualHeading(
    "Completed, with no evidence of impact yet",
    "What was done without our knowing what difference it made, and how we shall find out.",
    Material.WITHOUT_EVIDENCE,
)

USUAL_HEADINGS: dict[str, tuple[UsualHeading, ...]] = {
    CHILDREN_PARTNERSHIP: (
        _FOREWORD,
        _ARRANGEMENTS,
        _YEAR,
        UsualHeading(
            "What we did, and how effective it was",
            "What was done under the arrangements against each priority, and how well they worked in practice.",
            Material.PRIORITIES,
            "Children Act 2004, section 16G(7)",
        ),
        UsualHeading(
            "What difference it made",
            "Evidence of impact on outcomes for children and families, from early help to children looked after and "
            "care leavers.",
            Material.ACHIEVED,
            f"{_WORKING_TOGETHER} impact",
        ),
        _WITHOUT,
        UsualHeading(
            "Training",
            "What was offered, who came, and what difference it made to practice.",
            Material.TRAINING,
            f"{_WORKING_TOGETHER} impact of training",
        ),
        UsualHeading(
            "Where there was little or no progress",
            "An analysis of agreed priorities with little or no evidence of progress: why, and what is done about it.",
            Material.LITTLE_PROGRESS,
            f"{_WORKING_TOGETHER} little or no progress",
        ),
        UsualHeading(
            "What we learned from reviews",
            "Decisions and actions of the year, and those planned, on recommendations of local and national reviews, "
            "and what improved.",
            Material.REVIEWS,
            f"{_WORKING_TOGETHER} practice reviews",
        ),
        UsualHeading(
            "How children and families were heard",
            "How their feedback was sought, and how it changed work and services.",
            Material.VOICE,
            f"{_WORKING_TOGETHER} feedback",
        ),
        _DECISIONS,
        UsualHeading(
            "What each agency contributed",
            "What each did for the plan, how often it came, and what it returned.",
            Material.AGENCIES,
        ),
        _MEASURES,
        UsualHeading(
            "What independent scrutiny found",
            "Its findings and advice, and what was done with them.",
            Material.SCRUTINY,
        ),
        _CHALLENGES,
        UsualHeading(
            "Income and spending", "What each partner gave, and what it was spent on.", Material.FINANCE
        ),
        _NEXT,
    ),
    ADULTS_BOARD: (
        _FOREWORD,
        _ARRANGEMENTS,
        _YEAR,
        UsualHeading(
            "What we did to achieve our objective",
            "What the board did in the year to help and protect adults in its area, and what difference it made.",
            Material.ACHIEVED,
            f"{_CARE_ACT}(a)",
        ),
        _WITHOUT,
        UsualHeading(
            "What we did to implement our strategy",
            "How each priority of the strategic plan stood at the beginning of the year and at its end.",
            Material.PRIORITIES,
            f"{_CARE_ACT}(b)",
        ),
        UsualHeading(
            "Where there was little or no progress",
            "Why, and what is done about it.",
            Material.LITTLE_PROGRESS,
        ),
        UsualHeading(
            "What each member did",
            "What each member did in the year to implement the strategy, in its own words beside what is drafted.",
            Material.AGENCIES,
            f"{_CARE_ACT}(c)",
        ),
        UsualHeading(
            "Safeguarding adults reviews",
            "Findings of reviews that concluded in the year; reviews that went on at its end; what was done to "
            "implement findings; and where one is not implemented, why.",
            Material.REVIEWS,
            f"{_CARE_ACT}(d) to (g)",
        ),
        UsualHeading(
            "How adults and carers were heard",
            "Making Safeguarding Personal: what people told the board they wanted, and what came of it.",
            Material.VOICE,
        ),
        _DECISIONS,
        UsualHeading(
            "Training", "What was offered, who came, and what changed in practice.", Material.TRAINING
        ),
        _MEASURES,
        _CHALLENGES,
        UsualHeading(
            "Income and spending", "What each member gave, and what it was spent on.", Material.FINANCE
        ),
        _NEXT,
    ),
    CHILDREN_BOARD: (
        _FOREWORD,
        _ARRANGEMENTS,
        _YEAR,
        UsualHeading(
            "How effective local services were",
            "An assessment, open about what is known and what is not, of how well local services safeguard children "
            "and promote their welfare.",
            "",
            "Children Act 2004, section 14A",
        ),
        UsualHeading(
            "What we achieved and what difference it made",
            "What was completed, and the evidence of what it changed for children.",
            Material.ACHIEVED,
        ),
        _WITHOUT,
        UsualHeading(
            "Progress on our priorities",
            "How each stood at the beginning of the year and at its end.",
            Material.PRIORITIES,
        ),
        UsualHeading(
            "Weaknesses, their causes and what is done about them",
            "Where services or the plan fell short, why, and what was proposed or begun.",
            Material.LITTLE_PROGRESS,
            f"{_CHAPTER_3}, weaknesses",
        ),
        UsualHeading(
            "Lessons from reviews",
            "What reviews of the year found, and what followed.",
            Material.REVIEWS,
            f"{_CHAPTER_3}, lessons of reviews",
        ),
        UsualHeading(
            "How children and families were heard",
            "What they told the board, and what it did about it.",
            Material.VOICE,
        ),
        UsualHeading(
            "Training", "What was offered, who came, and what changed in practice.", Material.TRAINING
        ),
        UsualHeading(
            "What each agency contributed",
            "What each partner agency did and gave.",
            Material.AGENCIES,
            f"{_CHAPTER_3}, contributions",
        ),
        _DECISIONS,
        _MEASURES,
        _CHALLENGES,
        UsualHeading(
            "Income and spending",
            "What each agency gave, and what the board spent, child death reviews and serious case reviews among it.",
            Material.FINANCE,
            f"{_CHAPTER_3}, spending",
        ),
        _NEXT,
    ),
}


def without_a_section(kind: str, required_by: Iterable[str]) -> list[UsualHeading]:
    """What is asked of a board of this kind and no section of a report says it answers.

    :param required_by: what asks for each of its sections, as it is typed there.
    """
    there = {each.strip().casefold() for each in required_by}
    return [
        each for each in USUAL_HEADINGS[kind] if each.required_by and each.required_by.casefold() not in there
    ]
