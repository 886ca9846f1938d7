"""How timescales are read: choosing another reading, and the guide."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.back import Shows, way_back
from lscb.web.pages import form_page
from plans.forms.readings import ReadingForm
from plans.models import Action
from plans.operations import choose_reading
from plans.selectors.guides import owners_guide, timescales_guide
from plans.views.context import board_of, plan_of

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
            said = f"{action.called}: “{action.when_text}”. {action.timescale_explanation}"
            messages.success(request, f"{said} {form.days_said}".strip())
            return redirect(way_back(request, Shows.FINDINGS, action.get_absolute_url()))
    same = [each for each in form.same_words if each.pk != action.pk]
    return form_page(
        request, "plans/action_timescale.html", {"plan": action.plan, "action": action, "same": same}, form
    )


def timescales_help(request):
    """The guide to how timescales are read, in the years of the plan that the page is about."""
    plan = plan_of(request)
    first_year = plan.starts_on.year if plan else clock.today().year
    return _guide(request, timescales_guide(_kind(request), first_year), "How timescales are read")


def owners_help(request):
    """The guide to how owners are read, with names of a board of the same kind."""
    return _guide(request, owners_guide(_kind(request)), "How owners are read")


def _kind(request) -> str:
    board = board_of(request)
    return board.kind if board else ""


def _guide(request, words, title):
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Wide tables scroll by themselves, also by keyboard, and never the page.
    markdown.add_render_rule("table_open", lambda *_: _SCROLLING)
    markdown.add_render_rule("table_close", lambda *_: "</table></div>\n")
    guide = mark_safe(markdown.render(words))  # noqa: S308  (our own file, and Markdown without HTML)
    return render(request, "plans/guide.html", {"title": title, "guide": guide})
