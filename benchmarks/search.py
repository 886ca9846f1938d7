"""Prints how long the search takes at 150 boards with five years of updates, on made-up words.

Run: python benchmarks/search.py [--boards 150] [--years 5] [--times 15]; on PostgreSQL:
python -m tests.postgres -- python benchmarks/search.py

Each search is a whole request as somebody of one board's team, in this process: the session, the page's queries, the
page. The first of each is left out; then for the middle one are printed, in milliseconds, how long it took, the
processor time of this process (with SQLite that is all of it), and what the two questions to the index alone took.
Rows are written without their events, which would take hours, and the index is built from them. `--boards 0` asks a
database that has them already.
"""

import argparse
import atexit
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
VAR = tempfile.mkdtemp(prefix="lscb-bench-")
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "lscb.settings",
    "LSCB_DEMONSTRATION": "1",
    "LSCB_VAR_DIR": VAR,
    "LSCB_LOG_LEVEL": "ERROR",
    "LSCB_ALLOWED_HOSTS": "testserver",
    "LSCB_BACKGROUND": "immediate",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR}/search.sqlite3")

ACTIONS, DECISIONS, CHALLENGES, RISKS, GROUPS, PEOPLE = 71, 60, 30, 20, 15, 40
ASKED = (
    "safeguarding", "a", "8.5", "training", "neglect strategy", '"multi agency"', "policies", "chi pro saf", "qwertz",
)  # fmt: skip


def words_known() -> list[str]:
    """Words as a plan has them, the frequent ones as often as there: those of a published plan."""
    import tomllib

    from django.conf import settings

    from lscb.search.words import words_of

    def texts(value):
        if isinstance(value, str):
            yield value
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from texts(each)

    document = tomllib.loads((settings.FIXTURES_DIR / "cumbria-2017-20.toml").read_text(encoding="utf-8"))
    return [word for text in texts(document) for word in words_of(text)]


def make(boards: int, years: int) -> None:
    """The rows of so many boards, each with one plan of so many years, four updates a year of each action."""
    from django.db import transaction

    from lscb.search import index
    from plans import models as plans
    from subgroups import models as subgroups

    chance, known = random.Random(47), words_known()

    def say(n: int) -> str:
        begin = chance.randrange(len(known) - n)
        together = known[begin : begin + n]  # as somebody wrote them, half of them put in another order
        if chance.random() < 0.5:
            chance.shuffle(together)
        return " ".join(together).capitalize() + "."

    def put(model, rows):
        return model._base_manager.bulk_create(rows, batch_size=500)

    with transaction.atomic():
        index.lift()
        team = put(subgroups.Person, [subgroups.Person(name="Bench Team", email="team@example.org")])[0]
        for n in range(boards):
            board = put(
                subgroups.Board,
                [subgroups.Board(name=f"Board {n}", short_name=f"Board {n}", slug=f"board-{n}")],
            )[0]
            role = subgroups.BoardRole.GivenRole.BOARD_TEAM
            if n == boards // 2:
                put(subgroups.BoardRole, [subgroups.BoardRole(person=team, board=board, role=role)])
            bodies = put(
                subgroups.Body,
                [
                    subgroups.Body(board=board, name=f"{say(3)} {k}", purpose=say(25), position=k)
                    for k in range(GROUPS)
                ],
            )
            people = put(
                subgroups.Person,
                [subgroups.Person(name=f"{say(2)} {n} {k}", job_title=say(3)) for k in range(PEOPLE)],
            )
            put(
                subgroups.Membership,
                [subgroups.Membership(person=each, body=chance.choice(bodies)) for each in people],
            )
            starts = date(2013, 4, 1)
            plan = put(
                plans.Plan,
                [
                    plans.Plan(
                        board=board,
                        title=f"Plan {n}",
                        slug=f"plan-{n}",
                        starts_on=starts,
                        ends_on=starts.replace(year=starts.year + years),
                    )
                ],
            )[0]
            quarters = []
            for k in range(4 * years):
                begins = starts + timedelta(days=91 * k)
                quarters.append(
                    plans.Quarter(
                        plan=plan,
                        name=f"Q{k % 4 + 1} {2013 + k // 4}",
                        slug=f"q{k}",
                        starts_on=begins,
                        ends_on=begins + timedelta(days=90),
                        state="reported",
                    )
                )
            put(plans.Quarter, quarters)
            actions = put(
                plans.Action,
                [
                    plans.Action(
                        plan=plan,
                        label=f"{k // 7 + 1}.{k % 7 + 1}",
                        text=say(22),
                        outcome=say(25),
                        who_text=say(3),
                    )
                    for k in range(ACTIONS)
                ],
            )
            put(
                plans.ProgressUpdate,
                [
                    plans.ProgressUpdate(
                        action=action,
                        quarter=quarter,
                        rating="G",
                        progress=say(40),
                        recovery_step=say(12),
                        by=team,
                    )
                    for quarter in quarters
                    for action in actions
                ],
            )
            said = {"recorded_by": team}
            put(
                plans.Decision,
                [
                    plans.Decision(action=chance.choice(actions), kind="other", words=say(20), **said)
                    for _ in range(DECISIONS)
                ],
            )
            put(
                plans.Challenge,
                [
                    plans.Challenge(plan=plan, to_body=bodies[0], words=say(30), raised_by=say(2), **said)
                    for _ in range(CHALLENGES)
                ],
            )
            put(
                plans.Risk,
                [
                    plans.Risk(
                        plan=plan,
                        words=say(20),
                        likelihood=2,
                        impact=3,
                        response=say(25),
                        held_by=say(2),
                        **said,
                    )
                    for _ in range(RISKS)
                ],
            )
    began = time.perf_counter()
    known_now = index.rebuild()
    print(f"{known_now} things of {boards} boards; index built in {time.perf_counter() - began:.0f} s")


def ask(times: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from subgroups.models import Person

    client = Client()
    client.force_login(Person.objects.get(email="team@example.org"))
    print(f"{connection.vendor}: asked, found, ms, processor ms, in the index ms, queries")
    for words in ASKED:
        took, worked, asking = [], [], []
        for n in range(times + 1):
            began, begun = time.perf_counter(), time.process_time()
            answer = client.get("/search/", {"q": words})
            if n:
                took.append(1000 * (time.perf_counter() - began))
                worked.append(1000 * (time.process_time() - begun))
        assert answer.status_code == 200
        for _ in range(times):
            with CaptureQueriesContext(connection) as queries:
                client.get("/search/", {"q": words})
            of_index = [q for q in queries.captured_queries if "lscb_searchentry" in q["sql"]]
            asking.append(1000 * sum(float(each["time"]) for each in of_index))
        found = answer.context["found"].total
        middle = [statistics.median(each) for each in (took, worked, asking)]
        print(f"{words:18} {found:6} {middle[0]:8.1f} {middle[1]:8.1f} {middle[2]:8.1f} {len(queries):4}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--boards", type=int, default=150)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--times", type=int, default=15)
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if options.boards:
        make(options.boards, options.years)
    ask(options.times)


if __name__ == "__main__":
    main()
