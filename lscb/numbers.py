"""Numbers as people type them: what is plain is read, and all else is asked about, never guessed. Pure."""

import re
import unicodedata
from decimal import Decimal

ADVICE = "Write a number, such as 12 or 12.5."
_VULGAR = re.compile(r"(?:(\d{1,9})[ -])?(\d)/([2-9]|10)", re.ASCII)  # 3/4 and 1 1/2
_MINUS = "-−–"
_SPACES = "\u00a0\u2007\u2009\u202f"  # what stands between thousands when text was copied from a page
_POUNDS = ("£", "pound", "gbp")
_PER_CENT = ("%", "per cent", "percent")


class Unclear(ValueError):
    """This is no number, or could be two. The message says how to write the one that is meant."""


def plain(value: Decimal | int) -> str:
    """As it is typed: 100000, 12.5, 0.25; never in powers of ten and never with noughts behind."""
    value = Decimal(value)
    return f"{value.normalize():f}" if value else "0"


def grouped(value: Decimal | int) -> str:
    """As it is printed: 100,000, 12.5, 0.25."""
    value = Decimal(value)
    return f"{value.normalize():,f}" if value else "0"


def read_number(text: str, unit: str = "") -> Decimal:
    """The one number that `text` can mean: 12, 12.5, 12,500, 12 500, £1,200, 50%, ½, 3/4, 1½.

    A point is a decimal point and a comma stands between thousands, as is usual in the United Kingdom. What other
    countries write otherwise (1,5 and 1.000) is asked about. With `unit` the number may be followed by it; a sign of
    another unit (% where days are counted) is asked about too.

    :raises Unclear: saying what to write instead.
    """
    typed = " ".join(_in_ascii_digits(text).split())
    sign = ""
    if typed[:1] in tuple("+" + _MINUS) and typed[1:]:
        sign, typed = "-" if typed[0] in _MINUS else "", typed[1:].strip()
    bare = _without_unit(typed, unit)
    value = _fraction(bare, typed, unit)
    if value is None:
        value = _decimal(bare, typed)
    return -value if sign and value else value


def _in_ascii_digits(text: str) -> str:
    """Digits of every script as 0 to 9, ½ as 1/2 and every space as one."""
    found = []
    for letter in text:
        digit = unicodedata.decimal(letter, None)
        if digit is not None:
            found.append(str(digit))
        elif letter in _SPACES:
            found.append(" ")
        elif unicodedata.decomposition(letter).startswith("<fraction>"):
            fraction = unicodedata.normalize("NFKC", letter).replace("\u2044", "/")
            found.append(f" {fraction}" if found and found[-1].isdigit() else fraction)
        else:
            found.append(letter.replace("\u2044", "/"))
    return "".join(found)


def _without_unit(typed: str, unit: str) -> str:
    """The number alone.

    :raises Unclear: for the sign of another unit.
    """
    ours = unit.strip().casefold()
    if ours and typed.casefold().endswith(ours) and len(typed) > len(ours):
        return typed[: -len(ours)].strip()
    if typed.startswith("£"):
        _is_counted_in(_POUNDS, unit, "£")
        return typed[1:].strip()
    for mark in _PER_CENT:
        if typed.casefold().endswith(mark):
            _is_counted_in(_PER_CENT, unit, mark)
            return typed[: -len(mark)].strip()
    return typed


def _is_counted_in(names: tuple[str, ...], unit: str, mark: str) -> None:
    if unit.strip() and not any(name in unit.casefold() for name in names):
        raise Unclear(f"This is counted in {unit.strip()}: write the number without “{mark}”.")


def _fraction(bare: str, typed: str, unit: str) -> Decimal | None:
    """½, 3/4 and 1½; None for what is written otherwise."""
    parts = _VULGAR.fullmatch(bare)
    if not parts:
        return None
    over, under = Decimal(parts[2]), int(parts[3])
    if not 0 < over < under:
        raise _no_number(typed)
    value = Decimal(parts[1] or 0) + over / under
    if any(mark in unit.casefold() for mark in _PER_CENT) and bare == typed:
        raise Unclear(f"“{typed}” can be {plain(value)}% or {plain(value * 100)}%. Write the one you mean.")
    if over * 1000 % under:
        raise Unclear(f"“{typed}” has no end when written out. Write it as {value:.3f}.")
    return value


def _decimal(bare: str, typed: str) -> Decimal:
    if re.fullmatch(r"\d+(\.\d+)?|\.\d+", bare, re.ASCII):
        if found := re.fullmatch(r"([1-9]\d{0,2})\.(\d\d0)", bare, re.ASCII):
            small, large = plain(Decimal(bare)), f"{found[1]},{found[2]}"
            raise Unclear(f"“{typed}” can be {small} or {large}. Write the one you mean.")
        return Decimal(bare)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}( \d{3})+(\.\d+)?", bare, re.ASCII):
        if bare.startswith("0"):
            raise _no_number(typed)
        return Decimal(re.sub("[ ,]", "", bare))
    if found := re.fullmatch(r"(\d+),(\d+)", bare, re.ASCII):
        point, none = plain(Decimal(".".join(found.groups()))), plain(Decimal("".join(found.groups())))
        raise Unclear(
            f"“{typed}” can be {point} or {none}. Write the one you mean, with a point for decimals."
        )
    if found := re.fullmatch(r"(\d{1,3}(?:[. ]\d{3})+),(\d+)", bare, re.ASCII):
        meant = grouped(Decimal(re.sub("[. ]", "", found[1]) + "." + found[2]))
        raise Unclear(
            f"“{typed}” has its comma and points the other way round. If it is {meant}, write it so."
        )
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", bare, re.ASCII):
        raise Unclear(f"“{typed}” has points between thousands. Write {int(bare.replace('.', '')):,}.")
    if re.fullmatch(r"[\d., ]*\d[\d., ]*", bare, re.ASCII):
        raise Unclear(f"“{typed}” can be read in more than one way. Write it without commas and spaces.")
    raise _no_number(typed)


def _no_number(typed: str) -> Unclear:
    shown = typed if len(typed) <= 40 else f"{typed[:40]} …"
    return Unclear(f"“{shown}” is no plain number. {ADVICE}" if typed else ADVICE)
