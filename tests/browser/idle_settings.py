"""As for the other tests in a browser, where nobody stays signed in for long."""

from tests.browser.settings import *  # noqa: F403

IDLE_MINUTES = 0.1
