"""What can be taken in from a document. Each app says it of what it has, in its `operations/importing`."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from lscb.importing.drafts import Draft


class Kind:
    """What the pages and events of all documents ask of what is taken in."""

    name: str
    keeps_document: bool = True  # False where it names people, and so is not kept once it is decided about

    def names(self, draft: Draft) -> tuple[Collection[str], Collection[str]]:
        """What may be chosen above a column, and which cells of a row may be corrected."""
        raise NotImplementedError

    def take_in(self, *, draft: Draft, by: AbstractBaseUser | None, **decided: Any) -> str:
        """Take a document in, and say what came of it."""
        raise NotImplementedError

    def take_out(self, *, draft: Draft, by: AbstractBaseUser | None) -> Draft:
        raise NotImplementedError

    def why_not_taken_out(self, draft: Draft) -> str:
        """Why taking in cannot be undone, as a sentence; empty where it can."""
        raise NotImplementedError


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Let documents be taken in as these; called from `AppConfig.ready`."""
    _kinds.update({kind.name: kind for kind in kinds})


def kind_called(name: str) -> Kind:
    """:raises KeyError: where nobody has said what that is."""
    return _kinds[name]


def kind_of(draft: Draft) -> Kind:
    return _kinds[draft.kind]
