"""Files that are there whole or not at all, whoever reads them meanwhile, and whatever ends the writing."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PART = ".part-"
# Seconds after which a part must be of a process that was killed.
WRITTEN_WITHIN = 60 * 60


def write_whole(file: Path, content: bytes) -> None:
    """:raises OSError: when there is no room; nothing of it is left then."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=PART, delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.replace(part.name, file)
        except OSError:
            with suppress(OSError):
                os.unlink(part.name)
            raise


def delete_parts(folder: Path) -> int:
    """Delete what killed processes left of files they wrote into the folder; how many."""
    count = 0
    for part in folder.glob(f"{PART}*"):
        with suppress(FileNotFoundError):  # another timer was quicker, or it became whole
            if time.time() - part.stat().st_mtime > WRITTEN_WITHIN:
                part.unlink()
                count += 1
    return count
