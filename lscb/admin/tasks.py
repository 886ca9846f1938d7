"""The index of the admin by what somebody wants to do, instead of by app.

The apps above say what there is (`offers`): each task with the lists of the admin that belong to it, and before them
the product's own pages where those serve better.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from lscb.admin.rows import home_of
from lscb.speaking import said, whose


@dataclass(frozen=True)
class Page:
    """A page of the product: what it is for, its route, and whether its address names a plan, a board or neither."""

    words: str
    route: str
    of: str = "plan"


@dataclass(frozen=True)
class Task:
    """What somebody comes to do: its name, in a sentence what it is about, and where it is done."""

    name: str
    about: str
    models: tuple[type[models.Model], ...]
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Offered:
    """A task as one person sees it: pages as (words, address), and lists as Django's index describes them."""

    name: str
    about: str
    pages: list[tuple[str, str]]
    lists: list[dict]


TASKS: list[Task] = []


def offers(*tasks: Task) -> None:
    """Have the index say these tasks, after those that it says already."""
    TASKS.extend(tasks)


def tasks_of(person, app_list: Iterable[dict]) -> list[Offered]:
    """What the person may type or read, by task; a task with nothing for them is left out.

    :param app_list: what `AdminSite.get_app_list` answers.
    """
    lists = {listed["model"]: listed for app in app_list for listed in app["models"]}
    offered = [
        Offered(
            str(said(task.name)),
            str(said(task.about)),
            _pages(task.pages, person),
            [lists[model] for model in task.models if model in lists],
        )
        for task in TASKS
    ]
    return [task for task in offered if task.lists or task.pages]


def _pages(pages: Iterable[Page], person) -> list[tuple[str, str]]:
    """The pages of the plan or board that the index speaks for, where the person types for its board."""
    home = whose()
    board = home_of(home, "board") or home
    if board is None or board.pk not in person.boards_edited:
        return []
    slugs = {"board": {"board_slug": board.slug}, "": {}}
    if home is not board:
        slugs["plan"] = {"plan_slug": home.slug}
    return [
        (str(said(page.words)), reverse(page.route, kwargs=slugs[page.of]))
        for page in pages
        if page.of in slugs
    ]
