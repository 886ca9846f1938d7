"""The narrative of a plan: where the board team writes it, chapter by chapter, and sees it before it is kept."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page
from plans import operations
from plans.forms.chapters import ChangeChapterForm, ChapterForm, PlaceForm, RemoveChapterForm
from plans.models import Chapter
from plans.selectors.chapters import read_chapters
from plans.views.pages import plan_or_404


def chapter_list(request, plan_slug):
    """Every chapter in order; a press moves one up or down."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    chapters = Chapter.objects.visible_to(request.user).filter(plan=plan)
    if request.method == "POST":
        form = PlaceForm(request.POST, chapters=chapters)
        if not form.is_valid():
            messages.error(request, "Nothing has moved: that chapter is not there any more.")
            return redirect("plans:chapter-list", plan.slug)
        try:
            moved = operations.move_chapter(by=request.user, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, f"“{moved}” has moved.")
        return redirect("plans:chapter-list", plan.slug)
    return form_page(request, "plans/chapter_list.html", {"plan": plan, "chapters": list(chapters)})


def chapter_add(request, plan_slug):
    """Write a chapter, behind those that are there."""
    plan = plan_or_404(request, plan_slug)
    require(request.user, Verb.EDIT_PLAN, plan)
    form = ChapterForm(request.POST if request.method == "POST" else None)
    return _written(request, plan, form, lambda typed: operations.add_chapter(plan=plan, **typed))


def chapter_change(request, plan_slug, pk):
    """Write a chapter anew."""
    plan = plan_or_404(request, plan_slug)
    chapter = _chapter_or_404(request, plan, pk)
    require(request.user, Verb.EDIT_PLAN, chapter)
    form = ChangeChapterForm(request.POST if request.method == "POST" else None, chapter=chapter)
    return _written(
        request, plan, form, lambda typed: operations.change_chapter(chapter=chapter, **typed), chapter
    )


def chapter_remove(request, plan_slug, pk):
    """Ask, then take a chapter out."""
    plan = plan_or_404(request, plan_slug)
    chapter = _chapter_or_404(request, plan, pk)
    require(request.user, Verb.EDIT_PLAN, chapter)
    form = RemoveChapterForm(request.POST if request.method == "POST" else None, expected=chapter.version)
    if form.is_valid():
        try:
            operations.remove_chapter(chapter=chapter, by=request.user)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{chapter}” is taken out. Its words stay in the history of the plan.")
            return redirect("plans:chapter-list", plan.slug)
    shown = read_chapters(plan.board, [chapter])[0]
    return form_page(request, "plans/chapter_remove.html", {"plan": plan, "chapter": shown}, form)


def _chapter_or_404(request, plan, pk: int) -> Chapter:
    chapters = Chapter.objects.visible_to(request.user).filter(plan=plan)
    return get_object_or_404(chapters.select_related("plan__board"), pk=pk)


def _written(request, plan, form, keep, chapter: Chapter | None = None):
    """The page on which a chapter is written. What is asked for is kept, or only shown as it will look.

    Whoever comes second is shown what was kept meanwhile beside what they typed.
    """
    shown = None
    if form.is_valid():
        if request.POST.get("step") == "look":
            shown = read_chapters(plan.board, [Chapter(**form.cleaned_data)])[0]
        else:
            try:
                kept = keep(form.cleaned_data | {"by": request.user})
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"“{kept}” is saved.")
                return redirect("plans:chapter-list", plan.slug)
    kept = None
    if chapter and form.is_bound and form.non_field_errors():
        kept = read_chapters(plan.board, [Chapter.objects.get(pk=chapter.pk)])[0]
    context = {"plan": plan, "chapter": chapter, "shown": shown, "kept": kept}
    return form_page(request, "plans/chapter_write.html", context, form)
