"""Who gets what: every address of the product, by the verb that opens it and the verb that writes at it.

The one table: the tests try each line of it as every reader, and `docs/access.md` is printed from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from lscb.permissions import Verb


class Audience(StrEnum):
    """Who may, where no verb decides."""

    ANYBODY = "anybody"
    SIGNED_IN = "whoever signed in"
    WHILE_EMPTY = "anybody, until the first account is made"
    STARTED_IT = "whoever started it"
    INVITED = "whoever was invited"
    ADMINISTRATOR = "system administrators"


# Each kind of reader, and what a person of that kind is.
READERS = {
    "nobody": "is not signed in",
    "leaver": "chaired an owning group, and is disabled",
    "stranger": "board team of another board",
    "former": "sat on a group until last year",
    "superuser": "set the installation up, and has no role on a board",
    "member": "sits on the group that owns the action",
    "vice_chair": "vice-chairs the group that owns the action",
    "owner": "chairs the group that owns the action",
    "other_chair": "chairs another group of the board",
    "two_boards": "board team of another board, and a member of a group here",
    "auditor": "auditor of the board",
    "scrutineer": "scrutineer of the board",
    "approver": "approver of the board",
    "chair": "independent chair of the board",
    "team": "board team",
}
NO_ACCOUNT = {"nobody", "leaver"}
OUT_OF_SIGHT = {"stranger", "former", "superuser"}
ON_THE_BOARD = set(READERS) - NO_ACCOUNT - OUT_OF_SIGHT

# What each verb lets whom do here, said once by hand beside `lscb.permissions`, which must come to the same.
_TEAM = {"team"}
MAY: dict[Verb | Audience, set[str]] = {
    Audience.ANYBODY: set(READERS),
    Audience.SIGNED_IN: set(READERS) - NO_ACCOUNT,
    Audience.WHILE_EMPTY: set(),
    Audience.STARTED_IT: _TEAM,
    Audience.INVITED: _TEAM,
    Audience.ADMINISTRATOR: {"superuser"},
    Verb.VIEW: ON_THE_BOARD,
    Verb.VIEW_AUDIT: {"auditor", "scrutineer", "approver", "chair", "team"},
    Verb.UPDATE_ACTION: {"vice_chair", "owner", "team"},
    Verb.WRITE_HIGHLIGHT: {"vice_chair", "owner", "team"},
    Verb.KEEP_REMIT: {"vice_chair", "owner", "team"},
    Verb.RAISE_CHALLENGE: {"scrutineer", "chair", "team"},
    Verb.APPROVE_REPORT: {"approver", "chair"},
    Verb.MODERATE: _TEAM,
    Verb.EDIT_PLAN: _TEAM,
    Verb.RECORD_MEASURE: _TEAM,
    Verb.AGREE: _TEAM,
    Verb.SETTLE_CHALLENGE: _TEAM,
    Verb.KEEP_SCRUTINY: {"scrutineer"},
    Verb.SETTLE_SCRUTINY: _TEAM,
    Verb.KEEP_RISKS: _TEAM,
    Verb.KEEP_REVIEWS: _TEAM,
    Verb.SHOW_EVIDENCE: {"vice_chair", "owner", "team"},
    Verb.WRITE_RETURN: {"vice_chair", "owner", "team"},
    Verb.READ_RETURNS: {"auditor", "scrutineer", "chair", "team"},
    Verb.KEEP_SELF_ASSESSMENTS: _TEAM,
    Verb.PREPARE_REPORT: _TEAM,
    Verb.FINALISE_REPORT: _TEAM,
    Verb.PUBLISH: _TEAM,
}


def first_who_may(verb: Verb | Audience) -> str:
    """The reader whose browser opens a page for whoever may."""
    return next(reader for reader in ("team", "chair", "scrutineer", "superuser") if reader in MAY[verb])


@dataclass(frozen=True)
class Row:
    """An address: the verb to read it, and the verb to write at it, None where nothing is written.

    `opens` is the status of whoever may read, 302 where the page leads on; `query` names the part of the page that
    writes, {action} in it the action. `typed` is what a person types or chooses there where what
    `tests.access.browser` fills in by itself would be refused, by the field's name. Of what is somebody's `own`,
    whoever may not read it does not even see that it is there.
    """

    reads: Verb | Audience
    writes: Verb | Audience | None = None
    opens: int = 200
    query: str = ""
    typed: tuple[tuple[str, str], ...] = ()
    own: bool = False

    def query_of(self, things: dict) -> str:
        """The query, with the keys of a world's own things where it names one."""
        return self.query.format(**things)

    def expected(self, reader: str, verb: Verb | Audience, allowed: int) -> int:
        """302 leads nobody to the sign-in page; 404 is out of sight; 403 is in sight and not allowed."""
        if reader in MAY[verb]:
            return allowed
        if verb is Audience.WHILE_EMPTY:
            return 404
        if reader in NO_ACCOUNT:
            return 302
        if verb is Audience.INVITED:
            return 403
        if self.own and reader not in MAY[self.reads]:
            return 404
        return 404 if reader in OUT_OF_SIGHT or verb is Audience.STARTED_IT else 403


