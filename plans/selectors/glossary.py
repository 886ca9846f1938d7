"""The glossary of a plan: its terms, and abbreviations the plan uses that nobody explains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plans.models import GlossaryTerm, Plan
from plans.rules.abbreviations import Explainer, unexplained
from subgroups.models import Body, BodyName

Texts = Callable[[Plan], Iterable[str]]
_TEXTS: list[Texts] = []


def uses_terms(read: Texts) -> Texts:
    """Let the glossary look through the words that `read` finds of a plan, in a fixed number of queries; for apps above
    this one."""
    _TEXTS.append(read)
    return read


@dataclass(frozen=True)
class Missing:
    """An abbreviation used but not explained. `meaning` is what it seems to stand for; empty where nobody knows."""

    term: str
    uses: int
    meaning: str


def explainer_of(terms: Iterable[GlossaryTerm]) -> Explainer:
    """Explains a plan's terms on one page."""
    return Explainer({term.term: term.meaning for term in terms})


def missing_terms(plan: Plan) -> list[Missing]:
    """Abbreviations without a term in the plan's own texts, and in those that `uses_terms`; a fixed number of queries.

    A body's other spelling says what it means: PMQA is the group that is also written so.
    """
    of_actions = ("text", "outcome", "success", "success_target", "who_text", "when_text")
    texts = [words for row in plan.actions.order_by("pk").values_list(*of_actions) for words in row]
    texts += [words for row in plan.sections.values_list("title", "text") for words in row]
    texts += [words for row in plan.priorities.values_list("title", "text") for words in row]
    texts += list(plan.objectives.values_list("text", flat=True))
    texts += [words for read in _TEXTS for words in read(plan)]
    names = {}
    for short, name in Body.objects.filter(board=plan.board_id, merged_into=None).values_list(
        "short_name", "name"
    ):
        names[short.casefold()] = name
    for words, name in BodyName.objects.filter(board=plan.board_id).values_list("words", "body__name"):
        names.setdefault(words.casefold(), name)
    explained = list(GlossaryTerm.objects.read_with(plan).values_list("term", flat=True))
    return [
        Missing(term, uses, names.get(term.casefold(), ""))
        for term, uses in unexplained(dict.fromkeys(texts), explained).items()
    ]
