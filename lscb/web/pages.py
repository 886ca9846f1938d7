"""How a page with a form, or with a question only, is answered."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.shortcuts import render

from lscb.web.small_forms import days_said

WHOLE, MOST = (
    "all",
    1000,
)  # in the URL, in the place of a page: all rows on one, if they are no more than so many


def page_of(request, rows, size: int, *, count: int | None = None) -> Page:
    """The page of a list that the URL names, or with `?page=all` all of it, to be printed.

    :param count: how many rows there are, where that is known already.
    """
    asked = request.GET.get("page")
    paginator = Paginator(rows, MOST if asked == WHOLE else size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(asked)


def question_page(request, template, context, refused: str):
    """A page that only asks to be confirmed; `refused` says why what was confirmed could not be done, if so."""
    return render(
        request,
        template,
        context | {"refused": refused, "form_refused": bool(refused)},
        status=422 if refused else 200,
    )


def form_page(request, template, context, form=None):
    """The page; `form` is the refused one, if any, and nothing typed in it is lost."""
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(
        request,
        template,
        context | {"form": form, "form_refused": refused},
        status=422 if refused else 200,
    )


def say_saved(request, said: str, form, *, undo: str = "") -> None:
    """What was saved, on the page that follows; and how the days of `form` were read that were typed in words.

    :param undo: the URL that takes it back; empty where nothing does.
    """
    messages.success(request, with_days_said(said, form), extra_tags=undo)


def with_days_said(said: str, form) -> str:
    """The message after saving, with how days were read behind it, where they were typed in words."""
    read = days_said(form)
    return f"{said.rstrip('.')}. {read}" if read else said
