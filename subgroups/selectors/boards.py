"""Finding a board by what it is called."""

from subgroups.models import Board


def board_called(words: str) -> Board | None:
    """The board with that place in the URL, else of that name, else of that short name, in whatever capitals; none
    where the words fit several."""
    for field in ("slug", "name__iexact", "short_name__iexact"):
        found = list(Board.objects.filter(**{field: words})[:2])
        if len(found) == 1:
            return found[0]
    return None
