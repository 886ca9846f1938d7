"""Where a plan is thin, each with the way to put it right; and linking many actions to a priority at once."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from lscb.errors import Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, allows, require
from lscb.web.back import Shows, shows
from lscb.web.pages import form_page, say_saved
from lscb.words import own_words, sentence_lower
from plans import operations
from plans.forms import findings
from plans.forms.action_filter import ActionFilter
from plans.models import Action, Plan
from plans.rules.findings import KINDS
from plans.selectors import action_rows
from plans.selectors.findings import Finding, filters_of, found, plan_quality, words_of
from plans.selectors.quarters import quarter_shown
from plans.selectors.readings import owners_now_known
from plans.views.pages import plan_or_404

PAGE = 200  # rows


@shows(Shows.FINDINGS)
def plan_quality_page(request, plan_slug):
    """What the plan leaves open, one kind opened at a time (`?of=`) with the forms that put it right."""
    plan = plan_or_404(request, plan_slug)
    may_mend = allows(request.user, Verb.EDIT_PLAN, plan)
    look = request.GET.get("of", "")
    if look and look not in KINDS:
        raise Http404("Nothing of that kind is looked for.")
    counted = plan.actions.visible_to(request.user).counted()
    thin, ticked, refused, known = [], None, None, []
    if look:
        thin_ones = found(plan, counted.for_list(None), look)
        if request.method == "POST":
            require(request.user, Verb.EDIT_PLAN, plan)
            if "known" in request.POST:
                return _place_known(request, plan, look)
            refused = _mend(request, plan, look, thin_ones)
            if refused is None:
                return redirect(f"{request.path}?{urlencode({'of': look})}")
        page = Paginator(thin_ones, PAGE).get_page(request.GET.get("page"))
        more = _more(plan, look) if may_mend else {}
        thin = [_thin(plan, action, look, refused, more, may_mend=may_mend) for action in page]
        ticked = _ticked_form(plan, look, thin_ones, refused) if may_mend else None
        known = owners_now_known(plan) if may_mend and look == "unplaced-owner" else []
    findings = plan_quality(plan, counted)
    context = {
        "plan": plan,
        "findings": [_with_page(plan, finding) for finding in findings],
        "counted": counted.count(),
        "look": look,
        "title": words_of(plan, look) if look else "",
        "fix": KINDS[look].fix if look else None,
        "list_href": plan.action_list_url(**filters_of(look)) if look else "",
        "thin": thin,
        "page_obj": page if look else None,
        "ticked": ticked,
        "known": Counter((owner.words, "; ".join(map(str, bodies))) for owner, bodies, _ in known).items(),
        "known_actions": len({owner.action_id for owner, *_ in known}),
        "refused": refused,
        "form_refused": bool(refused),
        "may_mend": may_mend,
        "here": request.get_full_path(),
    }
    return render(request, "plans/quality.html", context, status=422 if refused else 200)


def _with_page(plan: Plan, finding: Finding) -> tuple[Finding, str]:
    return finding, f"{reverse('plans:quality', args=[plan.slug])}?{urlencode({'of': finding.key})}#found"


def _more(plan: Plan, look: str) -> dict:
    """What the forms of all rows share."""
    return {"bodies": list(findings.bodies_of(plan))} if KINDS[look].fix == "owner" else {}


def _thin(plan: Plan, action: Action, look: str, refused, more: dict, *, may_mend: bool) -> findings.Thin:
    kind = findings.ROW_FORMS.get(KINDS[look].fix) if may_mend else None
    if kind is None:
        return findings.Thin(action)
    if refused is not None and refused.prefix == f"a{action.pk}":
        return findings.Thin(action, refused)
    initial = {"label": action.label} if kind is findings.ReferenceForm else {}
    return findings.Thin(action, kind(action=action, prefix=f"a{action.pk}", initial=initial, **more))


def _ticked_form(plan: Plan, look: str, actions, refused):
    if refused is not None and isinstance(refused, findings.TickedForm):
        return refused
    if KINDS[look].fix == "review":
        return findings.ReviewForm(plan=plan, actions=actions, initial={"review_on": _next_review(plan)})
    if KINDS[look].fix == "priority":
        return findings.LinkForm(plan=plan, actions=actions)
    return None


def _next_review(plan: Plan) -> date | None:
    """The end of the quarter after the one that pages show."""
    quarter = quarter_shown(plan)
    return quarter.following_ends_on if quarter else None


def _mend(request, plan: Plan, look: str, actions):
    """Do what was typed; the form that was refused, or None when it is done."""
    fix, by = KINDS[look].fix, request.user
    if fix == "review":
        form = findings.ReviewForm(request.POST, plan=plan, actions=actions)
    elif fix == "priority":
        form = findings.LinkForm(request.POST, plan=plan, actions=actions)
    elif fix in findings.ROW_FORMS:
        action = get_object_or_404(
            Action.objects.visible_to(by).filter(plan=plan).select_related("plan__board"),
            pk=key_in(request.POST.get("action", "")),
        )
        form = findings.ROW_FORMS[fix](
            request.POST, action=action, prefix=f"a{action.pk}", **_more(plan, look)
        )
    else:
        raise Http404("That is put right on a page of its own.")
    if not form.is_valid():
        return form
    typed = form.cleaned_data
    try:
        if fix == "review":
            done = operations.set_review_date(
                plan=plan, actions=typed["actions"], review_on=typed["review_on"], by=by
            )
            said = f"{_number(plan, len(done))} will be looked at again."
        elif fix == "priority":
            said = _link(plan, typed, by)
        elif fix == "owner":
            operations.place_owner(action=action, body=typed["body"], by=by)
            said = f"{action.called}: {typed['body']}."
        else:
            field = "outcome" if fix == "outcome" else "label"
            setattr(action, field, typed[field])
            operations.change_action(action=action, fields=[field], by=by)
            said = f"{action.called} saved."
    except Refused as refusal:
        form.refuse(refusal)
        return form
    say_saved(request, said, form)
    return None


def _place_known(request, plan: Plan, look: str):
    """Place all the owners that are known by now, and come back to those that are left."""
    try:
        placed = operations.place_known_owners(plan=plan, by=request.user)
    except Refused as refused:
        messages.error(request, own_words(" ".join(refused.messages), plan.own_words))
    else:
        messages.success(request, f"{_number(plan, len(placed))} placed.")
    return redirect(f"{request.path}?{urlencode({'of': look})}")


def _link(plan: Plan, typed: dict, by) -> str:
    done = operations.link_to_priority(plan=plan, actions=typed["actions"], priority=typed["priority"], by=by)
    if not done:
        return "Nothing changed: they were linked so already."
    to = f"linked to {typed['priority']}" if typed["priority"] else "no longer linked to one of their own"
    return f"{_number(plan, len(done))} {to}."


def _number(plan: Plan, n: int) -> str:
    return f"{n} {sentence_lower(plan.action_label if n == 1 else plan.action_label_plural)}"


def action_link(request, plan_slug):
    """Tick actions and say which priority they serve. The filters of the action list hold here too."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    words = plan.rating_words()
    read = plan.actions.visible_to(request.user)
    read = action_rows.with_last_update(read.for_list(quarter_shown(plan)))
    chosen = ActionFilter(request.GET, read, plan=plan, person=request.user, words=words)
    found = chosen.qs.select_related("section__priority", "priority", "objective__priority")
    form = findings.LinkForm(
        request.POST or None, plan=plan, actions=Action.objects.filter(plan=plan).counted()
    )
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _link(plan, form.cleaned_data, request.user))
            return redirect(request.get_full_path())
        except Refused as refusal:
            form.refuse(refusal)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "filter": chosen,
        "page_obj": page,
        "found": page.paginator.count,
    }
    return form_page(request, "plans/action_link.html", context, form)
