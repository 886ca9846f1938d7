"""Lists of a plan taken away as files: which rows, as their page shows them, and in which kind of file."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from django.shortcuts import redirect
from django.urls import reverse

from lscb.lists import Format, ListToSave
from lscb.permissions import Verb, require
from lscb.web.filters import InWords
from lscb.web.lists import file_response, list_behind, save_list
from lscb.words import own_words
from plans.forms.action_filter import ActionFilter
from plans.forms.kept_filter import KeptFilter
from plans.lists import registers
from plans.lists.about import about, file_name, filtered_by
from plans.lists.actions import Line, actions_kept, actions_today, lines
from plans.models import Decision, GlossaryTerm, Plan, PlanEvent, Quarter, ReturnAnswer
from plans.models.action import owner_rows_of
from plans.selectors import action_rows
from plans.selectors.decision_lines import DecisionLine, waiting_lines
from plans.selectors.grouping import keys_under_headings
from plans.selectors.measures import quarters_shown
from plans.selectors.quarters import quarter_shown
from plans.views import as_at
from plans.views.actions import filtered, rows_read
from plans.views.challenges import chosen_challenges
from plans.views.decision_log import chosen_decisions
from plans.views.decisions import waiting_of
from plans.views.measures import chosen_measures, rows_chosen
from plans.views.pages import in_halves, plan_or_404
from plans.views.risks import chosen_risks
from plans.views.scrutiny import chosen_scrutiny

AT_ONCE = 500  # actions that are read for a file

# --- Actions --------------------------------------------------------------------------------------------------


def action_save(request, plan_slug):
    """The filtered list as a file, of today or as a final report kept it."""
    plan = plan_or_404(request, plan_slug)
    listed, back = _actions(request, plan)
    if listed is None:
        return redirect(back)
    return save_list(request, listed, plan, back=back, event=PlanEvent.ACTIONS_EXPORTED)


def action_export(request, plan_slug):
    """The same at the address of its CSV."""
    plan = plan_or_404(request, plan_slug)
    listed, back = _actions(request, plan)
    if listed is None:
        return redirect(back)
    return file_response(request, listed, Format.CSV, plan, event=PlanEvent.ACTIONS_EXPORTED)


def _actions(request, plan: Plan) -> tuple[ListToSave | None, str]:
    """The list and its page; no list where its filter is refused, as that page says."""
    back = list_behind(request, reverse("plans:action-list", args=[plan.slug]))
    if request.GET.get("as_at"):
        chosen = as_at.kept_or_404(request, plan)
        return (_kept(plan, chosen) if chosen.is_valid() else None), back
    quarter, words = quarter_shown(plan), plan.rating_words()
    chosen = filtered(request.GET, request.user, plan, quarter, words, rows_read(request, plan, quarter))
    if not chosen.is_valid():
        return None, back
    by = chosen.grouped_by
    listed = actions_today(
        plan,
        lambda: _rows(request, plan, chosen, by, quarter),
        about=about(
            plan,
            *([(plan.period_word, quarter.name)] if quarter else []),
            filtered_by(chosen.chosen, own_words("Every action the plan counts", plan.own_words)),
            ("Order", chosen.sorting.words),
        ),
        name=file_name(plan, "actions"),
        words=words,
        under_column=by,
    )
    return replace(listed, shown=chosen.columns.in_file(under=by)), back


def _rows(request, plan: Plan, chosen: ActionFilter, by: str, quarter: Quarter | None) -> Iterator[Line]:
    """As they are read, so many actions at a time, each time in a fixed number of queries."""
    places = keys_under_headings(chosen.qs, by, plan)
    for start in range(0, len(places), AT_ONCE):
        headings = {pk: heading for heading, pk in places[start : start + AT_ONCE]}
        actions = chosen.qs.filter(pk__in=headings)
        rows = {row.action.pk: row for row in rows_with_everything(request, actions, quarter)}
        # What has left the list since its keys were read is left out.
        yield from lines((headings[pk], [rows[pk]]) for pk in headings if pk in rows)


def rows_with_everything(request, actions, quarter: Quarter | None) -> list[action_rows.ActionRow]:
    """Rows of `actions`, as `rows_read` reads them, with all that a file has of each."""
    return action_rows.rows_of(action_rows.with_everything(actions), request.user, quarter)


def _kept(plan: Plan, chosen: KeptFilter) -> ListToSave:
    kept = chosen.kept.kept
    every = own_words("Every action in the report", plan.own_words)
    said = about(plan, filtered_by(chosen.chosen, every), ("Order", chosen.sorting.words), as_at=kept.words)
    name = file_name(plan, "actions", f"as-at-report-{kept.key}")
    return actions_kept(plan, chosen.rows(), about=said, name=name)


# --- Registers ------------------------------------------------------------------------------------------------


def risk_save(request, plan_slug):
    """The risk register as a file, as its page is filtered and sorted."""
    plan = _plan(request, plan_slug)
    chosen = chosen_risks(request, plan, request.GET)
    listed = registers.risks(plan, lambda: chain(*in_halves(chosen)), chosen.about(registers.EVERY_RISK))
    return _save(request, listed, plan, "plans:risk-list", chosen)


def self_assessment_save(request, plan_slug):
    """What agencies returned, as far as whoever takes it may read that, as a file."""
    plan = _plan(request, plan_slug)
    rows = (
        ReturnAnswer.objects.visible_to(request.user).filter(agency_return__assessment__plan=plan).for_list()
    )
    return _save(request, registers.returns(plan, lambda: rows), plan, "plans:self-assessment-list")


def challenge_save(request, plan_slug):
    """The challenge log as a file, as its page is filtered and sorted."""
    plan = _plan(request, plan_slug)
    chosen = chosen_challenges(request, plan, request.GET)
    listed = registers.challenges(
        plan, lambda: chain(*in_halves(chosen)), chosen.about(registers.EVERY_CHALLENGE)
    )
    return _save(request, listed, plan, "plans:challenge-list", chosen)


def scrutiny_save(request, plan_slug):
    """The scrutineer's log as a file, as its page is filtered and sorted."""
    plan = _plan(request, plan_slug)
    chosen = chosen_scrutiny(request, plan, request.GET)
    shows = chosen.about(own_words(registers.EVERY_ENTRY, plan.own_words))
    listed = registers.scrutiny(plan, lambda: chosen.sorting.rows(chosen.qs), shows)
    return _save(request, listed, plan, "plans:scrutiny-list", chosen)


