"""The admin's lines of the matrix: which kinds of page each model has, and who gets them."""

from django.contrib import admin
from django.urls import reverse

from lscb.admin.rows import SET_UP

# What may be done to a model in the admin by the board team, in the order of its pages.
READ = ("changelist", "change", "history")
TYPED = (*READ, "add")
DELETED = (*TYPED, "delete")
SHEETS = ("import", "export")

MODELS: dict[str, tuple[str, ...]] = {
    "lscb.auditentry": READ,
    "subgroups.board": TYPED,
}


def models() -> dict[str, type]:
    """The models that have pages, by app and name."""
    return {model._meta.label_lower: model for model in admin.site._registry}


def set_up() -> set[str]:
    """Models that whoever set the installation up types without a role on a board."""
    return {model._meta.label_lower for model in SET_UP}


def address(label: str, kind: str, pk: int) -> str:
    app, name = label.split(".")
    args = [pk] if kind in ("change", "history", "delete") else []
    return reverse(f"admin:{app}_{name}_{kind}", args=args)


def kinds(model: type) -> list[str]:
    """The kinds of page that a model has at all."""
    page = admin.site.get_model_admin(model)
    return [*DELETED, *(SHEETS if hasattr(page, "formats") else ())]
