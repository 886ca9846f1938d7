"""What every page's furniture needs: which board and plan, and whether the day or the data is made up."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from lscb import clock
from plans.models import Plan
from subgroups.idle import person_key
from subgroups.models import Board
from subgroups.operations.set_up import nobody_yet


def plans_of(request) -> list[Plan]:
    """The plans the person may switch between, read once a request."""
    if not hasattr(request, "_plans"):
        request._plans = list(Plan.objects.visible_to(request.user).for_masthead())
    return request._plans


def plan_of(request) -> Plan | None:
    """The plan the page is about: the address's, the first of the address's board, else the first they see."""
    plans = plans_of(request)
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    for wanted, slug_of in (
        ("plan_slug", lambda plan: plan.slug),
        ("board_slug", lambda plan: plan.board.slug),
    ):
        if found := next((plan for plan in plans if slug_of(plan) == kwargs.get(wanted)), None):
            return found
    return plans[0] if plans else None


def _only_board() -> Board | None:
    """The installation's board where it holds just one, so that pages before sign-in speak its words."""
    boards = list(Board.objects.all()[:2])
    return boards[0] if len(boards) == 1 else None


def page_furniture(request) -> dict:
    """Context of every page: service name, plan, plans, board, demonstration, the day if it is set, and which boards
    a system administrator has open.

    `nobody_yet` is asked only by the sign-in page: whether there is nobody to sign in as.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        plan, board, plans, openings = None, None, [], []
    else:
        plans, openings = SimpleLazyObject(lambda: plans_of(request)), request.user.openings_now
        plan = SimpleLazyObject(lambda: plan_of(request))
        board = SimpleLazyObject(lambda: plan_of(request) and plan_of(request).board)
    return {
        "service_name": settings.SERVICE_NAME,
        "provider_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
        "provider_id": settings.OIDC_PROVIDER_ID,
        "idle_minutes": settings.IDLE_MINUTES,
        "person_key": SimpleLazyObject(lambda: person_key(request.user)),
        "local_passwords": settings.LOCAL_PASSWORDS,
        "version": settings.VERSION,
        "nobody_yet": SimpleLazyObject(nobody_yet),
        "plans": plans,
        "whose": SimpleLazyObject(lambda: plan if plan else _only_board()),
        "plan": plan,
        "board": board,
        "openings": openings,
        "demonstration": SimpleLazyObject(lambda: bool(board and board.demonstration)),
        "clock_is_set": clock.is_set(),
        "today": clock.today(),
    }
