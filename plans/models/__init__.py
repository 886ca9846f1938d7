from plans.models.action import Action
from plans.models.action_parts import ActionItem, ActionLink, ActionOwner, Milestone
from plans.models.challenge import Challenge
from plans.models.chapter import Chapter
from plans.models.date_change import DateChange
from plans.models.decision import Decision
from plans.models.documents import GlossaryTerm, LinkedDocument
from plans.models.event import PlanEvent
from plans.models.evidence import Evidence
from plans.models.importing import ImportDraft, ImportedWords
from plans.models.levels import Objective, Priority, Section
from plans.models.matter import Matter
from plans.models.measure import Measure, MeasureValue
from plans.models.one_of_many import OneOfManyAnswer
from plans.models.plan import Plan, RatingDefinition
from plans.models.progress import Moderation, ProgressUpdate
from plans.models.quarter import Quarter
from plans.models.reading import ChosenReading
from plans.models.reminder import Reminder
from plans.models.remit import BodyDocument
from plans.models.review import (
    ImpactLook,
    Recommendation,
    RecommendationAction,
    Review,
    ReviewKind,
    ReviewStage,
    Theme,
)
from plans.models.risk import Risk
from plans.models.saved_view import SavedView
from plans.models.scrutiny import ScrutinyEntry
from plans.models.self_assessment import (
    AgencyReturn,
    AnswerEvidence,
    ReturnAnswer,
    SelfAssessment,
    Standard,
    StandardSet,
)
from plans.models.undone import LastStep, Undone

__all__ = [
    "Action",
    "ActionItem",
    "ActionLink",
    "ActionOwner",
    "AgencyReturn",
    "AnswerEvidence",
    "BodyDocument",
    "Challenge",
    "Chapter",
    "ChosenReading",
    "DateChange",
    "Decision",
    "Evidence",
    "GlossaryTerm",
    "ImpactLook",
    "ImportDraft",
    "ImportedWords",
    "LastStep",
    "LinkedDocument",
    "Matter",
    "Measure",
    "MeasureValue",
    "Milestone",
    "Moderation",
    "Objective",
    "OneOfManyAnswer",
    "Plan",
    "PlanEvent",
    "Priority",
    "ProgressUpdate",
    "Quarter",
    "RatingDefinition",
    "Recommendation",
    "RecommendationAction",
    "Reminder",
    "ReturnAnswer",
    "Review",
    "ReviewKind",
    "ReviewStage",
    "Risk",
    "SavedView",
    "ScrutinyEntry",
    "Section",
    "SelfAssessment",
    "Standard",
    "StandardSet",
    "Theme",
    "Undone",
]
