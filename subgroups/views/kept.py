"""After signing in again: what was sent meanwhile, and that somebody is there."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from subgroups.signing_in.kept import kept_for

_OURS = ("next", "then", "seen")  # how the names end of what forms carry and nobody typed


def kept_words(request):
    """What the person sent when their session had ended: nothing of it is saved until they say so."""
    kept = kept_for(request)
    if kept is None:
        return redirect("home")
    shown = [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, value in kept["typed"]
        if value.strip() and not name.endswith(_OURS) and not name.startswith("_")
    ]
    return render(request, "subgroups/kept.html", {"kept": kept, "shown": shown})


def still_here(request):
    """Somebody types on a page that has nothing to send yet: that they do is use of the session."""
    return HttpResponse(status=204)
