"""Paper that need not be set twice: kept by what it says, set once however many ask for it.

What is kept lies as plain files in `paper/` of LSCB_VAR_DIR and may be deleted at any time. Finals are not here:
they keep their bytes in the database.
"""

import fcntl
import hashlib
import os
import threading
import time
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from reporting.printing.pdf import printer
from reporting.printing.pdf.files import delete_parts, write_whole
from reporting.printing.pdf.printer import NotPrinted

# Seconds for which a refusal is remembered, so that who waits for the paper reads why it did not come.
REFUSAL_KEPT = 120
# Seconds after which a sheet nobody opened again is deleted.
KEPT = 24 * 60 * 60


def key_of(html: str, position_iso: str, position_words: str) -> str:
    """A name for what a sheet says.

    The time of day of its position ("9 April 2018, 16:30") is left out: the same words an hour later are the
    same sheet, and it goes on saying when they were read. A new day is a new sheet.
    """
    says = html.replace(position_words, position_words.partition(",")[0])
    says = says.replace(position_iso, position_iso.partition("T")[0])
    made = hashlib.sha256(says.encode())
    made.update(_look() if not settings.DEBUG else _look.__wrapped__())
    return made.hexdigest()


def find(key: str) -> Path | None:
    """The kept sheet, if it is there; finding it keeps it for longer."""
    file = _file(key)
    try:
        os.utime(file)
    except FileNotFoundError:
        return None
    return file


def read(key: str) -> bytes:
    """The kept sheet.

    :raises FileNotFoundError: when it is not kept, or no longer.
    """
    return _file(key).read_bytes()


def refusal(key: str) -> str:
    """Why the sheet could not be made just now; empty when it was not tried or came out well."""
    file = _file(key, ".refused")
    with suppress(FileNotFoundError):
        if time.time() - file.stat().st_mtime < REFUSAL_KEPT:
            return file.read_text(encoding="utf-8")
    return ""


def make(key: str, html: str) -> Path:
    """The sheet, set unless it is kept; whoever asks meanwhile waits for the same one.

    :raises NotPrinted: when it cannot be made.
    """
    with _alone(key):
        if file := find(key):
            return file
        try:
            pdf = printer.print_html(html)
        except NotPrinted as reason:
            write_whole(_file(key, ".refused"), " ".join(reason.messages).encode())
            raise
        write_whole(_file(key), pdf)
        _file(key, ".refused").unlink(missing_ok=True)
    _tidy()
    return _file(key)


_being_made: dict[str, threading.Thread] = {}
_starting = threading.Lock()


def start(key: str, html: str) -> None:
    """Have the sheet made without waiting for it; the thread reads no database."""
    with _starting:
        if key not in _being_made:
            _file(key, ".refused").unlink(missing_ok=True)
            thread = threading.Thread(target=_make_quietly, args=(key, html), daemon=True, name="paper")
            _being_made[key] = thread
            thread.start()


def wait(key: str, seconds: float) -> Path | None:
    """The sheet, when it is ready within so many seconds."""
    if thread := _being_made.get(key):
        thread.join(seconds)
    return find(key)


def is_being_made(key: str) -> bool:
    """Whether any process of this machine is at it."""
    if key in _being_made:
        return True
    try:
        with _file(key, ".lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _make_quietly(key: str, html: str) -> None:
    try:
        with suppress(NotPrinted):  # kept beside it, for those who wait
            make(key, html)
    finally:
        del _being_made[key]


@cache
def _look() -> bytes:
    """What decides how a sheet looks besides its words: styles, fonts, WeasyPrint."""
    found = hashlib.sha256(version("weasyprint").encode())
    root = Path(settings.BASE_DIR)
    for files in ("reporting/printing/pdf/*.py", "static/css/*.css", "static/fonts/*"):
        for file in sorted(root.glob(files)):
            found.update(file.read_bytes())
    return found.digest()


def _folder() -> Path:
    folder = Path(settings.PAPER_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _file(key: str, ending: str = ".pdf") -> Path:
    return _folder() / f"{key}{ending}"


@contextmanager
def _alone(key: str):
    """Hold the key against other threads and processes of this machine; the system lets go when one dies."""
    with _file(key, ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def tidy() -> str:
    """Delete what is past its time, and what killed processes left; for housekeeping."""
    parts = delete_parts(_folder()) + delete_parts(Path(settings.FONTS_DIR))
    _tidy()
    return f"fragments of paper deleted: {parts}"


def _tidy() -> None:
    """Delete what nobody opened for a day, then the longest unopened until the rest is small enough."""
    files = []
    for file in _folder().iterdir():
        with suppress(FileNotFoundError):
            stat = file.stat()
            files.append((stat.st_mtime, stat.st_size, file))
    size, now = sum(size for _, size, _ in files), time.time()
    for opened, bytes_, file in sorted(files):
        if size <= settings.PAPER_KEPT * 1024 * 1024 and now - opened < KEPT:
            return
        file.unlink(missing_ok=True)
        size -= bytes_
