"""What colleagues do at the end of a quarter, over HTTP: for `make soak`, and for benchmarks/people.py."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.access.browser import forms_of

# What people do, and how often of a hundred times.
MIX = {"look": 30, "read": 30, "update": 26, "decide": 6, "report": 6, "print_it": 2}
PRINTED_WITHIN = 120.0  # seconds


@dataclass
class Colleague:
    """Somebody of a board's team at a browser.

    :param ask: sends a request and gives the answer: method, address, what is sent, the kind of page.
    :param plan: the slug of the plan they work on, and `quarter` of the period that is collected.
    """

    ask: Callable
    email: str
    password: str
    plan: str
    chance: random.Random
    quarter: str = "q4-2017-18"
    actions: list[str] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)  # by the words: the key of the action, as answered

    @property
    def at(self) -> str:
        return f"/plans/{self.plan}/"

    def sign_in(self) -> None:
        """And find the actions of the plan.

        :raises PermissionError: where they are not let in.
        """
        form = self.form("/account/login/", "login", lambda form: "login" in form.data)
        data = form.sent(login=self.email, password=self.password)
        if self.ask("POST", form.address, data, "sign in").status_code != 302:
            raise PermissionError(self.email)
        self.look()

    def do_something(self) -> None:
        """One thing of the mix, drawn by chance."""
        (what,) = self.chance.choices(list(MIX), MIX.values())
        getattr(self, what)()

    def look(self) -> None:
        page = self.ask("GET", f"{self.at}actions/", None, "list of actions").text
        self.actions = sorted(set(re.findall(rf"{self.at}actions/(\d+)/", page))) or self.actions

    def read(self) -> None:
        self.ask("GET", f"{self.at}actions/{self.one()}/", None, "action")

    def update(self) -> None:
        """Say how an action goes; somebody else may have been first, and then nothing is saved."""
        action, words = self.one(), f"Said {self.chance.getrandbits(64):x}"
        address = f"{self.at}actions/{action}/update/"
        form = self.form(address, "form of an update", lambda form: "progress" in form.data)
        if form is None:
            return  # complete, and agreed
        typed = {"rating": "G", "progress": words, "reason": "The owner is sure."}
        answer = self.ask("POST", address, form.sent(**typed), "update saved")
        if answer.status_code == 302:
            self.saved[words] = action

    def decide(self) -> None:
        """What has to be decided, and of one action what could be."""
        self.ask("GET", f"{self.at}decisions/", None, "decisions that wait")
        address = f"{self.at}actions/{self.one()}/decide/"
        form = self.form(address, "form of a decision", lambda form: "record-words" in form.data)
        if form is not None:
            typed = {
                "record-kind": "other",
                "record-words": "Looked at again at the next meeting.",
                "decision": "record",
            }
            self.ask("POST", address, form.sent(**typed), "decision recorded")

    def report(self) -> None:
        self.ask("GET", f"{self.at}reports/{self.quarter}/", None, "report as a draft")

    def print_it(self) -> None:
        """Wait for the report on paper as the page that is shown meanwhile does."""
        until = time.monotonic() + PRINTED_WITHIN
        while time.monotonic() < until:
            answer = self.ask("GET", f"{self.at}reports/{self.quarter}/draft.pdf", None, "report on paper")
            if answer.headers.get("Content-Type") == "application/pdf" or answer.status_code >= 400:
                return
            time.sleep(1)

    def one(self) -> str:
        return self.chance.choice(self.actions)

    def form(self, address: str, kind: str, wanted: Callable):
        page = self.ask("GET", address, None, kind).text
        return next(
            (form for form in forms_of(page, address) if form.method == "post" and wanted(form)), None
        )
