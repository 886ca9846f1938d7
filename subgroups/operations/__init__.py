"""Business events of groups and people: one function each, atomic and audited."""

from subgroups.operations.accounts import keep_person, send_password_link, take_off_codes
from subgroups.operations.anonymising import anonymise
from subgroups.operations.archives import make_archive
from subgroups.operations.attendance import record_attendance
from subgroups.operations.bodies import add_groups, add_spelling, keep_agency, merge_bodies
from subgroups.operations.calendars import make_calendar_address, withdraw_calendar_address
from subgroups.operations.data_keys import make_data_key, withdraw_data_key
from subgroups.operations.invitations import (
    accept_by_provider,
    accept_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from subgroups.operations.leaving import leave, stay
from subgroups.operations.meetings import add_meetings, cancel_meeting, move_meeting
from subgroups.operations.one_to_ones import record_one_to_one
from subgroups.operations.openings import end_opening, open_board
from subgroups.operations.own_record import hand_out_record
from subgroups.operations.people import welcome_back
from subgroups.operations.places import end_place, give_place
from subgroups.operations.removing import remove_board
from subgroups.operations.roles import confirm_role, end_role, prolong_role, propose_role, withdraw_role
from subgroups.operations.set_up import add_board
from subgroups.operations.signing import choose_signing

__all__ = [
    "accept_by_provider",
    "accept_invitation",
    "add_board",
    "add_groups",
    "add_meetings",
    "add_spelling",
    "anonymise",
    "cancel_meeting",
    "choose_signing",
    "confirm_role",
    "end_opening",
    "end_place",
    "end_role",
    "give_place",
    "hand_out_record",
    "invite",
    "keep_agency",
    "keep_person",
    "leave",
    "make_archive",
    "make_calendar_address",
    "make_data_key",
    "merge_bodies",
    "move_meeting",
    "open_board",
    "prolong_role",
    "propose_role",
    "record_attendance",
    "record_one_to_one",
    "remove_board",
    "resend_invitation",
    "send_password_link",
    "stay",
    "take_off_codes",
    "welcome_back",
    "withdraw_calendar_address",
    "withdraw_data_key",
    "withdraw_invitation",
    "withdraw_role",
]
