"""How much room words take on paper, measured with the product's own fonts."""

from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

FONTS = {700: "Bold", 600: "Semibold", 400: "Regular"}
POINT = 25.4 / 72  # millimetres
_MEASURED = 100  # the size that widths are measured at


@cache
def font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    """The bundled font nearest below a weight, `size` dots high."""
    name = next(FONTS[each] for each in FONTS if weight >= each or each == 400)
    return ImageFont.truetype(Path(settings.BASE_DIR, f"static/fonts/SourceSans3-{name}.ttf.woff2"), size)


@lru_cache(maxsize=20_000)
def width(words: str, points: float, weight: int = 400) -> float:
    """Millimetres that words take in one line, a little more than less."""
    return font(weight, _MEASURED).getlength(words) / _MEASURED * points * POINT * 1.03


@lru_cache(maxsize=20_000)
def lines(words: str, wide: float, points: float, weight: int = 400) -> int:
    """How many lines words take in a column; a word longer than the line is broken."""
    count, used = 1, 0.0
    space = width(" ", points, weight)
    for word in words.split():
        long = width(word, points, weight)
        if used and used + space + long > wide:
            count, used = count + 1, 0.0
        used += long + (space if used else 0)
        if used > wide:
            # Each broken line may leave a letter's room at its end.
            broken = -(-used // max(wide - points * POINT, 1))
            count, used = count + int(broken) - 1, wide
    return count


def cut_to(words: str, count: int, wide: float, points: float, weight: int = 400) -> str:
    """Words cut at a word, with an ellipsis, so that they take at most `count` lines."""
    words = " ".join(words.split())
    if lines(words, wide, points, weight) <= count:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if lines(f"{words[:middle].rstrip()}\u00a0…", wide, points, weight) <= count:
            low = middle
        else:
            high = middle - 1
    kept = words[:low]
    if " " in kept and words[low : low + 1] not in ("", " "):
        kept = kept.rsplit(" ", 1)[0]
    return f"{kept.rstrip(' ,;:.')}\u00a0…"
