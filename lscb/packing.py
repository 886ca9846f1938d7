"""A ZIP written piece by piece, with the size and checksum of each of its files, and the checksums of what is read."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PIECE = 2**20  # bytes of a file at a time


@dataclass
class Packing:
    """A ZIP that is being written; `files` has of each of its files the size in bytes and the SHA-256."""

    packed: zipfile.ZipFile
    files: dict[str, dict[str, object]] = field(default_factory=dict)

    @contextmanager
    def member(self, name: str, how: int = zipfile.ZIP_DEFLATED) -> Iterator[Callable[[bytes], None]]:
        """Write one file of it piece by piece, by the function that is given."""
        info = zipfile.ZipInfo(name)
        info.compress_type = how
        digest, size = hashlib.sha256(), 0
        with self.packed.open(info, "w", force_zip64=True) as opened:

            def write(piece: bytes) -> None:
                nonlocal size
                opened.write(piece)
                digest.update(piece)
                size += len(piece)

            yield write
        self.files[name] = {"size": size, "sha256": digest.hexdigest()}


def sha256_of(path: Path) -> str:
    """Of a whole file, to be compared with what its maker kept."""
    with path.open("rb") as opened:
        return digest_of(opened)


def digest_of(opened: IO[bytes]) -> str:
    """The SHA-256 of what is read to the end."""
    return hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]  # it asks for what all have
