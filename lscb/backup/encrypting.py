"""Encrypted by GnuPG with a passphrase, so that `gpg --decrypt` of any machine opens a backup without this product.

It is written through, so that nothing of it lies on a disk in the clear that was not there before.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from lscb.backup.layout import ENCRYPTED
from lscb.errors import Refused
from lscb.packing import PIECE


@contextmanager
def written(path: Path, passphrase: Path | None) -> Iterator[IO[bytes]]:
    """A new file that only its owner reads, encrypted where there is a file with a passphrase.

    :raises Refused: where it cannot be encrypted.
    """
    with path.open("xb") as to:
        path.chmod(0o600)
        if passphrase is None:
            yield to
            return
        words = ["--symmetric", "--cipher-algo=AES256", "--compress-algo=none", "--output=-"]
        with _gpg(passphrase, words, stdin=subprocess.PIPE, stdout=to) as gpg:
            assert gpg.stdin  # noqa: S101 - it was asked for
            yield gpg.stdin


@contextmanager
def opened(path: Path, passphrase: Path | None) -> Iterator[IO[bytes]]:
    """A backup to be read from any place of it; one that is encrypted lies decrypted beside until the block ends.

    :raises Refused: where it cannot be read or decrypted.
    """
    try:
        with path.open("rb") as packed:
            if path.suffix != ENCRYPTED:
                yield packed
                return
    except OSError as e:
        raise Refused(f"{path} cannot be read: {e.strerror}.") from e
    if passphrase is None:
        raise Refused(f"{path} is encrypted: LSCB_BACKUP_PASSPHRASE_FILE says where its passphrase is.")
    with tempfile.TemporaryFile(dir=path.parent) as clear:
        with _gpg(passphrase, ["--decrypt", str(path)], stdout=clear):
            pass
        clear.seek(0)
        yield clear


@contextmanager
def _gpg(
    passphrase: Path, words: list[str], *, stdout: IO[bytes], stdin: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen]:
    """:raises Refused: where it fails, with what it says."""
    found = shutil.which("gpg")
    if found is None:
        raise Refused("gpg is not on this machine: install gnupg.")
    try:
        if not passphrase.read_text(encoding="utf-8").strip():
            raise Refused(f"There is no passphrase in {passphrase}.")
    except OSError as e:
        raise Refused(f"The passphrase in {passphrase} cannot be read: {e.strerror}.") from e
    # A home of its own: no key of anybody's is used, and no agent remembers the passphrase.
    with tempfile.TemporaryDirectory(prefix="lscb-gpg-") as home, tempfile.TemporaryFile(dir=home) as said:
        own = [
            found,
            f"--homedir={home}",
            "--batch",
            "--quiet",
            "--no-symkey-cache",
            "--pinentry-mode=loopback",
        ]
        gpg = subprocess.Popen(  # noqa: S603 - a program of the machine, and no word of a person's
            [*own, f"--passphrase-file={passphrase}", *words],
            stderr=said,
            bufsize=PIECE,
            stdin=stdin,
            stdout=stdout,
        )
        try:
            yield gpg
        except BaseException:
            gpg.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                gpg.communicate()
        if gpg.returncode:
            said.seek(0)
            raise Refused(f"gpg failed: {said.read().decode('utf-8', 'replace').strip()}")
