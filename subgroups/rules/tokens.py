"""Tokens of addresses that open something to whoever has them."""

import hashlib


def token_hash(token: str) -> str:
    """What is kept of an address's token: enough to know it again, too little to make it."""
    return hashlib.sha256(token.encode()).hexdigest()
