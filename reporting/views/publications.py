"""What the board team does about public pages: settings, texts looked at one by one, published, withdrawn."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from lscb import clock
from lscb.errors import ChangedMeanwhile, Refused
from lscb.lookups import key_in
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, question_page
from lscb.web.waiting import gone_on
from lscb.work import background
from plans.models import Plan
from plans.rules.abbreviations import unexplained
from reporting import operations, tasks
from reporting.forms.publications import PublicPagesForm, TextsForm, WithdrawForm
from reporting.models import Publication, PublicPages
from reporting.models.publications import Of, Source
from reporting.operations.publications import why_not_published
from reporting.printing.public import page_context, page_of, public_html
from reporting.publishing.offered import Choice
from reporting.selectors.publishing import Prepared, offered_to_publish
from reporting.views.editions import edition_or_404
from reporting.views.reports import report_or_404
from reporting.views.yearly_reports import yearly_or_404
from subgroups.models import Board


def publishing_board(request, slug: str) -> Board:
    """The board of the address, for whoever publishes for it."""
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=slug)
    require(request.user, Verb.PUBLISH, board)
    return board


def publication_or_404(request, board_slug: str, pk: int) -> Publication:
    board = publishing_board(request, board_slug)
    rows = Publication.objects.visible_to(request.user).filter(board=board).for_list()
    return get_object_or_404(rows, pk=pk)


def publication_list(request, board_slug):
    """What is public, is being prepared or was withdrawn; and what is final and could be published."""
    board = publishing_board(request, board_slug)
    rows = list(Publication.objects.visible_to(request.user).filter(board=board).for_list())
    context = {
        "board": board,
        "publications": rows,
        "offered": offered_to_publish(board, request.user, rows),
        # Reports on a year stand among the pages of any plan of their board.
        "plan": board.plans.filter(kind=Plan.Kind.BUSINESS).order_by("-starts_on").first(),
        "pages": PublicPages.objects.filter(board=board).first(),
        "is_public": any(row.is_public for row in rows),
    }
    return render(request, "reporting/publication_list.html", context)


def publication_prepare(request, plan_slug, pk):
    """Begin to publish a final; where somebody began, on to that."""
    return _prepare(request, report_or_404(request, plan_slug, pk, whole=False))


def publication_prepare_edition(request, plan_slug, pk):
    """The same of an edition of the plan."""
    return _prepare(request, edition_or_404(request, plan_slug, pk))


def publication_prepare_year(request, plan_slug, pk):
    """The same of a report on a year."""
    return _prepare(request, yearly_or_404(request, plan_slug, pk))


def _prepare(request, source: Source):
    require(request.user, Verb.PUBLISH, source)
    if not source.is_frozen:
        raise Http404("Only what is final can be published.")
    if draft := Publication.objects.drafts().from_source(source).select_related("board").first():
        return redirect(draft)
    refused = ""
    if request.method == "POST":
        try:
            return redirect(operations.prepare_publication(source=source, by=request.user))
        except Refused as refusal:
            refused = " ".join(refusal.messages)
    would_be = Publication(board=source.board, **{Publication.of(source): source})
    context = {"source": source, "publication": would_be}
    return question_page(request, "reporting/publication_prepare.html", context, refused)


def publication_settings(request, board_slug):
    """Whom the public writes to, what the board says of itself, and what is never published."""
    board = publishing_board(request, board_slug)
    pages = PublicPages.objects.filter(board=board).first()
    form = PublicPagesForm(request.POST if request.method == "POST" else None, pages=pages)
    if form.is_valid():
        try:
            operations.keep_public_pages(board=board, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "The settings of the public pages are saved.")
            return redirect("reporting:publication-list", board.slug)
    context = {"board": board, "settings_form": form}
    return form_page(request, "reporting/publication_settings.html", context, form)


def publication_detail(request, board_slug, pk):
    """A draft: its texts, part by part, each with its tick. What was published: what became of it."""
    publication = publication_or_404(request, board_slug, pk)
    if request.method != "POST" and publication.published_at:  # what was typed meanwhile comes back with why
        return render(request, "reporting/publication_detail.html", {"publication": publication})
    prepared = Prepared(publication)
    place = _part_asked(request, prepared)
    part = prepared.parts[place - 1]
    form = TextsForm(
        request.POST if request.method == "POST" else None,
        looked=[prepared.looked[text.key] for text in part.texts],
        names=prepared.names,
        draft=publication,
        own=place == 1,
    )
    if form.is_valid():
        try:
            _keep(request, publication, prepared, form)
        except (Refused, ChangedMeanwhile) as refused:
            form.refuse(refused)
        else:
            more = "next" in request.POST and place < len(prepared.parts)
            messages.success(request, f"{part.title}: saved. Nothing is public before you publish it.")
            return redirect(f"{publication.get_absolute_url()}?part={place + more}")
    context = {
        "publication": publication,
        "prepared": prepared,
        "offers": f"reporting/_offers_{publication.kind}.html",
        "part": part,
        "place": place,
        "parts": _parts(prepared, place),
        "lines": list(form.lines(prepared.told.named)),
        "has_plan_words": any(text.is_of_the_plan for text in part.texts),
    }
    return form_page(request, "reporting/publication_texts.html", context, form)


def publication_preview(request, board_slug, pk):
    """The page exactly as everybody would read it."""
    publication = publication_or_404(request, board_slug, pk)
    if publication.published_at:
        return redirect(publication)
    prepared = Prepared(publication)
    contact = prepared.pages.contact if prepared.pages else "Not set yet"
    context = page_context(prepared.public(), contact=contact, at=clock.now())
    context |= {"preview_of": publication, "board": prepared.board}
    return HttpResponse(public_html(page_of(publication.kind), context))


def publication_publish(request, board_slug, pk):
    """Publish a draft, after a page that says what goes out and what stands in its way."""
    publication = publication_or_404(request, board_slug, pk)
    if publication.published_at:
        return redirect(publication)
    prepared = Prepared(publication)
    wrong = why_not_published(prepared)
    if request.method == "POST" and not wrong:
        job = background.start(
            tasks.publish,
            title="Publishing",
            by=request.user,
            opens=publication.get_absolute_url(),
            publication_id=publication.pk,
        )
        return gone_on(request, job)
    report = prepared.public()
    explained = [each.term for each in report.abbreviations]
    context = {
        "publication": publication,
        "goes_out_as": f"reporting/_publishes_{publication.kind}.html",
        "report": report,
        "wrong": wrong,
        "goes_out": len(prepared.said),
        "offered": len(prepared.offered),
        "doubts": [each for each in prepared.looked.values() if each.goes_out and each.found],
        "part_of": prepared.part_of,
        "unexplained": list(unexplained(prepared.said.values(), explained)),
        "not_approved": publication.kind != Of.EDITION and prepared.source.state == "final",
    }
    refused = " ".join(wrong) if request.method == "POST" else ""
    return question_page(request, "reporting/publication_publish.html", context, refused)


def publication_withdraw(request, board_slug, pk):
    """Take something back from the public: gone at once, everywhere."""
    publication = publication_or_404(request, board_slug, pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.withdraw_publication(publication=publication, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "It is withdrawn: nobody can read it any more.")
            return redirect(publication)
    context = {"publication": publication, "withdraw_form": form}
    return form_page(request, "reporting/publication_withdraw.html", context, form)


# --- Small helps ---------------------------------------------------------------------------------------------


def _part_asked(request, prepared: Prepared) -> int:
    """The place of the part in the URL, from 1; the first where there is no such part."""
    asked = key_in(request.GET.get("part", "")) or 1
    return asked if 1 <= asked <= len(prepared.parts) else 1


def _parts(prepared: Prepared, place: int) -> list[dict]:
    """Each part with how many of its texts go out."""
    address = reverse("reporting:publication-detail", args=[prepared.board.slug, prepared.draft.pk])
    return [
        {
            "title": part.title,
            "url": f"{address}?part={number}",
            "is_here": number == place,
            "goes_out": sum(prepared.looked[text.key].goes_out for text in part.texts),
            "offered": len(part.texts),
            "stopped": sum(prepared.looked[text.key].is_stopped for text in part.texts),
        }
        for number, part in enumerate(prepared.parts, 1)
    ]


def _keep(request, publication: Publication, prepared: Prepared, form: TextsForm) -> None:
    """What was ticked; with the button for it also all of the plan's own words in which nothing was found."""
    choices = form.choices()
    if "tick-plan" in request.POST:
        for key, choice in choices.items():
            if (
                prepared.offered[key].is_of_the_plan
                and not prepared.looked[key].found
                and choice.said.strip()
            ):
                choices[key] = Choice(choice.words, True, choice.said)
    operations.look_at_texts(
        publication=publication,
        choices=choices,
        introduction=form.cleaned_data.get("introduction", publication.introduction),
        seen=publication.changed_at,
        by=request.user,
    )
