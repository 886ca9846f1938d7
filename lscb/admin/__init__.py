"""The admin: one set of rules for every page of it, the audit trail, and the site itself.

Who may type what is decided by `lscb.permissions` and by what a person's boards hold, never by Django's model
permissions. Everything typed is written by an operation of its app, or by `lscb.operations.keep`.
"""

from lscb.admin import audit, letters, site

__all__ = ["audit", "letters", "site"]
