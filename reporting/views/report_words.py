"""What is written into a report: the board team's own words, with its first page beside them; groups' highlights."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from lscb.errors import ChangedMeanwhile, Refused
from lscb.permissions import Verb, is_archived, require
from lscb.web.pages import form_page
from reporting import operations
from reporting.forms.reports import OWN_WORDS, DraftWordsForm, HighlightForm
from reporting.models import Highlight
from reporting.models.reports import words_seen
from reporting.report.build import build, decisions_offered
from reporting.report.reading import read
from reporting.selectors.before_final import Before, unexplained_abbreviations
from reporting.views.reports import draft_of, final_of, quarter_or_404
from subgroups.models import Body


def report_words(request, plan_slug, quarter):
    """Key messages and decisions asked; `preview` in what is sent shows the first page and saves nothing."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    require(request.user, Verb.PREPARE_REPORT, quarter)
    draft = draft_of(quarter)
    if request.method != "POST" and draft is None and (final := final_of(quarter)):
        return redirect(final)  # what was typed meanwhile comes back with why it is not saved
    facts, last = read(quarter, draft=draft)
    form = _form(request.POST or None, draft, _offered(facts, last))
    theirs, preview = None, "preview" in request.POST
    if form.is_bound and not preview and form.is_valid():
        try:
            _keep(request, quarter, draft, form)
            return redirect("reporting:report-live", plan_slug, quarter.slug)
        except ChangedMeanwhile as clash:
            theirs = clash.current
            form.data = request.POST.copy()
            form.data["seen"] = words_seen(theirs)
            form.refuse(clash)
        except Refused as refusal:
            form.refuse(refusal)
    reworded = {key: asked for key, (asked, _) in form.made_of_offered().items()}
    content = build(replace(facts, **form.own_words(), reworded=reworded), last)
    context = {
        "content": content,
        "quarter": quarter,
        "points": list(unexplained_abbreviations(Before(quarter, draft, content))),
        "form": form,
        "theirs": theirs,
        "preview": preview,
        "plan_slug": plan_slug,
        "form_refused": bool(form.errors) and not preview,
    }
    if preview and request.htmx:
        return render(request, "reporting/_first_page.html", context)
    status = 422 if form.is_bound and not preview else 200
    return render(request, "reporting/report_words.html", context, status=status)


def _offered(facts, last) -> dict[str, str]:
    return {each.count.key: each.words for each in decisions_offered(facts, last)}


def _form(typed, draft, offered) -> DraftWordsForm:
    return DraftWordsForm(
        typed,
        offered=offered,
        kept=draft.default_decisions if draft else {},
        initial={name: getattr(draft, name) if draft else "" for name in OWN_WORDS}
        | {"seen": words_seen(draft)},
    )


def _keep(request, quarter, draft, form) -> None:
    if draft is None:
        draft = operations.start_draft(quarter=quarter, by=request.user)
    operations.edit_draft(
        report=draft,
        **form.own_words(),
        default_decisions=form.made_of_offered(),
        seen=form.cleaned_data["seen"],
        by=request.user,
    )
    messages.success(request, "The report’s own words are saved.")


# --- Highlights ----------------------------------------------------------------------------------------------


def highlight_write(request, plan_slug, quarter, body_pk):
    """What a group's chair wants the business group to know this quarter."""
    quarter = quarter_or_404(request, plan_slug, quarter)
    bodies = Body.objects.visible_to(request.user).filter(board=quarter.plan.board_id)
    body = get_object_or_404(bodies.select_related("board"), pk=body_pk)
    require(request.user, Verb.WRITE_HIGHLIGHT, body)
    if is_archived(quarter):  # the body lives on, the plan does not
        raise PermissionDenied
    stored = Highlight.objects.filter(body=body, quarter=quarter).first()
    initial = {name: getattr(stored, name) for name in Highlight.FIELDS} if stored else None
    form = HighlightForm(request.POST or None, initial=initial, body=body)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_highlight(body=body, quarter=quarter, by=request.user, **form.cleaned_data)
            messages.success(request, f"Highlights of {body.label} saved.")
            return redirect("reporting:report-live", plan_slug, quarter.slug)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"quarter": quarter, "body": body, "stored": stored}
    return form_page(request, "reporting/highlight_write.html", context, form)
