"""What a document may hold, and the one error that a reader raises."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much is read of one document."""

    rows: int  # of all its tables together
    columns: int  # of one table
    cells: int  # filled, of all its tables together
    letters: int  # of all that is read, words left out among them
    unpacked: int  # bytes of a packed file (.docx, .xlsx) when it is unpacked


class NotReadable(Exception):
    """The document is over a limit or is none that can be read. The message is a sentence that says what to do."""


DAMAGED = (
    "This file is damaged or is not what its name says. Open it in the program it was made with, save it again and "
    "choose the new file."
)
IN_PARTS = "Take only the tables that matter, in a file of their own or pasted."
