"""Business events of groups and people: one function each, atomic and audited."""

from subgroups.operations.accounts import send_password_link, set_password, take_off_codes
from subgroups.operations.bodies import add_groups, add_spelling, merge_bodies
from subgroups.operations.calendars import make_calendar_address, withdraw_calendar_address
from subgroups.operations.meetings import add_meetings, cancel_meeting, move_meeting
from subgroups.operations.people import disable_leaver

__all__ = [
    "add_groups",
    "add_meetings",
    "add_spelling",
    "cancel_meeting",
    "disable_leaver",
    "make_calendar_address",
    "merge_bodies",
    "move_meeting",
    "send_password_link",
    "set_password",
    "take_off_codes",
    "withdraw_calendar_address",
]
