"""Updating by spreadsheet: a workbook to fill in, what it would record once it is handed in, and recording that."""

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from lscb import spreadsheet_reader
from lscb.errors import Refused
from lscb.events.audit_codes import KernelEvent
from lscb.permissions import Verb, allows, require
from lscb.spreadsheet_reader import read_rows
from lscb.web import once
from lscb.web.noted import note_taking
from lscb.words import own_words
from lscb.workbook import XLSX
from plans import operations
from plans.forms.update_sheet import (
    OWNERS,
    About,
    Becomes,
    HandInForm,
    Row,
    Sheet,
    carried_rows,
    read_sheet,
    rows_of_file,
    rows_sent_back,
)
from plans.lists.about import about as about_file
from plans.lists.about import file_name
from plans.lists.update_workbook import update_workbook
from plans.models import Action, Plan, ProgressUpdate, Quarter
from plans.selectors.quarters import quarter_shown
from plans.selectors.update_sheet import asked_rows, headings_of, known_headings, last_said
from plans.views.actions import rows_read
from plans.views.pages import body_or_404, plan_or_404, undo_address_of
from subgroups.models import Body

RECORD = "record"  # the name of the button, beside the rows that are sent back


def update_sheet_take(request, plan_slug):
    """The workbook to fill in: of the group that `?body=` names, else of all that the person may update."""
    plan, body, quarter = _asked(request, plan_slug)
    if quarter is None:
        return redirect(_page(plan, body))
    rows = asked_rows(_actions(request, plan, body, quarter), quarter)
    whose = body.name if body else "All that you update"
    about = about_file(plan, (plan.period_word, quarter.name), ("For", whose))
    for_team = allows(request.user, Verb.MODERATE, plan)
    content = update_workbook(plan, quarter, rows, about=about, for_team=for_team)
    note_taking(
        request, KernelEvent.LIST_SAVED, plan, changes={"list": ["", f"Workbook of updates: {whose}"]}
    )
    response = HttpResponse(content, content_type=XLSX)
    name = file_name(plan, f"updates-{quarter.slug}{f'-{body.pk}' if body else ''}")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx")
    return response


def update_sheet(request, plan_slug):
    """Make the workbook and hand it in; what it would record is shown first, row by row, and then recorded."""
    plan, body, quarter = _asked(request, plan_slug)
    is_team = allows(request.user, Verb.MODERATE, plan)
    if request.method == "POST" and RECORD in request.POST and quarter is not None:
        return _record(request, plan, body, quarter, is_team=is_team)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    too_large = spreadsheet_reader.too_large() if getattr(request, "upload_too_large", False) else ""
    form = HandInForm(*sent, asks_whose=is_team, too_large=too_large)
    if form.is_bound and quarter is None:
        form.is_valid()
        form.add_error(None, _none_open(plan))
    elif form.is_valid():
        for_owners = is_team and form.cleaned_data["whose"] == OWNERS
        try:
            sheet = _read(form.cleaned_data["file"], plan)
        except Refused as refused:
            form.add_error("file", refused.messages)
        else:
            about = _about(request, plan, body, quarter, sheet.keys, sheet.seen, for_owners=for_owners)
            return _look(request, about, rows_of_file(sheet, about), sheet)
    context = {
        "plan": plan,
        "body": body,
        "quarter": quarter,
        "form": form,
        "form_refused": form.is_bound,
        "take": _page(plan, body, "plans:update-sheet-take"),
        "back": _back(plan, body),
        "none_open": "" if quarter else _none_open(plan),
    }
    return render(request, "plans/update_sheet.html", context, status=422 if form.is_bound else 200)


def _record(request, plan: Plan, body: Body | None, quarter: Quarter, *, is_team: bool):
    """Record the rows that were chosen, all of them or none; else the page again with what is said of each."""
    try:
        sent = carried_rows(request.POST.getlist("row"))
        taken = {int(key) for key in request.POST.getlist("take") if key.isascii() and key.isdecimal()}
    except ValueError as none:
        raise Http404("No page sends that.") from none
    for_owners = is_team and request.POST.get("whose") == OWNERS
    seen = {seen for seen, _ in sent.values()}
    about = _about(request, plan, body, quarter, set(sent), seen, for_owners=for_owners)
    for key in sent:
        if key not in about.actions:
            raise Http404("There is no such action.")
        require(request.user, Verb.UPDATE_ACTION, about.actions[key])
    rows = rows_sent_back(sent, taken, about)
    chosen = [row for row in rows if row.take]
    left = [row for row in rows if row.action.pk in taken and not row.take]
    met = [row for row in left if row.becomes != Becomes.ALONE]
    if left and not chosen and not met:
        messages.info(request, once.SAID)
        return redirect(_back(plan, body))
    if not chosen or met:
        why = (
            "Nothing is recorded yet: something changed meanwhile. Look at the rows again."
            if met
            else "Tick at least one row to record."
        )
        return _look(request, about, rows, refused=why)
    step = uuid4()
    try:
        updates = operations.record_several(
            quarter=quarter,
            said={row.action: row.form.said for row in chosen},
            by=request.user,
            step=step,
        )
    except operations.SomeRefused as refused:
        for row in chosen:
            if said := refused.by_action.get(row.action.pk):
                row.becomes, row.take, row.why = Becomes.WRONG, False, " ".join(said.messages)
        return _look(request, about, rows, refused=" ".join(refused.messages))
    told = f"{len(updates)} update{'' if len(updates) == 1 else 's'} recorded from the workbook"
    if updates[0].proposed:
        told += own_words(". The board team looks at them", plan.own_words)
    messages.success(request, told, extra_tags=undo_address_of(step, plan))
    return redirect(_back(plan, body))


