"""The action list as a final report kept it, from its own copy alone."""

from dataclasses import asdict

from django.utils import timezone

from lscb.lookups import key_in
from lscb.wording import long_date
from plans.models import Plan
from plans.rules.known import known
from plans.rules.ratings import NO_UPDATE
from plans.selectors.as_at import Kept, KeptList, KeptRow, keeps_lists
from reporting.models import MonitoringReport
from reporting.report.content import MonitoringReportContent
from reporting.report.reading import content_of
from reporting.report.rows import NOT_STATED, Row

# What the list shows and finals of earlier versions did not keep.
NOT_KEPT = (
    "whether a completion was agreed",
    "the day of the last update",
    "milestones that passed or come next",
    "the rating its date suggests",
    "what the owner had proposed",
    "what nobody had looked at yet",
    "the year of the plan",
)


def finals_offered(person, plan: Plan) -> list[Kept]:
    """Every final of the plan, its latest version first; one query."""
    finals = (
        MonitoringReport.objects.visible_to(person)
        .filter(plan=plan)
        .frozen()
        .without_pdf()
        .select_related("quarter")
        .order_by("-quarter__starts_on", "-version")
    )
    for final in finals:
        final.plan = plan
    return [_kept(final) for final in finals]


def final_list(person, plan: Plan, key: str) -> KeptList | None:
    """What one final says of each action; one query."""
    final = final_as_at(person, plan, key)
    return final[1] if final else None


def final_as_at(
    person, plan: Plan, key: str
) -> tuple[MonitoringReport, KeptList, MonitoringReportContent] | None:
    """One final, what it says of each action, and all that it keeps; one query."""
    final = (
        MonitoringReport.objects.visible_to(person)
        .filter(plan=plan, pk=key_in(key))
        .frozen()
        .defer("pdf")
        .select_related("plan", "quarter")
        .first()
    )
    if final is None:
        return None
    content = content_of(final)
    kept = KeptList(
        _kept(final),
        content.words,
        kept_rows(content),
        () if all(row.listed for row in content.rows) else NOT_KEPT,
    )
    return final, kept, content


def kept_rows(content: MonitoringReportContent) -> tuple[KeptRow, ...]:
    """Each action of a final: those it counted in plan order, then those that had left the plan."""
    order = dict.fromkeys([*content.counted, *content.row])
    return tuple(_row(content.row[pk], content.words) for pk in order)


def _kept(final: MonitoringReport) -> Kept:
    version = f", version {final.version}" if final.version > 1 else ""
    at = long_date(timezone.localtime(known(final.position_at)).date())
    words = f"{final.quarter.name}, report number {final.number}{version}, {at}"
    return Kept(str(final.pk), words, final.get_absolute_url())


def _row(row: Row, words: dict[str, str]) -> KeptRow:
    before, kept = row.was, {}
    if row.listed:
        kept = asdict(row.listed)
        before = kept.pop("before")
    return KeptRow(
        id=row.id,
        reference=row.reference,
        section=row.section,
        text=row.text,
        outcome="" if row.outcome == NOT_STATED else row.outcome,
        owners="" if row.owners == NOT_STATED else row.owners,
        when=row.when,
        due=row.due,
        due_on=row.due_on,
        late=row.late,
        letter=row.now.rating,
        word=words.get(row.now.rating, row.now.word),
        was=before if before not in (NO_UPDATE, row.now.rating) else "",
        said=row.said,
        said_by=row.said_by,
        to_be_agreed=row.now.letter != row.now.rating,
        priority=row.priority,
        parts=tuple((part.words, part.about) for part in row.parts),
        notes=tuple((note.label, note.words) for note in row.notes),
        success=row.success,
        success_target=row.success_target,
        depends_on=row.note("Depends on"),
        parts_done=row.parts_done,
        **kept,
    )


keeps_lists(finals_offered, final_list)
