from plans.models.action import Action
from plans.models.action_item import ActionItem
from plans.models.action_link import ActionLink
from plans.models.action_owner import ActionOwner
from plans.models.challenge import Challenge
from plans.models.date_change import DateChange
from plans.models.decision import Decision
from plans.models.event import PlanEvent
from plans.models.glossary import GlossaryTerm
from plans.models.levels import Objective, Priority, Section
from plans.models.measure import LinkedDocument, Measure, MeasureValue
from plans.models.milestone import Milestone
from plans.models.plan import Plan, RatingDefinition
from plans.models.progress import Moderation, ProgressUpdate
from plans.models.quarter import Quarter
from plans.models.reading import ChosenReading
from plans.models.reminder import Reminder
from plans.models.risk import Risk

__all__ = [
    "Action",
    "ActionItem",
    "ActionLink",
    "ActionOwner",
    "Challenge",
    "ChosenReading",
    "DateChange",
    "Decision",
    "GlossaryTerm",
    "LinkedDocument",
    "Measure",
    "MeasureValue",
    "Milestone",
    "Moderation",
    "Objective",
    "Plan",
    "PlanEvent",
    "Priority",
    "ProgressUpdate",
    "Quarter",
    "RatingDefinition",
    "Reminder",
    "Risk",
    "Section",
]
