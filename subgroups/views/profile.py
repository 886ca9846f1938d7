"""One's own account: work details, what one is on each board, and the ways in."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect

from lscb.errors import Refused
from lscb.web.pages import form_page
from subgroups.forms.people import ProfileForm
from subgroups.models import Board, Person
from subgroups.operations import keep_person
from subgroups.selectors.people import own_boards


def profile(request):
    """Change one's own name and job title, say when one hears of what happens, and see one's boards and roles."""
    whom = Person.objects.get(pk=request.user.pk)  # the signed-in one stays as it is until this is saved
    form = ProfileForm(request.POST if request.method == "POST" else None, person=whom)
    boards = list(Board.objects.visible_to(request.user))
    if form.is_valid():
        board = boards[0] if boards else None
        try:
            keep_person(person=whom, by=request.user, fields=form.changed(), board=board)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Saved.")
            return redirect("subgroups:profile")
    context = {
        "boards": own_boards(request.user, boards),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return form_page(request, "subgroups/profile.html", context, form)
