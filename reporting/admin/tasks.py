"""What people come to the admin to do. Every list of it stands under one task (tests/admin/test_admin_tasks.py)."""

from lscb.admin.tasks import Page, Task, offers
from lscb.models import AuditEntry, Letter
from plans.models import (
    Action,
    Challenge,
    Chapter,
    ChosenReading,
    DateChange,
    Decision,
    Evidence,
    GlossaryTerm,
    ImportDraft,
    ImportedWords,
    LastStep,
    LinkedDocument,
    Measure,
    MeasureValue,
    Moderation,
    Objective,
    OneOfManyAnswer,
    Plan,
    Priority,
    ProgressUpdate,
    Quarter,
    Reminder,
    Risk,
    Section,
    Undone,
)
from reporting.models import DueReport, Highlight, MonitoringReport, PlannedReport
from subgroups.models import (
    Agency,
    Board,
    BoardArchive,
    BoardRole,
    Body,
    CalendarAddress,
    DataKey,
    Function,
    Invitation,
    ListDraft,
    Meeting,
    Membership,
    OneToOne,
    Opening,
    Person,
)

offers(
    Task(
        "Type actions",
        "Actions, the sections and priorities they stand under, and how success is measured.",
        (Action, Section, Priority, Objective, Measure, LinkedDocument),
        (
            Page("Add actions", "plans:action-add"),
            Page("Take a plan in from a document", "plans:import-list"),
            Page("What sections and actions serve", "plans:links"),
        ),
    ),
    Task(
        "Groups, agencies and meetings",
        "Who there is to own actions, what each is for, and when it meets.",
        (Body, Function, Agency, Meeting, OneToOne),
        (
            Page("Groups and their meetings", "plans:group-list"),
            Page("Add groups", "plans:groups-add", "board"),
        ),
    ),
    Task(
        "People and roles",
        "Who works with the board, where they have a place and what they may do.",
        (Person, BoardRole, Membership, Invitation),
        (
            Page("People, with their places and roles", "subgroups:people", "board"),
            Page("Add and invite people", "subgroups:people-add", "board"),
            Page("Who can see and do what", "subgroups:access", "board"),
        ),
    ),
    Task(
        "Words",
        "What the board and the plan call things, the text around the actions, and the glossary.",
        (Board, Plan, Chapter, GlossaryTerm),
        (
            Page("The plan’s own words", "plans:words"),
            Page("Text of the plan", "plans:chapter-list"),
            Page("Glossary", "plans:glossary"),
        ),
    ),
    Task(
        "Reporting periods",
        "When updates are collected, and who was reminded.",
        (Quarter, Reminder),
        (
            Page("Open and close reporting periods", "plans:quarter-list"),
            Page("How often the plan reports", "plans:rhythm"),
            Page("Remind owners", "plans:reminders"),
        ),
    ),
    Task(
        "Reporting planner",
        "Which reports are due at which meeting.",
        (PlannedReport, DueReport),
        (
            Page("Planner", "reporting:planner"),
            Page("What is due at the next meetings", "reporting:forward-plan"),
        ),
    ),
    Task(
        "Reports",
        "The monitoring report’s own words, and what groups wrote for it.",
        (MonitoringReport, Highlight),
        (Page("Reports", "reporting:report-list"),),
    ),
    Task(
        "What was said and decided",
        "Read here; written on the page of the action, challenge, risk or measure.",
        (
            ProgressUpdate,
            Moderation,
            Decision,
            DateChange,
            OneOfManyAnswer,
            Challenge,
            Risk,
            Evidence,
            MeasureValue,
            ChosenReading,
            LastStep,
            Undone,
        ),
        (
            Page("Updates that wait for the board team", "plans:moderation"),
            Page("Decisions", "plans:decisions-waiting"),
            Page("Challenges", "plans:challenge-list"),
            Page("Risks", "plans:risk-list"),
        ),
    ),
    Task(
        "Documents and lists taken in",
        "Read here; handed in and taken in on pages of their own.",
        (ImportDraft, ImportedWords, ListDraft),
        (Page("Take in a document or a list", "plans:import-list"),),
    ),
    Task(
        "On record",
        "Every change and who made it, e-mails, and what leaves the product.",
        (AuditEntry, Letter, DataKey, CalendarAddress, BoardArchive, Opening),
        (
            Page("Every change on the board", "plans:board-audit", "board"),
            Page("Archives of the board", "subgroups:archives", "board"),
        ),
    ),
)
