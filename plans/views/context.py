"""What every page's furniture needs: which board and plan, and whether the day or the data is made up."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from lscb import clock
from lscb.speaking import speaking_for, whose
from plans.models import Plan
from subgroups.models import Board
from subgroups.operations.set_up import nobody_yet
from subgroups.signing_in.kept import person_key

BEGINS_WITH = "begins-with"  # a cookie: the plan that a person chose to begin with
A_YEAR = 365 * 24 * 60 * 60  # in seconds


def plans_of(request) -> list[Plan]:
    """The plans the person may see, those that collect updates first; read once a request."""
    if not hasattr(request, "_plans"):
        plans = Plan.objects.visible_to(request.user).for_masthead()
        request._plans = sorted(plans, key=lambda plan: plan.masthead_order)
    return request._plans


def plans_offered(request) -> list[Plan]:
    """The plans a person is led to: while a board follows one, the next one being prepared is its team's own. Linked
    plans come last: nobody begins with one who did not choose it."""
    plans = plans_of(request)
    followed = {plan.board_id for plan in plans if plan.was_opened and not plan.is_archived}
    return [
        plan
        for plan in plans
        if not plan.is_being_prepared
        or plan.board_id not in followed
        or plan.board_id in request.user.boards_edited
    ]


def linked_of(request, plan: Plan) -> list[Plan]:
    """The linked plans of a plan that are worked on, in the order in which they began; from those read already."""
    linked = [each for each in plans_of(request) if each.business_plan_id == plan.pk and not each.is_archived]
    return sorted(linked, key=lambda each: (each.starts_on, each.pk))


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


def board_of(request) -> Board | None:
    """The board the page is about: the plan's, the address's, the only one that the person sees; before sign-in and
    for whoever sees none, the installation's where it holds just one. Asked once a request.
    """
    if not hasattr(request, "_board"):
        request._board = _board_of(request)
    return request._board


def _board_of(request) -> Board | None:
    person = getattr(request, "user", None)
    if not (person and person.is_authenticated):
        boards = Board.objects.all()
    elif plan := plan_of(request):
        return plan.board
    else:
        boards = Board.objects.visible_to(person)
        if slug := request.resolver_match and request.resolver_match.kwargs.get("board_slug"):
            return boards.filter(slug=slug).first()
        if not person.board_ids:
            boards = Board.objects.all()
    found = list(boards[:2])
    return found[0] if len(found) == 1 else None


def whose_words(request) -> Plan | Board | None:
    """In whose words the page speaks: those of the plan or board that it is about; nobody's where there is none.

    The admin's pages, which are about no plan in their address, speak for the plan that whoever types there begins
    with, and for nobody where they type for several boards; the page of one row speaks for the row's own.
    """
    person = getattr(request, "user", None)
    if not (person and person.is_authenticated):
        return board_of(request)
    if request.resolver_match and request.resolver_match.app_name == "admin":
        if len(person.boards_edited) > 1 or (person.is_superuser and not person.boards_edited):
            return None if Board.objects.count() > 1 else Board.objects.first()
        typed = (plan for plan in plans_offered(request) if plan.board_id in person.boards_edited)
        first = first_plan(request)
        if first and first.board_id in person.boards_edited:
            return first
        return next(typed, None) or Board.objects.filter(pk__in=person.boards_edited).first()
    return plan_of(request) or board_of(request)


def in_own_words(get_response):
    """Middleware: what forms and models say of themselves comes out in the words of whom the page is about."""

    def middleware(request):
        def whose():
            if not hasattr(request, "_whose"):
                request._whose = whose_words(request)
            return request._whose

        with speaking_for(whose):
            return get_response(request)

    return middleware


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
        board = SimpleLazyObject(lambda: board_of(request))
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
        "whose": SimpleLazyObject(whose),
        "plan": plan,
        "board": board,
        "openings": openings,
        "demonstration": SimpleLazyObject(lambda: board.demonstration_words if board else ""),
        "clock_is_set": clock.is_set(),
        "today": clock.today(),
    }
