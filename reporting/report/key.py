"""How to read the report: signs of movement, and the abbreviations that stand in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.rules.abbreviations import used
from plans.rules.movement import WORDS, Movement
from reporting.report.rows import Move


@dataclass(frozen=True)
class Term:
    term: str
    meaning: str


def build_movement_key() -> tuple[Move, ...]:
    return tuple(Move(kind.value, *WORDS[kind]) for kind in Movement)


def terms_used(terms: Iterable[Term], texts: Iterable[str]) -> tuple[Term, ...]:
    """The abbreviations that stand in any of the report's texts, in the order of the glossary."""
    terms = tuple(terms)
    there = used({term.term: term.meaning for term in terms}, texts)
    return tuple(term for term in terms if term.term in there)
