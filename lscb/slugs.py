"""Places in addresses that no row has yet."""

from itertools import count

from django.db import models


def free(wanted: str, rows: models.QuerySet) -> str:
    """`wanted` where none of the rows has it as its `slug`, else the first of `wanted`-2, `wanted`-3 and so on that is
    free; one query.
    """
    taken = set(rows.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)
