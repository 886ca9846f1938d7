"""Spreadsheets that people hand in: read in a process apart, within limits."""

import json
import logging

from django.conf import settings

from lscb.apart.process import Outcome, ProcessApart, delete_left_folders
from lscb.errors import Refused

logger = logging.getLogger(__name__)

process = ProcessApart("lscb.apart.spreadsheet", folder=settings.BASE_DIR)

SAVE_AS = "This file cannot be read. Save it as .xlsx or .csv and choose that format."
NOTHING = "Nothing was imported."


class NotRead(Refused):
    """The file could not be read. The message names the limit it is over, or says what to do."""


class NumberCell(str):
    """A cell that the file has as a number with decimals: what was typed as 1.10 reads 1.1."""


def read_rows(content: bytes, kind: str) -> list[list[str]]:
    """The cells of the first sheet as text, row by row; `kind` is "xlsx" or "csv". Numbers with decimals in a cell
    without a format are `NumberCell`s.

    :raises NotRead: when the file is over a limit, or is no such file.
    """
    if len(content) > settings.UPLOAD_AT_MOST * 2**20:
        raise NotRead(f"{too_large()} {NOTHING}")
    job = json.dumps({"kind": kind, "limits": settings.SPREADSHEET_LIMITS}).encode() + b"\n" + content
    answer = process.ask(job, seconds=settings.READING_SECONDS, memory=settings.READING_MEMORY * 2**20)
    if answer.outcome == Outcome.DONE:
        read = json.loads(answer.content)
        if "too_much" in read:
            raise NotRead(f"{read['too_much']} {NOTHING}")
        rows = read["rows"]
        for row, place in read["numbers"]:
            rows[row][place] = NumberCell(rows[row][place])
        return rows
    logger.warning("A spreadsheet was not read: %s %s", answer, answer.content.decode(errors="replace"))
    raise NotRead(
        {
            Outcome.FAILED: SAVE_AS,
            Outcome.OUT_OF_TIME: (
                f"Reading this file took longer than {settings.READING_SECONDS} seconds, and was stopped. {NOTHING} "
                "Copy the rows that matter into a new file."
            ),
            Outcome.OUT_OF_MEMORY: (
                f"Reading this file needed more than the {settings.READING_MEMORY} MB of memory it may use, and was "
                f"stopped. {NOTHING} Copy the rows that matter into a new file."
            ),
            Outcome.BUSY: f"Other files are being read. {NOTHING} Try again in a minute.",
            Outcome.NO_PROCESS: f"Files cannot be read just now. {NOTHING} Try again in a minute.",
        }[answer.outcome]
    )


def tidy() -> str:
    """Delete what processes apart left when whoever asked them was killed; for housekeeping."""
    return f"folders of processes apart deleted: {delete_left_folders()}"


def too_large() -> str:
    return f"This file is larger than the {settings.UPLOAD_AT_MOST} MB a file may have."
