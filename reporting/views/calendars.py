"""Calendars: a person's private addresses, and what a calendar program reads at one."""

from datetime import UTC

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.views.decorators.http import require_safe

from lscb import clock
from lscb.lookups import key_in
from lscb.web.once import answered_again_by
from plans.views.context import plan_of
from reporting.selectors.calendars import bodies_of, feed_of
from subgroups import operations as events
from subgroups.models import Board, Body, CalendarAddress


def _made_before(request):
    """What to do where an address was made twice at once: its one showing may have been missed."""
    if "withdraw" in request.POST:
        return None
    messages.info(
        request,
        "That address was made already, and it is shown only once. If you did not see it, withdraw it below and make "
        "another.",
    )
    return redirect("reporting:calendar")


@answered_again_by(_made_before)
def calendar_addresses(request):
    """Make a private address for one's own calendar or a group's, see which there are, and withdraw one.

    A new address is shown once, on the answer to making it.
    """
    # A board that is only open for an hour to read is in nobody's calendar.
    opened = [opening.board_id for opening in request.user.openings_now]
    boards = Board.objects.visible_to(request.user).exclude(pk__in=opened)
    bodies = Body.objects.visible_to(request.user).exclude(board__in=opened)
    bodies = bodies.not_ended().that_meet().select_related("board")
    made, address = "", None
    if request.method == "POST":
        if "withdraw" in request.POST:
            address = _chosen(CalendarAddress.objects.of(request.user).live(), request.POST["withdraw"])
            events.withdraw_calendar_address(address=address, by=request.user)
            messages.success(request, f"{address.body or address.board}: its address is withdrawn.")
            return redirect("reporting:calendar")
        body = _chosen(bodies, request.POST["body"]) if request.POST.get("body") else None
        board = body.board if body else _chosen(boards, request.POST.get("board", ""))
        address, token = events.make_calendar_address(
            person=request.user, board=board, body=body, by=request.user
        )
        made = request.build_absolute_uri(reverse("reporting:calendar-feed", args=[token]))
    live = CalendarAddress.objects.of(request.user).live().select_related("board", "body")
    context = {
        "plan": plan_of(request),
        "boards": boards,
        "bodies": bodies,
        "addresses": live,
        "made": made,
        "address": address,
        "asked": key_in(request.GET.get("body", "")),
    }
    return render(request, "reporting/calendar.html", context)


@login_not_required
@require_safe
def calendar_feed(request, token):
    """The calendar of a live address; every other address is not found."""
    address = CalendarAddress.objects.by_token(token).first()
    with clock.on(address.person.stands_on if address else None):
        bodies = bodies_of(address) if address else []
        if not bodies:
            raise Http404("There is no such calendar.")
        feed = feed_of(address, bodies, request.build_absolute_uri("/").rstrip("/"))
    response = HttpResponse(feed.content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(False, "calendar.ics")
    response["ETag"] = feed.etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    if feed.changed_at:
        response["Last-Modified"] = http_date(feed.changed_at.astimezone(UTC).timestamp())
    return get_conditional_response(request, etag=feed.etag, response=response)


def _chosen(rows, pk: str):
    """The row of a form's number, if it is among those the person may choose."""
    found = rows.filter(pk=key_in(pk)).first()
    if found is None:
        raise Http404("There is no such choice.")
    return found
