"""Two boards with a row of everything, as the tests of the admin have them."""

from tests.admin.conftest import both, ours, team, theirs

__all__ = ["both", "ours", "team", "theirs"]
