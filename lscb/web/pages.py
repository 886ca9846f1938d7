"""How a page with a form, or with a question only, is answered."""

from django.shortcuts import render


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
