"""The search over everything that a person may see."""

from django.shortcuts import render

from plans.views.context import first_plan, plans_of
from reporting.forms.search import SearchForm
from reporting.selectors.search import search


def search_page(request):
    """What says the words, first what has them for its reference; all that is chosen is in the address."""
    first = first_plan(request)
    plans = sorted(plans_of(request), key=lambda plan: plan != first)
    form = SearchForm.read(request.GET, plans)
    found = search(
        request.user,
        form.words,
        kind=form.kind,
        plan=form.plan,
        plans=plans,
        page=request.GET.get("page"),
    )
    context = {
        "asked": form,
        "found": found,
        "page_obj": found.page,
        "of_several": len(plans) > 1,
        "boards": len({plan.board_id for plan in plans}),
    }
    return render(request, "reporting/search.html", context)
