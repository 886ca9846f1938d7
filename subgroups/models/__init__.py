from subgroups.models.archive import BoardArchive
from subgroups.models.attendance import Attendance
from subgroups.models.board import (
    APPROVERS,
    SIGNATURES,
    SIGNERS,
    TYPISTS,
    YEARLY_SIGNATURES,
    Agency,
    Board,
    BoardRole,
)
from subgroups.models.body import Body, BodyName, Function, FunctionItem
from subgroups.models.calendar import CalendarAddress
from subgroups.models.data_key import DataKey
from subgroups.models.event import GroupEvent
from subgroups.models.importing import ListDraft
from subgroups.models.invitation import Invitation
from subgroups.models.meeting import Meeting
from subgroups.models.membership import Membership
from subgroups.models.notice import Notice
from subgroups.models.one_to_one import OneToOne
from subgroups.models.opening import Opening
from subgroups.models.person import Person

__all__ = [
    "APPROVERS",
    "SIGNATURES",
    "SIGNERS",
    "TYPISTS",
    "YEARLY_SIGNATURES",
    "Agency",
    "Attendance",
    "Board",
    "BoardArchive",
    "BoardRole",
    "Body",
    "BodyName",
    "CalendarAddress",
    "DataKey",
    "Function",
    "FunctionItem",
    "GroupEvent",
    "Invitation",
    "ListDraft",
    "Meeting",
    "Membership",
    "Notice",
    "OneToOne",
    "Opening",
    "Person",
]