def _look(request, about: About, rows: list[Row], sheet: Sheet | None = None, refused: str = ""):
    """What the rows would record, nothing recorded yet."""

    def those(*becomes: Becomes) -> list[Row]:
        return [row for row in rows if row.becomes in becomes]

    counts = [
        (those(Becomes.RECORDED), "to record"),
        (those(Becomes.CHOSEN), "to choose"),
        (those(Becomes.WRONG), "wrong"),
        (those(Becomes.NOT_TAKEN), "not taken"),
        (those(Becomes.ALONE), "left as they are"),
    ]
    context = {
        "counted": ", ".join(f"{len(found)} {words}" for found, words in counts if found) or "no rows",
        "plan": about.plan,
        "body": about.body,
        "quarter": about.quarter,
        "words": about.words,
        "recorded": those(Becomes.RECORDED),
        "chosen": those(Becomes.CHOSEN),
        "wrong": those(Becomes.WRONG),
        "not_taken": those(Becomes.NOT_TAKEN),
        "alone": those(Becomes.ALONE),
        "left": [
            (why, [row.called for row in those(Becomes.ALONE) if row.why == why])
            for why in dict.fromkeys(row.why for row in those(Becomes.ALONE))
        ],
        "not_read": sheet.not_read if sheet else [],
        "whose": OWNERS if about.for_owners else "",
        "here": _page(about.plan, about.body),
        "back": _back(about.plan, about.body),
        "refused": refused,
        "form_refused": bool(refused),
    }
    return render(request, "plans/update_sheet_look.html", context, status=422 if refused else 200)


# --- Reading --------------------------------------------------------------------------------------------------


def _asked(request, plan_slug) -> tuple[Plan, Body | None, Quarter | None]:
    """The plan, the group and the reporting period that is open; whoever updates nothing there is refused."""
    plan = plan_or_404(request, plan_slug)
    body = body_or_404(request, plan)
    if body is not None:
        require(request.user, Verb.UPDATE_ACTION, body)
    elif not allows(request.user, Verb.UPDATE_ACTION, plan):
        theirs = Action.objects.visible_to(request.user).filter(plan=plan)
        theirs = theirs.owned_by_any(request.user.authority.speaks_for).with_owners()
        if not any(allows(request.user, Verb.UPDATE_ACTION, action) for action in theirs[:1]):
            raise PermissionDenied
    quarter = quarter_shown(plan)
    is_open = quarter is not None and quarter.state == Quarter.State.COLLECTING
    return plan, body, quarter if is_open else None


def _actions(request, plan: Plan, body: Body | None, quarter: Quarter):
    actions = rows_read(request, plan, quarter).with_levels()
    if body is not None:
        return actions.owned_by(body)
    if allows(request.user, Verb.UPDATE_ACTION, plan):
        return actions
    return actions.owned_by_any(request.user.authority.speaks_for)


def _read(file, plan: Plan) -> Sheet:
    """
    :raises Refused: for what cannot be read, or is no such workbook.
    """
    kind = "csv" if file.name.lower().endswith(".csv") else "xlsx"
    headings = headings_of(plan, plan.rating_words())
    return read_sheet(read_rows(file.read(), kind), headings, known_headings(plan).values())


def _about(
    request,
    plan: Plan,
    body: Body | None,
    quarter: Quarter,
    keys: set[int],
    seen: set[int],
    *,
    for_owners: bool,
) -> About:
    """In a fixed number of queries, whatever the number of rows."""
    words = plan.rating_words()
    actions = {each.pk: each for each in rows_read(request, plan, quarter).with_levels().filter(pk__in=keys)}
    updates = ProgressUpdate.objects.visible_to(request.user).filter(action__plan=plan).for_story()
    return About(
        plan=plan,
        quarter=quarter,
        person=request.user,
        words=words,
        body=body,
        actions=actions,
        seen=updates.in_bulk(seen),
        last=last_said(actions.values(), quarter),
        headings=headings_of(plan, words),
        for_owners=for_owners,
    )


def _none_open(plan: Plan) -> str:
    return own_words(
        "No reporting period is open for updates yet. The board team opens one when it starts to collect them.",
        plan.own_words,
    )


def _page(plan: Plan, body: Body | None, name: str = "plans:update-sheet") -> str:
    page = reverse(name, args=[plan.slug])
    return f"{page}?{urlencode({'body': body.pk})}" if body else page


def _back(plan: Plan, body: Body | None) -> str:
    if body is not None:
        return reverse("plans:group-detail", args=[plan.slug, body.pk])
    return reverse("plans:action-list", args=[plan.slug])
