"""Parts of an action, typed and changed by whoever updates it."""

from django.shortcuts import get_object_or_404, redirect

from lscb.errors import Refused
from lscb.permissions import Verb, require
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import why_not_live
from plans.forms.items import ItemForm
from plans.models import ActionItem
from plans.views.pages import action_or_404, plan_or_404


def item_add(request, plan_slug, action_pk):
    """Add a part to an action; the small form of its page posts here."""
    action = action_or_404(request, plan_slug, action_pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    form = ItemForm(request.POST if request.method == "POST" else None, action=action)

    def do():
        return operations.add_item(action=action, by=request.user, **form.cleaned_data)

    return _write(request, action, form, do, said="added")


def item_change(request, plan_slug, pk):
    """Change a part of an action, or take it out."""
    items = ActionItem.objects.visible_to(request.user).filter(action__plan=plan_or_404(request, plan_slug))
    item = get_object_or_404(items.select_related("action__plan__board"), pk=pk)
    require(request.user, Verb.UPDATE_ACTION, item.action)
    removes = "remove" in request.POST
    form = ItemForm(
        request.POST if request.method == "POST" and not removes else None, action=item.action, item=item
    )

    def do():
        return operations.change_item(item=item, by=request.user, **form.cleaned_data)

    if removes:
        try:
            named = str(item)
            operations.remove_item(item=item, by=request.user)
        except Refused as refused:
            form = ItemForm(form.initial, action=item.action, item=item)
            form.is_valid()
            form.refuse(refused)
        else:
            say_saved(request, f"Taken out: {named}.", form)
            return redirect(f"{item.action.get_absolute_url()}#items")
    return _write(request, item.action, form, do, item=item, said="changed")


def _write(request, action, form, do, *, said: str, item: ActionItem | None = None):
    why_not = why_not_live(action)
    if form.is_bound and why_not:
        form.is_valid()
        form.add_error(None, why_not)
    if form.is_valid():
        try:
            kept = do()
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{kept}: {said}.", form)
            return redirect(f"{action.get_absolute_url()}#item-{kept.pk}")
    return form_page(
        request, "plans/item_write.html", {"action": action, "item": item, "why_not": why_not}, form
    )
