"""Kinds of safeguarding board: what each usually calls its people and groups, and by what it is known.

A choice to start from: every word can be changed afterwards, and so can the kind. Sources: Working Together 2013 for
Local Safeguarding Children Boards, Working Together 2023 for partnerships, the Care Act 2014, sections 42 to 44 and
Schedule 2, for adults boards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from subgroups.rules.presets_of_standards import ADULTS, SCHOOLS, SECTION_11, STAFF

CHILDREN_BOARD, CHILDREN_PARTNERSHIP, ADULTS_BOARD = "children-board", "children-partnership", "adults-board"


@dataclass(frozen=True)
class BoardKind:
    """One kind of board.

    `words` are fields of a board; `signatures` those of who approves its reports; `posts` are the fields with the words
    for its usual posts, `groups` its usual groups, names with a short name or none; `terms` its usual abbreviations and
    what they mean; `standards` are the sets (of `presets_of_standards`) that it may begin to ask its agencies by;
    `voice_help` helps to write what those it works for said; `strategy` is a document, and `examples` are names, for
    examples; `with_schools` says whether examples speak of schools; `year_sent_to` are those to whom its report on a
    year is to be sent.
    """

    said: str
    words: Mapping[str, str]
    signatures: Mapping[str, object]
    posts: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    terms: Mapping[str, str]
    voice_help: str
    strategy: str
    examples: Mapping[str, str]
    with_schools: bool = True
    standards: tuple[str, ...] = (SECTION_11, SCHOOLS, STAFF)
    year_sent_to: tuple[str, ...] = ()


def _examples(board: str, board_short: str, panel: str, panel_short: str) -> dict[str, str]:
    """Names of an invented board, and of a panel on it."""
    return {"board": board, "board_short": board_short, "panel": panel, "panel_short": panel_short}


KINDS: dict[str, BoardKind] = {
    CHILDREN_PARTNERSHIP: BoardKind(
        said="Safeguarding children partnership: safeguarding partners, partnership chair, independent scrutineer",
        words={
            "board_label": "Partnership",
            "business_group_label": "Executive Group",
            "chair_label": "Partnership Chair",
            "team_label": "Partnership unit",
            "scrutineer_label": "Independent Scrutineer",
            "approver_label": "Delegated safeguarding partner",
            "people_label": "Children or families",
            "voice_label": "Voice of the child",
            "plan_label": "Business plan",
            "yearly_report_label": "Yearly report",
            "self_assessment_label": "Section 11 audit",
            "self_assessment_label_plural": "Section 11 audits",
            "agency_label": "Partner or relevant agency",
            "agency_label_plural": "Partners and relevant agencies",
        },
        signatures={
            "one_signature": False,
            "chair_signatures": 0,
            "scrutineer_signatures": 0,
            "approver_signatures": 3,
        },
        posts=("chair_label", "scrutineer_label"),
        groups=(("Lead Safeguarding Partners", "LSPs"), ("Delegated Safeguarding Partners", "DSPs")),
        terms={
            "DSP": "Delegated safeguarding partner",
            "ICB": "Integrated care board",
            "LCSPR": "Local child safeguarding practice review",
            "LSP": "Lead safeguarding partner",
        },
        voice_help="What children and families told us, and what was done about it",
        strategy="neglect strategy",
        year_sent_to=(  # Working Together 2023, chapter 2: within seven days of its being published
            "Child Safeguarding Practice Review Panel",
            "Foundations, the What Works Centre for Children and Families",
        ),
        examples=_examples(
            "Westshire Safeguarding Children Partnership", "LSCP", "Practice Review Panel", "PRP"
        ),
    ),
    ADULTS_BOARD: BoardKind(
        said="Safeguarding adults board: Care Act 2014, executive group, independent chair",
        words={
            "board_label": "Board",
            "business_group_label": "Executive Group",
            "chair_label": "Independent Chair",
            "team_label": "Board team",
            "scrutineer_label": "Scrutineer",
            "approver_label": "Statutory partner",
            "people_label": "Adults at risk or their carers",
            "voice_label": "Voice of the person",
            "plan_label": "Strategic plan",
            "yearly_report_label": "Annual report",
            "self_assessment_label": "Self-assessment of safeguarding adults",
            "self_assessment_label_plural": "Self-assessments of safeguarding adults",
            "agency_label": "Member agency",
            "agency_label_plural": "Member agencies",
        },
        signatures={
            "one_signature": True,
            "chair_signatures": 1,
            "scrutineer_signatures": 0,
            "approver_signatures": 0,
        },
        posts=("chair_label",),
        groups=(("Safeguarding Adults Review Subgroup", "SAR Subgroup"),),
        terms={
            "ICB": "Integrated care board",
            "MSP": "Making Safeguarding Personal",
            "SAB": "Safeguarding adults board (Care Act 2014, section 43)",
            "SAR": "Safeguarding adults review (Care Act 2014, section 44)",
        },
        voice_help="Making Safeguarding Personal: what adults told us they wanted, and what came of it",
        strategy="prevention strategy",
        year_sent_to=(  # Care Act 2014, Schedule 2, paragraph 4(2)
            "Chief executive of the local authority",
            "Leader of the local authority",
            "Local policing body",
            "Local Healthwatch",
            "Chair of the health and wellbeing board",
        ),
        examples=_examples(
            "Westshire Safeguarding Adults Board", "LSAB", "Safeguarding Adults Review Panel", "SARP"
        ),
        with_schools=False,
        standards=(ADULTS, STAFF),
    ),
    CHILDREN_BOARD: BoardKind(
        said="Local safeguarding children board: business group, independent chair",
        words={
            "board_label": "Board",
            "business_group_label": "Business Group",
            "chair_label": "Independent Chair",
            "team_label": "Board team",
            "scrutineer_label": "Scrutineer",
            "approver_label": "Approver",
            "people_label": "Children or families",
            "voice_label": "Voice of the child",
            "plan_label": "Business plan",
            "yearly_report_label": "Annual report",
            "self_assessment_label": "Section 11 audit",
            "self_assessment_label_plural": "Section 11 audits",
            "agency_label": "Agency",
            "agency_label_plural": "Agencies",
        },
        signatures={
            "one_signature": True,
            "chair_signatures": 1,
            "scrutineer_signatures": 0,
            "approver_signatures": 1,
        },
        posts=("chair_label",),
        groups=(("Child Death Overview Panel", "CDOP"),),
        terms={
            "CDOP": "Child death overview panel",
            "LADO": "Local authority designated officer",
            "SCR": "Serious case review",
        },
        voice_help="What children and families told us, and what was done about it",
        strategy="neglect strategy",
        year_sent_to=(  # Working Together 2013, chapter 3, paragraph 16
            "Chief executive of the local authority",
            "Leader of the council",
            "Police and crime commissioner",
            "Chair of the health and wellbeing board",
        ),
        examples=_examples("Westshire Safeguarding Children Board", "SCB", "Case Overview Panel", "COP"),
    ),
}

# Where a page is about no board, or boards of several kinds are in one installation.
NEUTRAL_EXAMPLES = _examples("Westshire Safeguarding Board", "WSB", "Case Overview Panel", "COP")
