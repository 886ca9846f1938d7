"""Files that people hand in to be kept: of which kind they are is looked up in their content, in a process apart."""

import hashlib
import json
import logging
from dataclasses import dataclass, field
from pathlib import PurePath

from django.conf import settings

from lscb.apart.file_kind import KINDS, MACROS, PROTECTED
from lscb.apart.process import Outcome, ProcessApart
from lscb.characters import cleaned
from lscb.errors import Refused
from lscb.lines import run_on
from lscb.spreadsheet_reader import too_large

logger = logging.getLogger(__name__)

process = ProcessApart("lscb.apart.file_kind", folder=settings.BASE_DIR)

NAME_AT_MOST = 150  # characters
TAKEN = "a PDF, a Word, Excel or PowerPoint file, an OpenDocument file, or a picture (PNG, JPEG, GIF or WebP)"
_SAME = {"jpeg": "jpg", "jpe": "jpg"}  # endings that people use for one kind
_OF_BEFORE = {"doc": "docx", "dot": "docx", "xls": "xlsx", "ppt": "pptx"}


@dataclass(frozen=True)
class HandedIn:
    """A file that may be kept: its name in one line, its kind of `KINDS` and the checksum of its content."""

    name: str
    kind: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def look_at(content: bytes, name: str) -> HandedIn:
    """The file as it may be kept.

    :raises Refused: when it is empty or too large, when its content is of no kind that is taken, or of another than its
        name says.
    """
    if not content:
        raise Refused("This file is empty. Choose another.")
    if len(content) > settings.UPLOAD_AT_MOST * 2**20:
        raise Refused(too_large())
    kind = _asked(content)
    path = PurePath(run_on(cleaned(name)).replace("\\", "/").rpartition("/")[2].strip() or "file")
    ending = path.suffix.lower().lstrip(".")
    ending = _SAME.get(ending, ending)
    if kind == MACROS:
        raise Refused("This file holds macros, which are not taken. Save it without them, or as a PDF.")
    if kind == PROTECTED and ending in _OF_BEFORE:
        raise Refused(f"This is a file of an older kind. Save it as .{_OF_BEFORE[ending]} or as a PDF.")
    if kind == PROTECTED:
        raise Refused("This file is protected with a password. Save it without one, or as a PDF.")
    if kind not in KINDS:
        raise Refused(f"A file of this kind is not taken. Choose {TAKEN}.")
    if kind != ending:
        said = f"is called .{ending}" if ending else "has a name without an ending"
        raise Refused(
            f"This file {said}, and what is in it is {KINDS[kind].words}. Give it a name that ends in .{kind}."
        )
    return HandedIn(f"{path.stem[: NAME_AT_MOST - len(kind) - 1]}.{kind}", kind, content)


def _asked(content: bytes) -> str:
    answer = process.ask(content, seconds=settings.READING_SECONDS, memory=settings.READING_MEMORY * 2**20)
    if answer.outcome == Outcome.DONE:
        return json.loads(answer.content)
    logger.warning("A file was not looked at: %s %s", answer, answer.content.decode(errors="replace"))
    if answer.outcome in (Outcome.BUSY, Outcome.NO_PROCESS):
        raise Refused("Files cannot be looked at just now. Choose this one again in a minute.")
    raise Refused(f"This file cannot be read. Choose {TAKEN}.")
