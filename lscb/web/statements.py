"""The pages that the law asks for: privacy and accessibility, filled in from the settings."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from lscb import notices


@login_not_required
def privacy(request):
    """What is kept about people, why, by whom, how long, and what they may ask for."""
    context = {
        "facts": notices.privacy_facts(),
        "kept": notices.kept_for(),
        "complain_at": settings.COMPLAIN_AT,
        "is_real": not settings.DEMONSTRATION,
    }
    return render(request, "pages/privacy.html", context)


@login_not_required
def accessibility(request):
    """How far the pages can be used by everybody, and whom to tell where they cannot."""
    context = {
        "facts": notices.accessibility_facts(),
        "contact": settings.ACCESSIBILITY_CONTACT,
        "prepared_on": notices.ACCESSIBILITY_PREPARED_ON,
        "is_real": not settings.DEMONSTRATION,
    }
    return render(request, "pages/accessibility.html", context)