def _writes(verb: Verb, reads: Verb | None = None, *, opens: int = 200, query: str = "", **typed: str) -> Row:
    return Row(reads or verb, verb, opens, query, tuple(typed.items()))


_DAYS_OF_A_REVIEW = {
    "planned_for": "",
    "notified_on": "1 March 2018",
    "commissioned_on": "2 March 2018",
    "published_on": "3 March 2018",
}
# In the first of the rows that the page has, the others left empty.
_ONE_PERSON = dict.fromkeys(
    (
        f"people-{row}-{box}"
        for row in range(3)
        for box in ("name", "email", "job_title", "agency", "group", "role")
    ),
    "",
) | {"people-0-name": "Somebody", "people-0-email": "somebody@example.org", "people-0-role": "scrutineer"}

_ONE_STANDARD = {f"{box}-{n}": "" for n in range(1, 12) for box in ("number", "title", "words")} | {
    "number-0": "1"
}

_VIEW = Row(Verb.VIEW)
_AUDIT = Row(Verb.VIEW_AUDIT)
_PUBLIC = Row(Audience.ANYBODY)

ROUTES: dict[str, Row] = {
    # Everybody's
    "home": Row(Audience.SIGNED_IN),
    "job": Row(Audience.STARTED_IT),
    "operations": Row(Audience.ADMINISTRATOR, Audience.ADMINISTRATOR, own=True),
    "subgroups:access": _VIEW,
    "subgroups:signing": _writes(Verb.EDIT_PLAN, enough="one"),
    "subgroups:archives": _writes(Verb.EDIT_PLAN),
    "subgroups:archive-take": Row(Verb.EDIT_PLAN),
    "subgroups:board-add": Row(Audience.ADMINISTRATOR, Audience.ADMINISTRATOR, own=True),
    "subgroups:board-open": Row(Audience.ADMINISTRATOR, Audience.ADMINISTRATOR),
    "subgroups:board-remove": Row(Audience.ADMINISTRATOR, Audience.ADMINISTRATOR),
    "subgroups:leaver": _writes(Verb.EDIT_PLAN),
    "subgroups:record": _writes(Verb.EDIT_PLAN),
    "subgroups:own-record": Row(Audience.SIGNED_IN, Audience.SIGNED_IN),
    "subgroups:set-up": Row(Audience.WHILE_EMPTY, Audience.WHILE_EMPTY),
    "subgroups:kept-words": Row(Audience.SIGNED_IN, opens=302),  # nothing is kept: home
    "subgroups:still-here": Row(Audience.SIGNED_IN, opens=204),
    "subgroups:sign-in-link": Row(Audience.ANYBODY, opens=410),  # only with a link that the server prints
    "subgroups:invitation": Row(Audience.ANYBODY, Audience.INVITED),  # with the letter, which is the secret
    "reporting:load-examples": Row(Audience.WHILE_EMPTY, Audience.WHILE_EMPTY),
    "subgroups:profile": Row(Audience.SIGNED_IN, Audience.SIGNED_IN, typed=(("name", "As I am called"),)),
    "accessibility": Row(Audience.ANYBODY),
    "privacy": Row(Audience.ANYBODY),
    "cookies": Row(Audience.ANYBODY),
    "plans:timescales-help": Row(Audience.SIGNED_IN),
    "plans:owners-help": Row(Audience.SIGNED_IN),
    "reporting:search": Row(Audience.SIGNED_IN),
    "reporting:help": Row(Audience.SIGNED_IN),
    "reporting:help-for": Row(Audience.SIGNED_IN),
    "reporting:calendar": Row(Audience.SIGNED_IN, Verb.VIEW),
    "reporting:calendar-feed": Row(Audience.ANYBODY),  # with the token, which is the secret
    "reporting:data-keys": Row(Audience.SIGNED_IN, Verb.VIEW, typed=(("name", "Power BI"),)),
    "reporting:data-columns": Row(Audience.SIGNED_IN),
    "reporting:data-openapi": Row(Audience.ANYBODY),
    # Only with a key, whoever is signed in: tests/reporting/test_data.py
    "reporting:data-plans": Row(Audience.ANYBODY, opens=401),
    "reporting:data-rows": Row(Audience.ANYBODY, opens=401),
    "reporting:data-report": Row(Audience.ANYBODY, opens=401),
    # The plan
    "plans:plan-detail": _VIEW,
    "plans:action-list": _VIEW,
    "plans:action-export": _VIEW,
    "plans:action-save": _VIEW,
    "plans:action-detail": _VIEW,
    "plans:action-update": _writes(Verb.UPDATE_ACTION, rating="G", moderation_reason=""),
    "plans:action-named": _writes(Verb.EDIT_PLAN),
    "plans:action-answer": _writes(Verb.UPDATE_ACTION, state="done", words=""),
    "plans:actions-update": _writes(Verb.UPDATE_ACTION, query="?action={action}", rating="G"),
    "plans:update-sheet": _writes(Verb.UPDATE_ACTION),
    "plans:update-sheet-take": Row(Verb.UPDATE_ACTION),
    "plans:undo": Row(Audience.STARTED_IT, Audience.STARTED_IT),
    "plans:action-ask-date": _writes(Verb.UPDATE_ACTION, to_date="31 May 2019"),
    "plans:action-milestone": _writes(Verb.UPDATE_ACTION),
    "plans:action-item": _writes(Verb.UPDATE_ACTION),
    "plans:action-add": _writes(Verb.EDIT_PLAN),
    "plans:action-change": _writes(Verb.EDIT_PLAN),
    "plans:action-depends": _writes(Verb.EDIT_PLAN),
    "plans:action-plan": _writes(Verb.EDIT_PLAN),
    "plans:action-link": _writes(Verb.EDIT_PLAN),
    "plans:action-timescale": _writes(Verb.EDIT_PLAN),
    "plans:action-decide": _writes(Verb.AGREE),
    "plans:action-carry": _writes(Verb.EDIT_PLAN),
    "plans:links": _writes(Verb.EDIT_PLAN),
    "plans:quality": _writes(Verb.EDIT_PLAN, Verb.VIEW, query="?of=no-owner"),
    "plans:groups-add": _writes(Verb.EDIT_PLAN),
    "plans:plan-add": _writes(Verb.EDIT_PLAN, starts_on="1 April 2020", ends_on="31 March 2023"),
    "plans:sections-add": _writes(Verb.EDIT_PLAN),
    "plans:plan-next": _writes(Verb.EDIT_PLAN),
    "plans:linked-add": _writes(
        Verb.EDIT_PLAN,
        title="Plan of the review",
        kind="review",
        starts_on="1 April 2017",
        ends_on="31 March 2019",
        by="typing",
    ),
    "plans:plan-link": _writes(Verb.EDIT_PLAN, kind="review"),
    "plans:carry-over": _writes(Verb.EDIT_PLAN),
    "plans:plan-keep": _writes(Verb.EDIT_PLAN, keep_until="31 March 2027"),
    "plans:plan-archive": _writes(Verb.EDIT_PLAN),
    "plans:words": _writes(Verb.EDIT_PLAN),
    "plans:import-list": _writes(Verb.EDIT_PLAN, file="", pasted="Ref\tAction\tLead\n1\tDo this\tChair"),
    "plans:import-of": _writes(Verb.EDIT_PLAN, file="", pasted="Abbreviation\tMeaning\nSAB\tBoard"),
    "plans:import-look": _writes(Verb.EDIT_PLAN),
    "plans:import-row": _writes(Verb.EDIT_PLAN),
    "plans:import-take-in": _writes(Verb.EDIT_PLAN),
    "plans:import-end": _writes(Verb.EDIT_PLAN),
    "plans:chapter-list": _writes(Verb.EDIT_PLAN, to="1"),
    "plans:chapter-add": _writes(Verb.EDIT_PLAN),
    "plans:chapter-change": _writes(Verb.EDIT_PLAN),
    "plans:chapter-remove": _writes(Verb.EDIT_PLAN),
    "plans:glossary": _writes(Verb.EDIT_PLAN, Verb.VIEW),
    "plans:decisions-waiting": _writes(Verb.AGREE, Verb.VIEW),
    "plans:decision-log": _VIEW,
    "plans:decision-save": _VIEW,
    "plans:decision-outcome": _writes(Verb.AGREE),
    "plans:matter-add": _writes(Verb.AGREE),
    "plans:matter-detail": _writes(Verb.AGREE, Verb.VIEW),
    "plans:matter-follow-up": _writes(Verb.UPDATE_ACTION, on=""),
    "plans:evidence-add": _writes(Verb.UPDATE_ACTION, link="https://example.org/audit"),
    "plans:evidence-file": _VIEW,
    "plans:evidence-withdraw": _writes(Verb.UPDATE_ACTION),
    "plans:item-add": _writes(Verb.UPDATE_ACTION, due_on=""),
    "plans:item-change": _writes(Verb.UPDATE_ACTION, due_on=""),
    "plans:moderation": _writes(Verb.MODERATE),
    "plans:scrutiny-list": _VIEW,
    "plans:scrutiny-save": _VIEW,
    "plans:scrutiny-detail": _writes(Verb.SETTLE_SCRUTINY, Verb.VIEW),
    "plans:scrutiny-add": _writes(Verb.KEEP_SCRUTINY),
    "plans:scrutiny-change": _writes(Verb.KEEP_SCRUTINY),
    "plans:challenge-list": _VIEW,
    "plans:challenge-save": _VIEW,
    "plans:challenge-detail": _writes(Verb.SETTLE_CHALLENGE, Verb.VIEW),
    "plans:challenge-add": _writes(Verb.RAISE_CHALLENGE),
    "plans:challenge-change": _writes(Verb.SETTLE_CHALLENGE),
    "plans:view-list": _VIEW,
    "plans:view-add": _writes(Verb.VIEW, name="What is late"),
    "plans:view-open": Row(Verb.VIEW, opens=302),  # on to its list
    "plans:view-change": _writes(Verb.EDIT_PLAN),  # a shared one of somebody else
    "plans:risk-list": _VIEW,
    "plans:risk-save": _VIEW,
    "plans:glossary-save": _VIEW,
    "plans:risk-detail": _writes(Verb.KEEP_RISKS, Verb.VIEW),
    "plans:risk-add": _writes(Verb.KEEP_RISKS),
    "plans:review-list": _VIEW,
    "plans:review-save": _VIEW,
    "plans:review-detail": _writes(Verb.KEEP_REVIEWS, Verb.VIEW),
    "plans:review-add": _writes(Verb.KEEP_REVIEWS, **_DAYS_OF_A_REVIEW),
    "plans:review-change": _writes(Verb.KEEP_REVIEWS, **_DAYS_OF_A_REVIEW),
    "plans:review-kinds": _writes(Verb.KEEP_REVIEWS),
    "plans:review-kind-add": _writes(Verb.KEEP_REVIEWS, stages=""),
    "plans:review-kind": _writes(Verb.KEEP_REVIEWS),
    "plans:audit-list": _VIEW,
    "plans:audit-save": _VIEW,
    "plans:recommendation-list": _VIEW,
    "plans:recommendation-save": _VIEW,
    "plans:recommendation-detail": _writes(Verb.KEEP_REVIEWS, Verb.VIEW),
    "plans:recommendation-add": _writes(Verb.KEEP_REVIEWS),
    "plans:recommendation-change": _writes(Verb.KEEP_REVIEWS),
    "plans:recommendation-actions": _writes(Verb.KEEP_REVIEWS),
    "plans:recommendation-evidence": _writes(Verb.SHOW_EVIDENCE, link="https://example.org/survey"),
    "plans:recommendation-file": _VIEW,
    "plans:recommendation-withdraw": _writes(Verb.SHOW_EVIDENCE),
    "plans:theme-list": _VIEW,
    "plans:theme-change": _writes(Verb.KEEP_REVIEWS, name="Another theme"),
    "plans:self-assessment-list": _VIEW,
    "plans:self-assessment-add": _writes(Verb.KEEP_SELF_ASSESSMENTS, due_on="1 June 2018"),
    "plans:self-assessment-detail": _writes(Verb.KEEP_SELF_ASSESSMENTS, Verb.VIEW),
    "plans:self-assessment-change": _writes(Verb.KEEP_SELF_ASSESSMENTS, due_on="1 June 2018"),
    "plans:self-assessment-grid": _VIEW,
    "plans:self-assessment-save": _VIEW,
    "reporting:self-assessment-grid-pdf": _VIEW,
    "plans:standards-detail": _VIEW,
    "plans:standards-add": _writes(Verb.KEEP_SELF_ASSESSMENTS, **_ONE_STANDARD),
    "plans:standards-change": _writes(Verb.KEEP_SELF_ASSESSMENTS, **{f"number-{n}": "" for n in range(7)}),
    # A return that its agency is writing; then one that it sent, and that everybody may read
    "plans:return-detail": Row(Verb.WRITE_RETURN, Verb.WRITE_RETURN, own=True),
    "plans:return-write": Row(Verb.WRITE_RETURN, Verb.WRITE_RETURN, own=True),
    "plans:answer-evidence": Row(
        Verb.WRITE_RETURN, Verb.WRITE_RETURN, typed=(("link", "https://example.org/audit"),), own=True
    ),
    "plans:answer-file": Row(Verb.WRITE_RETURN, own=True),
    "plans:answer-withdraw": Row(Verb.WRITE_RETURN, Verb.WRITE_RETURN, own=True),
    "plans:return-moderate": _writes(Verb.KEEP_SELF_ASSESSMENTS),
    "plans:return-session": _writes(Verb.KEEP_SELF_ASSESSMENTS, session_on="1 March 2018"),
    "plans:answer-action": _writes(Verb.EDIT_PLAN),
    "plans:measure-list": _VIEW,
    "plans:measure-save": _VIEW,
    "plans:measure-detail": _writes(Verb.RECORD_MEASURE, Verb.VIEW),
    "plans:quarter-list": _writes(Verb.PREPARE_REPORT, papers_due_on="", name="", starts_on="", ends_on=""),
    "plans:quarter-first": _writes(Verb.PREPARE_REPORT, opens=302),  # the plan has quarters: on to their list
    "plans:quarter-open": _writes(Verb.PREPARE_REPORT),
    "plans:quarter-close": _writes(Verb.PREPARE_REPORT),
    "plans:rhythm": _writes(Verb.EDIT_PLAN, year_starts_in="4", confirm="1"),
    "plans:group-list": _VIEW,
    "plans:group-save": _VIEW,
    "plans:group-detail": _VIEW,
    "plans:group-document-add": _writes(
        Verb.KEEP_REMIT,
        link="https://example.org/terms",
        agreed_on="",
        review_due_on="1 April 2019",
    ),
    "plans:group-document-agree": _writes(Verb.KEEP_REMIT, agreed_on="", review_due_on="1 April 2019"),
    "plans:group-document-file": _VIEW,
    "plans:group-document-withdraw": _writes(Verb.KEEP_REMIT),
    "plans:group-functions": _writes(Verb.KEEP_REMIT),
    "plans:agency-list": _VIEW,
    "plans:agency-one-to-one": _writes(Verb.EDIT_PLAN, held_on="1 April 2018", next_on=""),
    "plans:reminders": _writes(Verb.PREPARE_REPORT),
    "plans:history": _AUDIT,
    "plans:board-audit": _writes(Verb.VIEW_AUDIT),
    "plans:board-audit-export": _AUDIT,
    "plans:history-export": _AUDIT,
    # The board's people
    "subgroups:people": Row(Verb.EDIT_PLAN),
    "subgroups:people-save": Row(Verb.EDIT_PLAN),
    "subgroups:meetings-save": Row(Verb.EDIT_PLAN),
    "subgroups:people-add": _writes(Verb.EDIT_PLAN, **_ONE_PERSON),
    "subgroups:import-of": _writes(Verb.EDIT_PLAN, file="", pasted="Name\tE-mail\nAnn\ta@example.org"),
    "subgroups:import-look": _writes(Verb.EDIT_PLAN),
    "subgroups:import-row": _writes(Verb.EDIT_PLAN),
    "subgroups:import-take-in": _writes(Verb.EDIT_PLAN),
    "subgroups:import-end": _writes(Verb.EDIT_PLAN),
    "subgroups:person": _writes(Verb.EDIT_PLAN),
    "subgroups:person-change": _writes(Verb.EDIT_PLAN),
    # Its reports
    "reporting:planner": _VIEW,
    "reporting:planner-save": _VIEW,
    "reporting:forward-plan": _VIEW,
    "reporting:forward-plan-save": _VIEW,
    "reporting:due-list": _VIEW,
    "reporting:due-save": _VIEW,
    "reporting:forward-plan-pdf": _VIEW,
    "reporting:forward-plan-xlsx": _VIEW,
    "reporting:forward-plan-update": _writes(Verb.EDIT_PLAN),
    "reporting:due-report": _writes(Verb.EDIT_PLAN, received_on="1 March 2018"),
    "reporting:duty": _writes(Verb.EDIT_PLAN),
    "reporting:meetings": _VIEW,
    "reporting:group-meetings": _VIEW,
    "reporting:group-meetings-save": _VIEW,
    "reporting:meetings-save": _VIEW,
    "reporting:group-meetings-add": _writes(Verb.EDIT_PLAN, save="save"),
    "reporting:meeting-detail": _VIEW,
    "reporting:meeting-attendance": _writes(Verb.AGREE),
    "reporting:minutes-pdf": _VIEW,
    "reporting:minutes-word": _VIEW,
    "reporting:attendance": _VIEW,
    "reporting:attendance-save": _VIEW,
    "reporting:decision-log-pdf": _VIEW,
    "reporting:meeting-change": _writes(Verb.EDIT_PLAN),
    "reporting:meeting-agenda": _VIEW,
    "reporting:meeting-mode": _VIEW,
    "reporting:meeting-agenda-pdf": _VIEW,
    "reporting:audit-sheet": _VIEW,
    "reporting:plan-page": _VIEW,
    "reporting:plan-page-pdf": _VIEW,
    "reporting:edition-list": _VIEW,
    "reporting:edition-draft": _writes(Verb.PREPARE_REPORT),
    "reporting:edition-final": _writes(Verb.FINALISE_REPORT),
    "reporting:edition-detail": _VIEW,
    "reporting:edition-pdf": _VIEW,
    "reporting:edition-word": _VIEW,
    "reporting:plan-document-pdf": _VIEW,
    "reporting:plan-document-word": _VIEW,
    "reporting:group-sheet": _VIEW,
    "reporting:group-sheet-word": _VIEW,
    "reporting:trends": _VIEW,
    "reporting:trends-save": _VIEW,
    "reporting:report-list": _VIEW,
    "reporting:report-live": _VIEW,
    "reporting:report-live-pdf": _VIEW,
    "reporting:report-live-word": _VIEW,
    "reporting:report-live-front": _VIEW,
    "reporting:report-live-schedule": _VIEW,
    "reporting:report-live-rows": _VIEW,
    "reporting:report-words": _writes(Verb.PREPARE_REPORT),
    "reporting:report-final": _writes(Verb.FINALISE_REPORT),
    "reporting:report-detail": _VIEW,
    "reporting:report-pdf": _VIEW,
    "reporting:report-word": _VIEW,
    "reporting:report-front": _VIEW,
    "reporting:report-signatures": _VIEW,
    "reporting:report-schedule": _VIEW,
    "reporting:report-rows": _VIEW,
    "reporting:report-year-ago": _VIEW,
    "reporting:report-year-ago-rows": Row(
        Verb.VIEW, opens=302
    ),  # of a final without another of a year before
    "reporting:report-approve": _writes(Verb.APPROVE_REPORT),
    "reporting:report-correct": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-list": _VIEW,
    "reporting:yearly-begin": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-detail": _writes(Verb.PREPARE_REPORT, Verb.VIEW),
    "reporting:yearly-pdf": _VIEW,
    "reporting:yearly-word": _VIEW,
    "reporting:yearly-signatures": _VIEW,
    "reporting:yearly-sections": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-section": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-leave-out": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-section-versions": _writes(Verb.PREPARE_REPORT, Verb.VIEW, query="?version=1"),
    "reporting:yearly-finance": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-recipients": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-final": _writes(Verb.FINALISE_REPORT),
    "reporting:yearly-approve": _writes(Verb.APPROVE_REPORT),
    "reporting:yearly-correct": _writes(Verb.PREPARE_REPORT),
    "reporting:highlight-write": _writes(Verb.WRITE_HIGHLIGHT),
    # What goes to the Board
    "reporting:board-report-list": _VIEW,
    "reporting:board-report-live": _VIEW,
    "reporting:board-report-live-pdf": _VIEW,
    "reporting:board-report-live-word": _VIEW,
    "reporting:board-report-words": _writes(Verb.PREPARE_REPORT),
    "reporting:board-report-final": _writes(Verb.FINALISE_REPORT),
    "reporting:board-report-detail": _VIEW,
    "reporting:board-report-pdf": _VIEW,
    "reporting:board-report-word": _VIEW,
    "reporting:board-report-correct": _writes(Verb.PREPARE_REPORT),
    "reporting:group-updates": _writes(Verb.PREPARE_REPORT, Verb.VIEW),
    "reporting:group-update": _writes(Verb.WRITE_HIGHLIGHT),
    "reporting:group-update-file": _VIEW,
    "reporting:group-excuse": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-headings": _writes(Verb.PREPARE_REPORT, Verb.VIEW, to="1"),
    "reporting:yearly-heading-add": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-heading": _writes(Verb.PREPARE_REPORT),
    "reporting:yearly-heading-remove": _writes(Verb.PREPARE_REPORT),
    "reporting:publication-list": Row(Verb.PUBLISH),
    "reporting:publication-settings": _writes(Verb.PUBLISH),
    "reporting:publication-prepare": _writes(Verb.PUBLISH, opens=302),  # where somebody began already
    "reporting:publication-prepare-edition": _writes(Verb.PUBLISH),
    "reporting:publication-prepare-year": _writes(Verb.PUBLISH),
    "reporting:publication-detail": _writes(Verb.PUBLISH),
    "reporting:publication-preview": Row(Verb.PUBLISH),
    "reporting:publication-publish": _writes(Verb.PUBLISH),
    "reporting:publication-withdraw": _writes(Verb.PUBLISH),
    "reporting:public-boards": _PUBLIC,
    "reporting:public-board": _PUBLIC,
    "reporting:public-feed": _PUBLIC,
    "reporting:public-page": _PUBLIC,
    "reporting:public-pdf": _PUBLIC,
    "reporting:public-data": _PUBLIC,
    "reporting:public-schema": _PUBLIC,
    "reporting:public-schema-edition": _PUBLIC,
    "reporting:public-schema-year": _PUBLIC,
    "robots": _PUBLIC,
}

# These are allauth's, and what is ours in them is tested in tests/subgroups.
ELSEWHERE = ("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_")
