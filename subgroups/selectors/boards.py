"""Finding a board by what it is called."""

from django.db.models import Q

from subgroups.models import Board


def board_called(words: str) -> Board | None:
    """The board of that name, short name or place in the URL, in whatever capitals; the first by name of several."""
    named = Q(name__iexact=words) | Q(short_name__iexact=words) | Q(slug=words)
    return Board.objects.filter(named).order_by("name").first()
