"""Groups that own something in a plan and that nobody speaks for, now or from a day to come."""

from dataclasses import dataclass

from django.db.models import Count

from plans.models import Action, Plan
from subgroups.models import Body
from subgroups.selectors.speaking import Speech, speech_of_each


@dataclass(frozen=True)
class Gap:
    """A group with actions to update and nobody to do it: the board team alone can."""

    body: Body
    owned: int
    speech: Speech


def gaps_of(plan: Plan) -> list[Gap]:
    """Gaps that are there before those to come, in the board's order of groups; two queries."""
    owning = (
        Body.objects.filter(owned__action__plan=plan, owned__action__state=Action.State.LIVE)
        .annotate(owns=Count("owned__action", distinct=True))
        .order_by("position", "name")
    )
    bodies = list(owning)
    speech = speech_of_each(bodies)
    gaps = [Gap(body, body.owns, speech[body.pk]) for body in bodies if speech[body.pk].nobody_from]
    return sorted(gaps, key=lambda gap: not gap.speech.is_silent)
