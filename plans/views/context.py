"""What every page's furniture needs: which board and plan, and whether the day or the data is made up."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from lscb import clock
from plans.models import Plan
from subgroups.models import Board
from subgroups.operations.set_up import nobody_yet
from subgroups.signing_in.idle import person_key

BEGINS_WITH = "begins-with"  # a cookie: the plan that a person chose to begin with
A_YEAR = 365 * 24 * 60 * 60  # in seconds


def plans_of(request) -> list[Plan]:
    """The plans the person may see, those that collect updates first; read once a request."""
    if not hasattr(request, "_plans"):
        request._plans = list(Plan.objects.visible_to(request.user).for_masthead())
    return request._plans


def plans_offered(request) -> list[Plan]:
    """The plans a person is led to: while a board follows one, the next one being prepared is its team's own."""
    plans = plans_of(request)
    followed = {plan.board_id for plan in plans if plan.was_opened and not plan.is_archived}
    return [
        plan
        for plan in plans
        if not plan.is_being_prepared
        or plan.board_id not in followed
        or plan.board_id in request.user.boards_edited
    ]


def first_plan(request) -> Plan | None:
    """The plan that the person begins with: the one they chose, else the first that collects updates.

    A choice ends with its plan: an archived one is nobody's to begin with.
    """
    offered = plans_offered(request)
    person, _, slug = request.COOKIES.get(BEGINS_WITH, "").partition(".")
    if person == str(request.user.pk):
        for plan in offered:
            if plan.slug == slug and not plan.is_archived:
                return plan
    return offered[0] if offered else None


def begin_with(response, person, plan: Plan) -> None:
    """Have this browser begin with `plan` for the person, and for nobody else who signs in at it."""
    response.set_cookie(
        BEGINS_WITH,
        f"{person.pk}.{plan.slug}",
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def plan_of(request) -> Plan | None:
    """The plan the page is about: the address's, the first of its board, else the one the person begins with. None on
    the page of a board that has none: another board's is nothing to it.
    """
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    wanted = next((plan for plan in plans_of(request) if plan.slug == kwargs.get("plan_slug")), None)
    if wanted is None and "board_slug" in kwargs:
        of_board = (plan for plan in plans_offered(request) if plan.board.slug == kwargs["board_slug"])
        return next(of_board, None)
    return wanted or first_plan(request)


def _switch(request) -> list[Plan]:
    """The plans of the masthead: those offered, and the one the page is about."""
    offered, here = plans_offered(request), plan_of(request)
    return [plan for plan in plans_of(request) if plan in offered or plan == here]


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
        plans, openings = SimpleLazyObject(lambda: _switch(request)), request.user.openings_now
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
