"""As many people as it is told press Save at the same moment, each from a process of their own, on the update page.

Prints what each was answered and what is stored then, for tests/plans/test_forty_writers.py.
"""

import json
import re
import sys

from tests.processes.database import together, with_tables

WRITERS = int(sys.argv[1])


def main() -> None:
    with_tables()
    from django.test import Client
    from django.urls import reverse

    from plans.models import Action, ProgressUpdate
    from tests.factories import ActionFactory, PlanFactory, QuarterFactory, board_team

    plan = PlanFactory()
    quarter = QuarterFactory(plan=plan)
    actions = [ActionFactory(plan=plan, when_text="July 2018") for _ in range(WRITERS)]
    clients = []
    for number in range(WRITERS):
        client = Client()
        client.force_login(board_team(plan.board, name=f"Writer {number:02}"))
        clients.append(client)

    def words_of(number):
        return f"As writer {number:02} sees it."

    def seen_now(client, action):
        page = client.get(reverse("plans:action-update", args=[plan.slug, action.pk]))
        return _last_seen(page.content.decode())

    def write(number, action, seen, *, until_saved=False):
        """Save as that writer; what was answered each time: the status and whose words the page shows."""

        def job():
            answers, last_seen = [], seen
            while True:
                answer = clients[number].post(
                    reverse("plans:action-update", args=[plan.slug, action.pk]),
                    {"rating": "GN"[number % 2], "progress": words_of(number), "last_seen": last_seen},
                )
                page = answer.content.decode()
                answers.append(
                    {
                        "status": answer.status_code,
                        "shows": sorted(set(re.findall(r"writer (\d\d) sees", page))),
                    }
                )
                if answer.status_code != 422 or not until_saved or len(answers) > WRITERS:
                    return answers
                last_seen = _last_seen(page)

        return job

    def stored():
        rows = ProgressUpdate.objects.order_by("pk").values_list("action_id", "progress", "rating")
        status = Action.objects.filter(plan=plan).with_status(quarter)
        return {
            "rows": [list(row) for row in rows],
            "counts": status.rating_counts(),
        }

    def each(jobs):
        answers = together(jobs)
        return {"answers": answers} | stored()

    seen_now(clients[0], actions[0])  # reads the templates once for all
    # Each an action of their own.
    outcome = {"different": each([write(n, actions[n], "") for n in range(WRITERS)])}
    # All the same action, having seen the same.
    seen = seen_now(clients[0], actions[0])
    outcome["same"] = each([write(n, actions[0], seen) for n in range(WRITERS)])
    # Some for each of a few; who is refused reads what the other said and saves again.
    shared = int(sys.argv[2])
    looks = [seen_now(clients[0], actions[n]) for n in range(shared)]
    outcome["again"] = each(
        [write(n, actions[n % shared], looks[n % shared], until_saved=True) for n in range(WRITERS)]
    )
    json.dump(outcome | {"actions": [action.pk for action in actions]}, sys.stdout)


def _last_seen(page: str) -> str:
    field = re.search(r'<input[^>]*name="last_seen"[^>]*>', page).group()
    value = re.search(r'value="(\d*)"', field)
    return value.group(1) if value else ""


if __name__ == "__main__":
    main()
