"""What happens to groups, people and meetings, as the audit trail names it."""

from lscb.events.audit_codes import AuditCode


class GroupEvent(AuditCode):
    """Codes are stored and never change; the words beside them may."""

    SET_UP = "set-up", "set up"
    PASSWORD_SET = "password-set", "password set"  # of earlier versions: nobody sets another's any more
    PASSWORD_LINK_SENT = "password-link-sent", "password link sent"
    ONE_TIME_CODES_REMOVED = "one-time-codes-removed", "one-time codes taken off"
    SPELLING_ADDED = "spelling-added", "spelling added"
    GROUPS_ADDED = "groups-added", "groups added"
    GROUPS_MERGED = "groups-merged", "groups merged"
    MEETINGS_ADDED = "meetings-added", "meetings added"
    MEETING_MOVED = "meeting-moved", "meeting moved"
    MEETING_CANCELLED = "meeting-cancelled", "meeting cancelled"
    CALENDAR_ADDRESS_MADE = "calendar-address-made", "calendar address made"
    CALENDAR_ADDRESS_WITHDRAWN = "calendar-address-withdrawn", "calendar address withdrawn"
    LEAVES = "leaves", "leaving recorded"
    STAYS = "stays", "leaving called off"
    LEAVER_DISABLED = "leaver-disabled", "leaver disabled"  # by the timer, or by earlier versions
    ANONYMISED = "anonymised", "leaver anonymised"
    DATA_HANDED_OUT = "data-handed-out", "record of a person handed out"
    WORKS_AGAIN = "works-again", "works here again"
    ROLE_GIVEN = "role-given", "role given"
    ROLE_PROPOSED = "role-proposed", "role proposed"
    ROLE_CONFIRMED = "role-confirmed", "role confirmed"
    ROLE_TO_CONFIRM = "role-to-confirm", "role to be confirmed again"
    ROLE_TAKEN = "role-taken", "role taken away"
