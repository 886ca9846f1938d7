"""Documents with tables that people hand in or paste: read in a process apart, within limits."""

import json
import logging

from django.conf import settings

from lscb.apart.process import Outcome, ProcessApart
from lscb.errors import Refused
from lscb.spreadsheet_reader import too_large
from lscb.tables.content import Document, from_json

logger = logging.getLogger(__name__)

process = ProcessApart("lscb.apart.tables", folder=settings.BASE_DIR)

SAVE_AGAIN = (
    "This file cannot be read. Open it in the program it was made with, save it as .docx, .xlsx or .csv and choose "
    "that file."
)


class NotRead(Refused):
    """The document could not be read. The message is a sentence that says what to do."""


def read_file(content: bytes, name: str) -> Document:
    """The tables of a Word document, a workbook, a CSV or a saved web page, and the paragraphs between them.

    :param name: of the file, as it was handed in.
    :raises NotRead: when it is none of these, is protected or damaged, or is over a limit.
    """
    if len(content) > settings.UPLOAD_AT_MOST * 2**20:
        raise NotRead(f"{too_large()} Copy the tables that matter into a new file.")
    return _read(content, name)


def read_pasted(text: str) -> Document:
    """The same of what was copied somewhere: text with tabs between its cells, or HTML.

    :raises NotRead: when there is nothing in it, or too much.
    """
    content = text.encode("utf-8", "replace")
    if len(content) > settings.UPLOAD_AT_MOST * 2**20:
        raise NotRead(
            f"What was pasted is longer than the {settings.UPLOAD_AT_MOST} MB that are read at once. Paste it in parts."
        )
    return _read(content, None)


def _read(content: bytes, name: str | None) -> Document:
    head = {"name": name, "limits": settings.TABLE_LIMITS}
    job = json.dumps(head).encode() + b"\n" + content
    answer = process.ask(job, seconds=settings.READING_SECONDS, memory=settings.READING_MEMORY * 2**20)
    if answer.outcome == Outcome.DONE:
        read = json.loads(answer.content)
        if "why" in read:
            raise NotRead(read["why"])
        return from_json(read)
    logger.warning("A document was not read: %s %s", answer, answer.content.decode(errors="replace"))
    raise NotRead(
        {
            Outcome.FAILED: SAVE_AGAIN,
            Outcome.OUT_OF_TIME: (
                f"Reading this took longer than {settings.READING_SECONDS} seconds, and was stopped. Copy the tables "
                "that matter into a new file."
            ),
            Outcome.OUT_OF_MEMORY: (
                f"Reading this needed more than the {settings.READING_MEMORY} MB of memory it may use, and was "
                "stopped. Copy the tables that matter into a new file."
            ),
            Outcome.BUSY: "Other files are being read. Try again in a minute.",
            Outcome.NO_PROCESS: "Files cannot be read just now. Try again in a minute.",
        }[answer.outcome]
    )
