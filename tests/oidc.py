"""A provider of OpenID Connect in a process of its own, on this machine."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen


@contextmanager
def provider():
    """Its issuer, while the block runs. Whoever is asked for there signs in at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urlopen(f"{issuer}/.well-known/openid-configuration", timeout=10).close()  # noqa: S310  (our own)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError("The provider did not start.")
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=60)
