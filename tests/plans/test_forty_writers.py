"""Forty people save at once, eight with `make test`: every update is saved, or refused with both versions."""

from collections import Counter

import pytest

from tests.processes.database import outcome_of
from tests.soak.sampling import SOAK_ON_SQLITE

EACH = 4  # write in one action, in the last of the three rounds

pytestmark = [pytest.mark.database, SOAK_ON_SQLITE]


@pytest.fixture(scope="module", params=[8, pytest.param(40, marks=pytest.mark.soak)])
def writers(request):
    return request.param


@pytest.fixture(scope="module")
def outcome(tmp_path_factory, writers):
    return outcome_of("forty_writers", tmp_path_factory.mktemp("writers"), str(writers), str(writers // EACH))


def counts_of(rows, actions):
    """How many actions stand at which rating, from the rows alone: the last one of each action stands."""
    last = dict.fromkeys(actions, "-") | {action: rating for action, _, rating in rows}
    return Counter(last.values())


def agree(part, actions):
    counted = {letter: n for letter, n in part["counts"].items() if n}
    return counted == counts_of(part["rows"], actions)


def test_as_many_different_actions_are_all_saved(outcome, writers):
    part = outcome["different"]
    assert [answers[-1]["status"] for answers in part["answers"]] == [302] * writers
    assert sorted(action for action, *_ in part["rows"]) == sorted(outcome["actions"])
    assert agree(part, outcome["actions"])


def test_of_all_for_one_action_one_is_saved_and_the_rest_see_both_versions(outcome, writers):
    part = outcome["same"]
    assert Counter(answers[-1]["status"] for answers in part["answers"]) == {302: 1, 422: writers - 1}
    new = part["rows"][len(outcome["different"]["rows"]) :]
    assert len(new) == 1
    winner = next(n for n, answers in enumerate(part["answers"]) if answers[-1]["status"] == 302)
    assert new[0][1] == f"As writer {winner:02} sees it."
    for number, answers in enumerate(part["answers"]):
        if number != winner:
            assert {f"{number:02}", f"{winner:02}"} == set(answers[-1]["shows"])
    assert agree(part, outcome["actions"])


def test_who_is_refused_saves_again_and_nothing_is_lost(outcome, writers):
    part = outcome["again"]
    assert [answers[-1]["status"] for answers in part["answers"]] == [302] * writers
    new = part["rows"][len(outcome["same"]["rows"]) :]
    assert sorted(words for _, words, _ in new) == [
        f"As writer {number:02} sees it." for number in range(writers)
    ]
    assert Counter(action for action, *_ in new) == dict.fromkeys(outcome["actions"][: writers // EACH], EACH)
    # Each refusal showed words that were saved: the writer's own and the one who came before.
    for number, answers in enumerate(part["answers"]):
        for refused in answers[:-1]:
            assert refused["status"] == 422
            assert f"{number:02}" in refused["shows"] and len(refused["shows"]) == 2
    assert sum(len(answers) for answers in part["answers"]) > writers
    assert agree(part, outcome["actions"])