def measure_save(request, plan_slug):
    """The measures with the values of the last reporting periods as a file, as their page is filtered and sorted."""
    plan = _plan(request, plan_slug)
    quarters = quarters_shown(plan, quarter_shown(plan))
    chosen = chosen_measures(request, plan, request.GET)
    listed = registers.measures(
        plan,
        lambda: rows_chosen(chosen, quarters),
        quarters,
        chosen.about(registers.every_measure(plan)),
        is_sorted=chosen.sorting.by is not None,
    )
    return _save(request, listed, plan, "plans:measure-list", chosen)


def glossary_save(request, plan_slug):
    """The glossary as a file."""
    plan = _plan(request, plan_slug)
    terms = GlossaryTerm.objects.visible_to(request.user).read_with(plan)
    return _save(request, registers.glossary(plan, lambda: terms), plan, "plans:glossary")


def decision_save(request, plan_slug):
    """What waits for a decision as a file, or with `?of=decided` what was decided, as its log is filtered."""
    plan = _plan(request, plan_slug)
    if request.GET.get("of") == "decided":
        chosen = chosen_decisions(request, plan, request.GET)
        shows = "Everything that was decided, about actions and other matters"
        listed = registers.decisions(
            plan,
            chosen.rows,
            what="decided",
            shows="; ".join(
                [f"{shows}, {chosen.order_words[:1].lower()}{chosen.order_words[1:]}", *chosen.chosen]
            ),
        )
        return _save(request, listed, plan, "plans:decision-log", chosen)
    listed = registers.decisions(
        plan,
        lambda: to_decide_of(request, plan),
        what="waiting-for-a-decision",
        shows="What waits for a decision, and help promised that is still open",
    )
    return _save(request, listed, plan, "plans:decisions-waiting")


def to_decide_of(request, plan: Plan) -> list[DecisionLine]:
    """What waits for a decision, and help promised that is still open."""
    promises = Decision.objects.visible_to(request.user).filter(action__plan=plan).open_promises()
    return waiting_lines(
        *waiting_of(request, plan), promises.for_page().prefetch_related(owner_rows_of("action"))
    )


def _plan(request, plan_slug: str) -> Plan:
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    return plan


def _save(request, listed: ListToSave, plan: Plan, page: str, chosen: InWords | None = None):
    """The list as a file; or its page, which says so, where its filter is refused."""
    back = list_behind(request, reverse(page, args=[plan.slug]))
    if chosen is not None and not chosen.form.is_valid():
        return redirect(back)
    return save_list(request, listed, plan, back=back)
