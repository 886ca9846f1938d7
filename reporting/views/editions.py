"""The plan as published: its versions, the next one with its cover, and each as a page, a PDF and a Word document."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb import clock
from lscb.errors import Refused
from lscb.permissions import Verb, allows, require
from lscb.web.noted import note_reading, note_taking
from lscb.web.pages import form_page, question_page, say_saved
from lscb.web.waiting import gone_on
from lscb.work import background
from plans.models import Plan, PlanEvent
from plans.views.pages import plan_or_404
from reporting import operations, tasks
from reporting.edition.content import PlanContent, to_json
from reporting.edition.reading import content_of, gather
from reporting.forms.editions import CoverForm
from reporting.models import PlanEdition, ReportingEvent
from reporting.printing.letters import lacking_in_data
from reporting.printing.pdf.rendering import edition_context
from reporting.printing.word import to_word
from reporting.selectors.before_final import Point
from reporting.selectors.before_published import points_before_published
from reporting.views.paper import asked_again, frozen_pdf, on_paper, word_response

DOCUMENT = "print/plan_document.html"


def edition_list(request, plan_slug):
    """The versions of a plan, the latest first, and the one that is being prepared."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.VIEW, plan)
    editions = list(PlanEdition.objects.visible_to(request.user).filter(plan=plan).for_list())
    context = {
        "plan": plan,
        "editions": [each for each in editions if each.is_frozen],
        "draft": next((each for each in editions if not each.is_frozen), None),
        "may_prepare": allows(request.user, Verb.PREPARE_REPORT, plan),
    }
    return render(request, "reporting/edition_list.html", context)


# --- The next version ---------------------------------------------------------------------------------------


def edition_draft(request, plan_slug):
    """The cover of the next version, and what changed since the last; the first words that are saved begin it."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.PREPARE_REPORT, plan)
    draft = _draft_of(plan)
    form = CoverForm(request.POST if request.method == "POST" else None, plan=plan, draft=draft)
    if form.is_valid():
        try:
            edition = draft or operations.start_edition(plan=plan, by=request.user)
            operations.word_edition(edition=edition, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, "The cover is saved.", form)
            return redirect("reporting:edition-draft", plan.slug)
    context = {"plan": plan, "draft": draft, "content": gather(plan, draft)}
    return form_page(request, "reporting/edition_draft.html", context, form)


def edition_final(request, plan_slug):
    """Make the next version final, after a page that says what will happen and what to look at first."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.FINALISE_REPORT, plan)
    draft, refused = _draft_of(plan), ""
    if request.method == "POST":
        try:
            draft = draft or operations.start_edition(plan=plan, by=request.user)
        except Refused as refusal:
            refused = " ".join(refusal.messages)
        else:
            return _make_final(request, draft)
    content = gather(plan, draft)
    points = points_before_published(plan, content)
    if lacking := lacking_in_data(to_json(content)):
        points.append(Point(f"Letters that paper may show as empty boxes: {', '.join(lacking)}."))
    context = {"plan": plan, "content": content, "points": points}
    return question_page(request, "reporting/edition_final.html", context, refused)


def _make_final(request, draft: PlanEdition):
    """Printing takes some seconds: the page of the job says so, and leads to the list of versions."""
    job = background.start(
        tasks.publish_edition,
        title=f"Making version {draft.version} of {draft.plan.title} final",
        by=request.user,
        opens=reverse("reporting:edition-list", args=[draft.plan.slug]),
        edition_id=draft.pk,
    )
    return gone_on(request, job)


def plan_document_pdf(request, plan_slug):
    """The plan as it stands, on paper: what the next version would say."""
    plan = plan_or_404(request, plan_slug)
    name = f"{plan_slug} {clock.today():%Y-%m-%d}"
    if answer := asked_again(request, plan, name):
        return answer
    return on_paper(request, DOCUMENT, _live(plan), plan=plan, name=name)


def plan_document_word(request, plan_slug):
    """The same as a Word document."""
    plan = plan_or_404(request, plan_slug)
    note_taking(request, PlanEvent.PLAN_SAVED_AS_WORD, plan)
    return word_response(to_word(DOCUMENT, _live(plan)), f"{plan_slug} {clock.today():%Y-%m-%d}")


def _live(plan: Plan) -> dict:
    return edition_context(gather(plan, _draft_of(plan))) | {"as_it_stands": True}


def _draft_of(plan: Plan) -> PlanEdition | None:
    return plan.editions.drafts().select_related("plan__board", "agreed_at__body").first()


# --- Published ----------------------------------------------------------------------------------------------


def edition_detail(request, plan_slug, pk):
    """A published version from its own copy; nothing is read from the plan."""
    edition = edition_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.EDITION_READ, edition)
    content: PlanContent = content_of(edition)
    latest = PlanEdition.objects.frozen().filter(plan=edition.plan_id, version__gt=edition.version)
    context = {
        "plan": edition.plan,
        "edition": edition,
        "content": content,
        "may_publish": allows(request.user, Verb.PUBLISH, edition),
        "replaced_by": latest.order_by("-version").without_pdf().select_related("plan").first(),
    }
    return render(request, "reporting/edition_detail.html", context)


def edition_pdf(request, plan_slug, pk):
    """The PDF as it was printed, after its checksum."""
    edition = edition_or_404(request, plan_slug, pk)
    note_reading(request, ReportingEvent.EDITION_OPENED_AS_PDF, edition)
    return frozen_pdf(request, edition, f"{plan_slug} version {edition.version}")


def edition_word(request, plan_slug, pk):
    """What a published version says, in the words it keeps."""
    edition = edition_or_404(request, plan_slug, pk)
    note_taking(request, ReportingEvent.EDITION_SAVED_AS_WORD, edition)
    document = to_word(DOCUMENT, edition_context(content_of(edition)))
    return word_response(document, f"{plan_slug} version {edition.version}")


def edition_or_404(request, plan_slug: str, pk: int) -> PlanEdition:
    """A version that is final, in sight, with what it says and without its bytes."""
    plan = plan_or_404(request, plan_slug)
    editions = PlanEdition.objects.visible_to(request.user).filter(plan=plan).frozen().defer("pdf")
    return get_object_or_404(editions.select_related("plan__board", "finalised_by"), pk=pk)
