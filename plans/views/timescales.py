"""How timescales are read: choosing another reading, and the guide."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.back import Shows, way_back
from lscb.web.pages import form_page
from plans.forms.readings import ReadingForm
from plans.models import Action
from plans.operations import choose_reading

_SCROLLING = '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table class="table">\n'


def action_timescale(request, plan_slug, pk):
    """Say what the words of an action's "when" mean, for every action of the plan with the same words."""
    actions = Action.objects.visible_to(request.user).select_related("plan__board")
    action = get_object_or_404(actions, plan__slug=plan_slug, pk=pk)
    require(request.user, Verb.EDIT_PLAN, action)
    form = ReadingForm(request.POST if request.method == "POST" else None, action=action)
    if form.is_valid():
        try:
            choose_reading(
                action=action, reading=form.chosen(), reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            action.refresh_from_db()
            messages.success(
                request, f"{action.called}: “{action.when_text}”. {action.timescale_explanation}"
            )
            return redirect(way_back(request, Shows.FINDINGS, action.get_absolute_url()))
    same = [each for each in form.same_words if each.pk != action.pk]
    return form_page(
        request, "plans/action_timescale.html", {"plan": action.plan, "action": action, "same": same}, form
    )


def timescales_help(request):
    """The guide to how timescales are read, as it stands in docs/."""
    return _guide(request, "timescales.md", "How timescales are read")


def owners_help(request):
    """The guide to how owners are read, as it stands in docs/."""
    return _guide(request, "who.md", "How owners are read")


def _guide(request, name, title):
    words = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8").removeprefix(f"# {title}\n")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Wide tables scroll by themselves, also by keyboard, and never the page.
    markdown.add_render_rule("table_open", lambda *_: _SCROLLING)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    guide = mark_safe(markdown.render(words))  # noqa: S308  (our own file, and Markdown without HTML)
    return render(request, "plans/guide.html", {"title": title, "guide": guide})
