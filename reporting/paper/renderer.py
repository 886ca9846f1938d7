"""From HTML to a tagged PDF, in a process that can be stopped. Knows no Django and fetches nothing.

`press` starts this file once (`python -m reporting.paper.renderer`): it loads what every sheet of paper needs and then
sets each in a fork of itself, with a limit of time and memory. Whatever a text does to the setting, it ends there:
the web server waits for an answer and never runs the renderer.
"""

import gc
import hashlib
import io
import json
import logging
import os
import resource
import signal
import socket
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

import pydyf
from fontTools.ttLib import woff2
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reporting.paper import halves

logger = logging.getLogger(__name__)

# An address that is nowhere: styles and fonts are looked up under it, and only here.
BASE = "https://report.invalid/"
STATIC = Path(__file__).resolve().parents[2] / "static"
SERVED = {".css": "text/css", ".woff2": "font/woff2"}
FOLDERS = ("css/", "fonts/")

# What a fork answers with, on a line of JSON before the PDF or before what went wrong. None: it was stopped.
PRINTED, OUT_OF_MEMORY, FAILED = "printed", "out of memory", "failed"
# Seconds without work after which the memory is given back.
IDLE = 15 * 60


class OwnFilesOnly(URLFetcher):
    """Gives styles and fonts of `static/`, and refuses every other address: nothing leaves the machine."""

    def fetch(self, url, headers=None):
        path = url.split("?")[0].removeprefix(BASE)
        file = (STATIC / path).resolve()
        if (
            not url.startswith(BASE)
            or not path.startswith(FOLDERS)
            or file.suffix not in SERVED
            or not file.is_relative_to(STATIC)
        ):
            raise ValueError("A report fetches nothing from elsewhere.")
        content = unpacked(file) if file.suffix == ".woff2" else file.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": SERVED[file.suffix]})


_unpacked: dict[tuple[Path, int], bytes] = {}


def unpacked(file: Path) -> bytes:
    """A font as the renderer wants it; unpacking takes longer than setting a page, so it is done once."""
    key = file, file.stat().st_mtime_ns
    if key not in _unpacked:
        font = io.BytesIO()
        with file.open("rb") as packed:
            woff2.decompress(packed, font)
        _unpacked[key] = font.getvalue()
    return _unpacked[key]


def write_pdf(html: str) -> bytes:
    """PDF/UA-1, tagged, with bookmarks; the same HTML gives the same bytes."""
    options = {
        "pdf_variant": "pdf/ua-1",
        "pdf_identifier": hashlib.sha256(html.encode()).digest()[:16],
    }
    try:
        return halves.write(_read(html), options, _say_scope)
    except MemoryError:
        raise
    except Exception:
        # A paper is more than the time that two processes save.
        logger.exception("A paper could not be set in halves; it is set whole.")
        return halves.write_whole(_read(html), options, _say_scope)


def _read(html: str) -> HTML:
    return HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())


def _say_scope(pdf) -> None:
    """Give every heading cell its scope beside the links that the renderer makes, for readers that know only it.

    The renderer names heading cells "table-row-column". A table's first row is its column headings, unless it
    has one heading cell only: then that is its row's.
    """
    heads = {}
    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary) and item.get("S") == "/TH" and "ID" in item:
            table, row, column = item["ID"].string.split("-")
            heads[table, row, column] = item
    columns = Counter(table for table, row, _ in heads if row == "0")
    for (table, row, _), item in heads.items():
        item["A"]["Scope"] = "/Column" if row == "0" and columns[table] > 1 else "/Row"


# --- The process apart ----------------------------------------------------------------------------------------


def serve(control: socket.socket) -> None:
    """Set what comes in over the sockets that `control` hands in, each in a fork; end when nobody is left."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks are not waited for
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web server, whose end ends this
    for file in STATIC.glob("fonts/*.woff2"):
        unpacked(file)
    gc.collect()
    gc.freeze()
    control.settimeout(IDLE)
    while True:
        try:
            _, handed, _, _ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            return
        if not handed:
            return
        with socket.socket(fileno=handed[0]) as job:
            if os.fork() == 0:
                control.close()
                _set(job)


def _set(job: socket.socket) -> None:
    """One job, in its fork, which never returns."""
    try:
        job.settimeout(None)
        with job.makefile("rwb") as line:
            head = json.loads(line.readline())
            html = line.read(head["bytes"]).decode()
            tempfile.tempdir = head["folder"]
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _limit(head["seconds"], head["memory"])
            gc.disable()  # it ends soon, and looking for rings of waste costs a tenth of its time
            answer, content = PRINTED, b""
            try:
                content = write_pdf(html)
            except MemoryError:
                answer = OUT_OF_MEMORY
            except Exception:
                answer, content = FAILED, traceback.format_exc().encode()
            used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            said = {
                "answer": answer,
                "bytes": len(content),
                "cpu_seconds": round(sum(each.ru_utime + each.ru_stime for each in used), 2),
                "peak_memory": sum(each.ru_maxrss for each in used)
                * (1 if sys.platform == "darwin" else 1024),
            }
            line.write(json.dumps(said).encode() + b"\n" + content)
    finally:
        os._exit(0)  # nothing of the waiting process is tidied up twice


def _limit(seconds: float, memory: int) -> None:
    """Let the system end this process after so many seconds, and give it no more than so many bytes."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
