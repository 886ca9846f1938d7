"""The environment as settings read it: a value that a setting cannot have is refused by its name in one sentence."""

import logging
import re
import warnings
from datetime import date
from email.utils import parseaddr
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

YES, NO = Env.BOOLEAN_TRUE_STRINGS, ("", "false", "off", "n", "no", "0")
# So that no day that is counted from today falls before the year 1.
A_HUNDRED_YEARS = 36_500
# A password may stand in an address, so it is not repeated.
_WRITTEN = "A sign in a password that is no letter and no digit is written as %23 for #."


class Environment(Env):
    """:raises ImproperlyConfigured: from each read, for a value that is not of its kind."""

    def number(self, var: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        """A whole number from `least` to `most`."""
        try:
            number = self.int(var, default)
        except ValueError:
            number = None
        if number is None or number < least or (most is not None and number > most):
            span = f"of {least} or more" if most is None else f"from {least} to {most}"
            raise ImproperlyConfigured(f"{var} is a whole number {span}, not “{self.str(var)}”.")
        return number

    def days(self, var: str, default: int) -> int:
        return self.number(var, default, most=A_HUNDRED_YEARS)

    def switch(self, var: str, default: bool) -> bool:
        if (words := self.str(var, "")).strip().lower() not in (*YES, *NO):
            raise ImproperlyConfigured(f"{var} is True or False, not “{words}”.")
        return self.bool(var, default)

    def day(self, var: str, default: str) -> date | None:
        words = self.str(var, default)
        try:
            return date.fromisoformat(words) if words else None
        except ValueError as wrong:
            raise ImproperlyConfigured(f"{var} is a date as 2018-04-09, not “{words}”.") from wrong

    def level(self, var: str, default: str) -> str:
        """From which entry on a log is written."""
        words = self.str(var, default)
        if words not in logging.getLevelNamesMapping():
            raise ImproperlyConfigured(f"{var} is DEBUG, INFO, WARNING or ERROR, not “{words}”.")
        return words

    def several(self, var: str, default: list[str]) -> list[str]:
        """Words with commas between, with or without a space behind them."""
        return [words for each in self.list(var, default=default) if (words := each.strip())]

    def hosts(self, var: str, default: list[str]) -> list[str]:
        """Names of machines: with a scheme or a port in it, no request would be for that name."""
        names = self.several(var, default)
        for name in names:
            if not re.fullmatch(r"[\w*.-]+|\[[0-9A-Fa-f:.]+\]", name):
                raise ImproperlyConfigured(f"{var} has names as plan.example.org, not “{name}”.")
        return names

    def origins(self, var: str, default: list[str]) -> list[str]:
        """Addresses as a browser writes them: a scheme, a name and perhaps a port, and nothing behind."""
        addresses = [each.rstrip("/") for each in self.several(var, default)]
        for each in addresses:
            if not re.fullmatch(r"https?://[^\s/]+", each):
                raise ImproperlyConfigured(f"{var} has addresses as https://plan.example.org, not “{each}”.")
        return addresses

    def address(self, var: str, default: str) -> str:
        """The address of a page or a service; none where it is empty."""
        words = self.str(var, default).strip()
        if words and not re.match(r"https?://[^\s/]", words):
            raise ImproperlyConfigured(f"{var} is an address that begins with https://, not “{words}”.")
        return words

    def sender(self, var: str, default: str) -> str:
        """Whom letters come from: an e-mail address, with or without a name in front."""
        words = self.str(var, default).strip()
        try:
            validate_email(parseaddr(words)[1])
        except ValidationError as wrong:
            raise ImproperlyConfigured(
                f"{var} is an e-mail address, as plan@example.org, not “{words}”."
            ) from wrong
        return words

    def database(self, var: str, default: str | None = None) -> dict[str, Any]:
        """A database of PostgreSQL or SQLite."""
        try:
            with warnings.catch_warnings():  # it would repeat the password
                warnings.filterwarnings("ignore", "Engine not recognized")
                read = self.db_url(var, default or self.NOTSET)
        except ValueError:
            read = {}
        if not read.get("ENGINE", "").endswith((".postgresql", ".sqlite3")):
            raise ImproperlyConfigured(
                f"{var} is no address of a database, as postgres://user:password@host/name or "
                f"sqlite:////folder/file. {_WRITTEN}"
            )
        return read

    def mail(self, var: str, default: str) -> dict[str, Any]:
        """How letters leave."""
        try:
            return self.email_url(var, default)
        except (ValueError, ImproperlyConfigured):
            raise ImproperlyConfigured(
                f"{var} is no address of a mail server, as smtp+tls://user:password@host:587. {_WRITTEN}"
            ) from None
