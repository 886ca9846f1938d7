"""One way through a source, on which each of its texts is met in turn: so those that are offered and those that go out
are the same, by the same keys. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping

from reporting.publishing.offered import Offered, Part, What
from reporting.publishing.pieces import pieces, put_together
from reporting.publishing.public import Abbreviation
from reporting.report.key import Term


class Walk:
    """Asked for each text, it answers the words that go out, by `said`: none where it stays inside."""

    def __init__(self, said: Mapping[str, str]):
        self._said = said
        self._counts: Counter[What] = Counter()
        self._parts: list[tuple[str, list[Offered]]] = []

    def begin(self, title: str) -> None:
        """The texts that come are looked at together."""
        self._parts.append((title, []))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What was met, without parts in which nothing stands; the first is always there."""
        return tuple(
            Part(title, tuple(texts)) for n, (title, texts) in enumerate(self._parts) if texts or n == 0
        )

    def out(self, what: What, words: str, about: int = 0) -> str:
        if not words.strip():
            return ""
        self._counts[what] += 1
        text = Offered(f"{what}-{self._counts[what]}", what, words, about)
        self._parts[-1][1].append(text)
        return self._said.get(text.key, "")

    def all_out(self, what: What, texts: Iterable[str], about: int = 0) -> tuple[str, ...]:
        """Those of several that go out."""
        return tuple([words for text in texts if (words := self.out(what, text, about))])

    def marked(self, what: What, text: str, table: What | None = None) -> str:
        """A text of little Markdown, met piece by piece; its tables as `table` says what they are."""
        met = [
            (piece, self.out((table or what) if piece.is_table else what, piece.words))
            for piece in pieces(text)
        ]
        return put_together((piece, words) for piece, words in met if words)

    def abbreviations(self, terms: Iterable[Term]) -> tuple[Abbreviation, ...]:
        """What they mean, each as "CTB: Children's Trust Board"."""
        met = [(term, self.out(What.TERM, f"{term.term}: {term.meaning}")) for term in terms]
        return tuple(
            Abbreviation(term.term, words.partition(": ")[2] or term.meaning) for term, words in met if words
        )
