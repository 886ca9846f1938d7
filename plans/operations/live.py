"""What only happens to an action that the plan still works on."""

from lscb.errors import Refused
from plans.models import Action


def refuse_unless_live(action: Action) -> None:
    """:raises Refused: when the action is closed or no longer counts."""
    if action.state != Action.State.LIVE:
        raise Refused(f"{action.called} is {action.get_state_display().lower()}.")
