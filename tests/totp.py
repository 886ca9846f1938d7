"""What an authenticator app shows (RFC 6238: SHA-1, six digits, thirty seconds)."""

import base64
import hmac
import struct
import time


def code_now(key: str) -> str:
    """The code for a key as it is typed into an app."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    number = struct.unpack(">I", digest[digest[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def code_to_type(key: str) -> str:
    """A code that holds for ten seconds more at least, so that a browser on a busy machine sends it in time."""
    if (left := 30 - time.time() % 30) < 10:
        time.sleep(left)
    return code_now(key)
