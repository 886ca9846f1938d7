"""The page of whoever waits for work in the background: how far it is, and what came of it.

With JavaScript the words change in place (htmx asks each second); without, the page loads itself anew. Either way it
is loaded once more when it has ended.
"""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lscb.models import Job


@dataclass(frozen=True)
class Progress:
    """How far something is. `address` is asked for news; `opens` is where one goes on when it has ended.

    `total` is None while nobody knows how much it is. `words` say more than the numbers do, or what came of it.
    """

    title: str
    address: str
    state: str = Job.State.GOING
    words: str = ""
    done: int = 0
    total: int | None = None
    opens: str = ""

    @property
    def has_ended(self) -> bool:
        return self.state in (Job.State.DONE, Job.State.FAILED)

    @property
    def has_failed(self) -> bool:
        return self.state == Job.State.FAILED

    @property
    def mark(self) -> str:
        """Changes whenever there is something new to say."""
        return f"{self.state}-{self.done}-{self.total}"


def progress_of(job: Job) -> Progress:
    return Progress(
        title=job.title,
        address=job.get_absolute_url(),
        state=job.state,
        words=job.said,
        done=job.done,
        total=job.total,
        opens=job.opens,
    )


def waiting(
    request, progress: Progress, *, template: str = "waiting.html", status: int = 200
) -> HttpResponse:
    """The page; for htmx only what is new on it, or 204 where nothing is."""
    if not request.htmx:
        return render(request, template, {"progress": progress}, status=status)
    if progress.has_ended:
        return opens_by_itself(progress.address)
    if request.GET.get("shown") == progress.mark:
        return HttpResponse(status=204)
    return render(request, "components/progress.html", {"progress": progress})


def opens_by_itself(address: str) -> HttpResponse:
    """Tell a page that waits to go to `address` instead: what it waited for is there."""
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"open-instead": address})})


def gone_on(request, job: Job) -> HttpResponse:
    """After a job was started: on to its page, or where it leads if it has ended already."""
    job.refresh_from_db()
    if not job.has_ended:
        return redirect(job)
    if job.said:
        (messages.error if job.state == Job.State.FAILED else messages.info)(request, job.said)
    return redirect(job.opens)


def job(request, key):
    """How far something is that the person started."""
    return waiting(request, progress_of(get_object_or_404(Job.objects.visible_to(request.user), key=key)))
