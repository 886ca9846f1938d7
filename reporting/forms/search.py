"""What is looked for, and where: all of it in the address. Nothing that can be typed there is refused."""

from dataclasses import dataclass

from django.http import QueryDict

from lscb.characters import cleaned
from lscb.search.words import LONGEST
from plans.models import Plan
from reporting.selectors.searched import Kind


@dataclass(frozen=True)
class SearchForm:
    """The words as typed, and what they are narrowed to: one kind of thing, one plan. What is not known narrows
    nothing."""

    words: str
    kind: Kind | None
    plan: Plan | None

    @classmethod
    def read(cls, data: QueryDict, plans: list[Plan]) -> "SearchForm":
        kind = data.get("kind", "")
        return cls(
            words=" ".join(cleaned(data.get("q", "")).split())[:LONGEST],
            kind=Kind(kind) if kind in set(Kind) else None,
            plan=next((plan for plan in plans if plan.slug == data.get("plan")), None),
        )
