"""Standards to begin a self-assessment with, in words of our own. Every line can be changed; a board's own set counts.

They restate duties and quote none: the list of arrangements that Working Together to Safeguard Children gives for
section 11 of the Children Act 2004 (chapter 2 of the editions of 2013 to 2023), sections 175 and 157 of the Education
Act 2002, and sections 42 to 46 of the Care Act 2014 with its six principles.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SECTION_11, SCHOOLS, ADULTS, STAFF, OTHER = "section-11", "schools", "adults", "staff", "other"

SCALE = {"4": "Fully met", "3": "Mostly met", "2": "Partly met", "1": "Not met"}
AGREED = {"4": "Nearly all agree", "3": "Most agree", "2": "Some agree", "1": "Few agree"}


@dataclass(frozen=True)
class Preset:
    """A set of standards: what it is called, the duties it restates, its scale, and each standard's title and words."""

    said: str
    title: str
    source: str
    scale: Mapping[str, str]
    standards: tuple[tuple[str, str], ...]


PRESETS: dict[str, Preset] = {
    SECTION_11: Preset(
        said="Section 11: agencies that work with children",
        title="Section 11 standards",
        source="Children Act 2004, section 11; Working Together to Safeguard Children, chapter 2",
        scale=SCALE,
        standards=(
            (
                "Accountability",
                "Everybody knows who answers for safeguarding, from the front line to the top; also where services "
                "are commissioned.",
            ),
            (
                "A senior lead",
                "Somebody at board level leads on safeguarding, with the time and standing to do it.",
            ),
            (
                "Children are heard",
                "Children's wishes and feelings are asked for, in single cases and when services are planned.",
            ),
            (
                "Raising concerns inside",
                "Staff can say when practice is unsafe, know how, and come to no harm by it.",
            ),
            (
                "Escalation",
                "Disagreements between professionals are settled in steps that staff know and use.",
            ),
            (
                "Sharing information",
                "Staff know what to share, when and with whom, within the agency and with others.",
            ),
            (
                "A named professional",
                "A designated or named practitioner advises others, and has the training and hours for it.",
            ),
            (
                "Safe recruitment",
                "People are checked before they work with children, volunteers and contractors too, and the checks "
                "are kept up.",
            ),
            (
                "Induction",
                "Everybody who starts learns what to do when worried about a child, before they need it.",
            ),
            (
                "Training and supervision",
                "Staff are trained as their work requires and have supervision in which cases are thought through.",
            ),
            (
                "Review of practice",
                "The agency looks at its own practice regularly, and changes it after audits and reviews.",
            ),
            (
                "Equality and inclusion",
                "The agency knows whom it does not reach, and what disabled children and those of minorities need.",
            ),
            (
                "Allegations about staff",
                "Allegations go to the designated officer at once, and staff know the procedure.",
            ),
            (
                "Early help and thresholds",
                "Staff see early when a family needs help, and use the local levels of need alike.",
            ),
        ),
    ),
    SCHOOLS: Preset(
        said="Section 175 and 157: schools and colleges",
        title="Section 175 and 157 standards",
        source="Education Act 2002, sections 175 and 157; Keeping Children Safe in Education",
        scale=SCALE,
        standards=(
            (
                "Governors",
                "Governors or proprietors oversee safeguarding, one by name, and are trained for it.",
            ),
            ("Policy", "The policy is the school's own, renewed each year, and known to staff and parents."),
            ("Designated lead", "The designated lead is senior, trained, has deputies, and can be reached."),
            ("Training", "All staff are trained when they start and kept up to date each year."),
            (
                "Safe recruitment",
                "The single central record is complete, and somebody trained sits on each panel.",
            ),
            (
                "Allegations and low-level concerns",
                "Both are reported, recorded and dealt with, supply staff's too.",
            ),
            ("Abuse between children", "It is prevented, taken seriously and recorded."),
            ("Online safety", "Filtering and monitoring are looked after by somebody, and checked."),
            ("Curriculum", "Pupils are taught how to keep safe, in ways that fit their age and needs."),
            ("Records", "Records are kept apart, say what was decided, and go along when a pupil moves."),
            ("Absence", "Absence, also repeated or prolonged, is seen as a possible sign, and followed up."),
            (
                "Working together",
                "The school takes part in plans for its pupils, and comes to their meetings.",
            ),
        ),
    ),
    ADULTS: Preset(
        said="Self-assessment of agencies that work with adults",
        title="Standards for safeguarding adults",
        source="Care Act 2014, sections 42 to 46; Care and support statutory guidance, chapter 14",
        scale=SCALE,
        standards=(
            (
                "Leadership",
                "Somebody senior answers for safeguarding adults, and the governing body hears of it.",
            ),
            (
                "Empowerment",
                "Adults say what they want to come of it, and are asked afterwards whether it did.",
            ),
            ("Prevention", "The agency knows where harm is likely and acts before it happens."),
            (
                "Proportionality",
                "What is done intrudes as little as the risk allows, and the reasons are written.",
            ),
            (
                "Protection",
                "Concerns are raised, enquiries made and plans followed, within the times agreed.",
            ),
            (
                "Partnership",
                "Information is shared as it should be, and partners are challenged where it is not.",
            ),
            (
                "Accountability",
                "Who decided what and why can be seen in records, and complaints are learnt from.",
            ),
            (
                "Mental capacity",
                "Staff assess capacity, act in best interests and know when to ask for advice.",
            ),
            ("Advocacy", "Adults who have difficulty in taking part have somebody to speak for them."),
            (
                "Safe recruitment and allegations",
                "Staff are checked; people in positions of trust are dealt with.",
            ),
            ("Training and supervision", "Staff are trained as their work requires and supervised."),
            (
                "Learning from reviews",
                "Findings of safeguarding adults reviews reach practice and are tested there.",
            ),
        ),
    ),
    STAFF: Preset(
        said="Staff survey: what the agency's own staff say",
        title="Questions of the staff survey",
        source="Agreed by the board",
        scale=AGREED,
        standards=(
            ("I know who leads", "Staff know who leads on safeguarding and how to reach them."),
            ("I know what to do", "Staff know what to do when they are worried about somebody."),
            ("I am trained for it", "Staff say that their training fits their work."),
            ("I am supervised", "Staff say that supervision helps them to think about risk."),
            ("I can speak up", "Staff say that they could raise a concern about a colleague."),
            ("I hear what came of it", "Staff hear what came of what they passed on."),
        ),
    ),
}
