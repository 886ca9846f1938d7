"""What somebody sent and could not be saved: why, and the way back to it; and that somebody is there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from lscb.lookups import key_in
from lscb.web import whose
from subgroups.signing_in import kept


def kept_words(request):
    """What the person sent while their session had ended: nothing of it is saved until they do so themselves.

    One form is filled in again on its page; of several, or where the page has it no more, the words are shown.
    """
    forms = kept.kept_for(request.user)
    if request.method == "POST" and (key := key_in(request.POST.get("discard", ""))) is not None:
        thrown = forms.filter(pk=key).first()
        if thrown is None:
            return redirect("subgroups:kept-words")
        thrown.delete()
        request.thrown_away = str(thrown.key)
        return redirect(thrown.page)
    if (key := key_in(request.GET.get("form", ""))) is not None:
        return kept.lead_to(request, get_object_or_404(forms, pk=key))
    found = list(forms)
    if not found:
        return redirect("home")
    if len(found) == 1 and "all" not in request.GET and not kept.has_been_led(request):
        return kept.lead_to(request, found[0])
    shown = [(each, kept.words_as_seen(request, each)) for each in found]
    return render(request, "subgroups/kept.html", {"shown": shown})


@login_not_required
def sent_with_an_old_token(request, reason=""):
    """The answer to a form whose token is not good: the page is older than a sign-in, or another site sent it.

    Nothing is done. Whose words they are the form says by its own mark, which no other site can make: to them they are
    shown, and kept to be filled in again in a form of ours. What came from elsewhere is not repeated.
    """
    whose_key = whose.person_key(request)
    if not request.user.is_authenticated:
        if whose_key is not None and getattr(request.resolver_match.func, "login_required", True):
            return kept.to_sign_in(request)
        if request.htmx:
            return kept.not_saved(request, kept.SIGN_IN_AGAIN)
        sent = kept.keep(request)
        ours = whose.sent_from(request) == "here"
        return kept.refused(request, "old", shown=sent.typed if ours else ())
    if whose_key is not None and whose_key != request.user.pk:
        return kept.somebody_else(request)
    if whose_key is None:
        ours = whose.sent_from(request) == "here"
        return kept.refused(request, "old", shown=kept.keep(request).typed if ours else ())
    sent_back = kept.keep_meanwhile(request)
    if request.htmx:
        return kept.not_saved(request, kept.SIGNED_IN_ANEW, again=True)
    return kept.refused(request, "signed_in_anew", shown=sent_back.typed if sent_back else (), kept=sent_back)


def still_here(request):
    """Somebody types on a page that has nothing to send yet: that they do is use of the session."""
    return HttpResponse(status=204)
