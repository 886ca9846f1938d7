"""The one door to data: every queryset of a board's things starts with `visible_to`."""

from django.db import models


class BoardQuerySet(models.QuerySet):
    """Rows that belong to a board; `board_path` says how to get there from the row."""

    board_path = "board"

    def visible_to(self, person):
        """Rows of the boards the person has a role or a current membership on; nothing for anybody else."""
        if not (person.is_authenticated and person.is_active):
            return self.none()
        return self.filter(**{f"{self.board_path}__in": person.board_ids})


def through(path: str) -> type[BoardQuerySet]:
    """A BoardQuerySet for rows that reach their board by `path`, as through("plan__board")."""
    return type("BoardQuerySet", (BoardQuerySet,), {"board_path": path})
