"""Groups that own something in a plan and that nobody speaks for, now or from a day to come."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from lscb.ordering import ByLetters
from lscb.unchanged import until_a_change
from plans.models import Action, Plan
from subgroups.models import TYPISTS, BoardRole, Body, Membership
from subgroups.selectors.speaking import Speech, speech_of_each


@dataclass(frozen=True)
class Gap:
    """A group with actions to update and nobody to do it: the board team alone can."""

    body: Body
    owned: int
    speech: Speech


@until_a_change(16)
def gaps_of(plan: Plan) -> list[Gap]:
    """Gaps that are there before those to come, in the board's order of groups; two queries.

    The board team's own group is none: whoever of the team sits on it updates what it owns.
    """
    typists = BoardRole.objects.in_force().filter(role__in=TYPISTS, board=plan.board_id).values("person")
    of_the_team = Membership.objects.current().filter(body=OuterRef("pk"), person__in=typists)
    owning = (
        Body.objects.filter(owned__action__plan=plan, owned__action__state=Action.State.LIVE)
        .exclude(Exists(of_the_team), kind=Body.Kind.TEAM)
        .annotate(owns=Count("owned__action", distinct=True))
        .order_by("position", ByLetters("name"))
    )
    bodies = list(owning)
    speech = speech_of_each(bodies)
    gaps = [Gap(body, body.owns, speech[body.pk]) for body in bodies if speech[body.pk].nobody_from]
    return sorted(gaps, key=lambda gap: not gap.speech.is_silent)
