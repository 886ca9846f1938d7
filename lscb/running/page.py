"""The page of operations, for system administrators: how the service stands, and what stopped started again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.models import Job
from lscb.running.standing import LATELY, how_it_stands
from lscb.web.pages import question_page
from lscb.work import background


def operations(request):
    """What whoever looks after the service must know and do; nobody else sees that it is there."""
    if not request.user.is_superuser:
        raise Http404
    refused = ""
    if request.method == "POST":
        try:
            background.start_again(job=_job_named(request.POST.get("again", "")), by=request.user)
        except Refused as e:
            refused = " ".join(e.messages)
        else:
            messages.success(request, "It was started again. Whoever started it first sees how far it is.")
            return redirect("operations")
    context = {"standing": how_it_stands(), "days": LATELY.days}
    return question_page(request, "operations.html", context, refused)


def _job_named(key: str) -> Job:
    try:
        return get_object_or_404(Job, key=UUID(key))
    except ValueError as e:
        raise Http404 from e
