"""Every number of the report of Q4 2017/18, counted a second time and in another way.

The other way is deliberately simple: one loop over the stored rows, dates and letters compared by hand. It calls
neither `with_status` nor `reporting.report.build`, so that a mistake there cannot repeat itself here.
"""

from collections import Counter, defaultdict
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta

from plans.models import (
    Action,
    ActionOwner,
    Challenge,
    DateChange,
    Decision,
    Milestone,
    ProgressUpdate,
    Quarter,
)
from reporting.models import MonitoringReport
from reporting.report.reading import gather

pytestmark = pytest.mark.django_db

TODAY = date(2018, 4, 9)
LETTERS = "BGARNH-"


def key(letter: str) -> str:
    return "none" if letter == "-" else letter.lower()


class Tally:
    """What a careful person with the rows before them would count: the key of a number, and whose it is."""

    def __init__(self, plan, quarter):
        self.found = defaultdict(list)
        self.last = MonitoringReport.objects.get(quarter__name__startswith="Q3", plan=plan).content
        self.before = {row["id"]: row["now"]["letter"][0] for row in self.last["rows"]}
        self.before = {
            pk: letter for pk, letter in self.before.items() if pk in self.last["position"]["total"]["ids"]
        }
        self.quarter, self.plan = quarter, plan
        self.next_on = Quarter.objects.get(plan=plan, starts_on=date(2018, 4, 1)).meeting.held_on
        self.updates, self.parts, self.owners = defaultdict(list), defaultdict(list), defaultdict(list)
        for update in ProgressUpdate.objects.filter(action__plan=plan).select_related("quarter"):
            self.updates[update.action_id].append(update)
        for part in Milestone.objects.filter(action__plan=plan):
            self.parts[part.action_id].append(part)
        for owner in ActionOwner.objects.filter(action__plan=plan).order_by("position", "pk"):
            self.owners[owner.action_id].append(owner)
        self.actions = list(Action.objects.filter(plan=plan))
        labels = Counter(action.label for action in self.actions)
        for action in self.actions:
            self.count(action, labels)
        for change in DateChange.objects.filter(action__plan=plan, state="asked"):
            self.found["dates-asked"].append(change.action_id)
        late = [
            promise.action_id
            for promise in Decision.objects.filter(action__plan=plan, outcome="open")
            if promise.due_on and promise.due_on < TODAY
        ]
        late += [
            challenge.action_id
            for challenge in Challenge.objects.filter(plan=plan, responded_on=None)
            if challenge.action_id and challenge.response_due_on and challenge.response_due_on < TODAY
        ]
        self.found["late"] = sorted(set(late))

    def update_of(self, action):
        said = [update for update in self.updates[action.pk] if update.quarter_id == self.quarter.pk]
        return max(said, key=lambda update: update.pk, default=None)

    def rating_of(self, action) -> str:
        if action.state == "closed":
            return "B"
        if update := self.update_of(action):
            return update.rating
        earlier = [
            each for each in self.updates[action.pk] if each.quarter.starts_on < self.quarter.starts_on
        ]
        latest = max(earlier, key=lambda each: (each.quarter.starts_on, each.pk), default=None)
        return "B" if latest and latest.rating == "B" else "-"

    def add(self, pk: int, *keys: str) -> None:
        for each in keys:
            self.found[each].append(pk)

    def count(self, action, labels) -> None:
        pk, due = action.pk, action.due_on
        if action.state in ("withdrawn", "carried-over"):
            self.add(pk, "left", action.state)
            return
        now, update, live = self.rating_of(action), self.update_of(action), action.state == "live"
        late = live and now != "B" and due is not None and due < TODAY
        open_parts = [part.due_on for part in self.parts[pk] if part.due_on and not part.done_on]
        self.add(pk, "total", f"rated-{key(now)}")
        section = f"section-{action.section_id}" if action.section_id else "section-none"
        priority = f"priority-{action.priority_id}" if action.priority_id else "priority-none"
        self.add(pk, section, f"{section}-{key(now)}", "sections-total", f"sections-total-{key(now)}")
        self.add(pk, priority, f"{priority}-{key(now)}", "priorities-total", f"priorities-total-{key(now)}")
        for owner in self.owners[pk]:
            name = f"owner-{owner.body_id}"
            self.add(pk, name, f"{name}-{key(now)}", "owners-total", f"owners-total-{key(now)}")
        if late:
            self.add(pk, "overdue")
            if now in "GAN":
                self.add(pk, "overdue-not-off-track")
        confirmed = [part.due_on for part in self.parts[pk] if part.first_due_on and not part.done_on]
        if live and now != "B" and any(day < TODAY for day in confirmed):
            self.add(pk, "milestone-passed")
        if live and update and update.proposed and not hasattr(update, "moderation"):
            self.add(pk, "not-looked-at")
        if live:
            self.exceptions(action, now, update, late, open_parts)
        self.movement(action, now)
        self.stillness(action, now)
        self.quality(action, labels)

    def exceptions(self, action, now, update, late, open_parts) -> None:
        pk, due = action.pk, action.due_on
        if now == "R":
            self.add(pk, "off-track")
            if update.help_wanted and update.help_wanted.rstrip(".").lower() != "none":
                self.add(pk, "help-asked")
            if not (update.recovery_step and update.back_on_track_on):
                self.add(pk, "no-recovery")
        if now == "A" and not late:
            soonest = due or min(open_parts, default=None)
            self.add(pk, "at-risk-due" if soonest and soonest <= self.next_on else "at-risk-later")
        if now == "H":
            self.add(pk, "on-hold")
        if now == "-":
            self.add(pk, "no-update")
        if action.ongoing and not action.review_on and now != "B":
            self.add(pk, "no-review-date")
        if now == "B":
            self.add(pk, "to-be-agreed")
        if now != "B" and due and due >= TODAY:
            self.add(pk, f"month-{due:%Y-%m}")
            if due <= self.next_on + relativedelta(months=1):
                self.add(pk, f"due-{due:%Y-%m}")

    def movement(self, action, now) -> None:
        self.add(action.pk, "moved")
        then = self.before.get(action.pk)
        was = key(then) if then else "new"
        self.add(action.pk, f"was-{was}", f"now-{key(now)}", f"was-{was}-now-{key(now)}")
        if then == "-":
            earlier = [each for each in self.updates[action.pk] if each.quarter_id != self.quarter.pk]
            then = earlier[-1].rating if earlier else "-"
        if then is None:
            self.add(action.pk, "new")
        elif then != "B" and now == "B":
            self.add(action.pk, "closed")
        elif then == "B" and now != "B":
            self.add(action.pk, "re-opened")
        elif now == "-":
            self.add(action.pk, "silent")
        elif then == "-":
            self.add(action.pk, "first-rated")
        elif then == now:
            self.add(action.pk, "same")
        elif now == "H":
            self.add(action.pk, "put-on-hold")
        elif then == "H":
            self.add(action.pk, "taken-up")
        elif now == "N":
            self.add(action.pk, "not-started")
        elif then == "N":
            self.add(action.pk, "better" if now == "G" else "worse")
        else:
            self.add(action.pk, "better" if "RAG".index(now) > "RAG".index(then) else "worse")
        was_agreed = any(row["id"] == action.pk and row["now"]["letter"] == "B" for row in self.last["rows"])
        if action.state == "closed" and not was_agreed:
            self.add(action.pk, "agreed-since")

    def stillness(self, action, now) -> None:
        """Backwards from this quarter, until something of it moved; what nobody spoke of is younger than these days."""
        quarters = Quarter.objects.filter(plan=self.plan, starts_on__lte=self.quarter.starts_on)
        last = {each.quarter: each for each in sorted(self.updates[action.pk], key=lambda each: each.pk)}
        said = [last.get(quarter) for quarter in quarters.order_by("-starts_on")]
        if action.state != "live" or now == "B" or not any(said):
            return
        periods = 0
        for place, update in enumerate(said):
            before = next(filter(None, said[place + 1 :]), None)
            if update and not (update.repeats_id and before and before.rating == update.rating):
                break
            periods += 1
        for n in (2, 3, 4):
            if periods >= n:
                self.add(action.pk, f"no-movement-{n}")

    def quality(self, action, labels) -> None:
        pk = action.pk
        if not self.owners[pk]:
            self.add(pk, "no-owner")
        if any(owner.body_id is None for owner in self.owners[pk]):
            self.add(pk, "unplaced-owner")
        if not action.due_on and not any(part.due_on for part in self.parts[pk]):
            self.add(pk, "no-date")
        if action.timescale_certainty in ("ambiguous", "unresolvable") and not action.linked_plan_id:
            self.add(pk, "unclear-date")
        if not action.outcome:
            self.add(pk, "no-outcome")
        if action.due_on and action.due_on > self.plan.ends_on:
            self.add(pk, "after-plan-end")
        if labels[action.label] > 1:
            self.add(pk, "same-reference")
        if action.priority_id is None:
            self.add(pk, "not-linked")


@pytest.fixture(scope="module")
def quarter(demonstration, django_db_blocker):
    return Quarter.objects.for_reports().get(plan=demonstration, state="collecting")


@pytest.fixture(scope="module")
def content(quarter):
    return gather(quarter, draft=MonitoringReport.objects.get(quarter=quarter))


@pytest.fixture(scope="module")
def tally(demonstration, quarter):
    return Tally(demonstration, quarter)


def test_every_number_is_counted_again(content, tally):
    """Story 27: no number is printed that the rows do not give, and none of theirs is missing."""
    silent = {each.key for each in content.silent}
    for name, (words, count) in content.counts.items():
        if name not in silent:
            assert sorted(count.ids) == sorted(tally.found.get(name, [])), (name, words)
    uncounted = {name for name, ids in tally.found.items() if ids} - content.counts.keys()
    assert not uncounted
    assert len(content.counts) > 200


def test_the_bar_is_drawn_as_the_rows_are_counted(content, tally):
    drawn = [shape.words for shape in content.pictures.bars.shapes if shape.tag == "text"]
    rated = [(letter, len(tally.found[f"rated-{key(letter)}"])) for letter in LETTERS]
    parts = [f"{letter.replace('-', '–')} {n}" for letter, n in rated if n]
    assert drawn[-len(parts) - 2 :] == ["Q4 2017/18", *parts, "71"]


def test_the_silent_are_those_with_no_update_once_each(content, tally):
    found = defaultdict(list)
    for pk in tally.found["no-update"]:
        found["; ".join(owner.label for owner in tally.owners[pk])].append(pk)
    assert {each.title: sorted(each.ids) for each in content.silent} == {
        title: sorted(ids) for title, ids in found.items()
    }


def test_story_27_sections_sum_to_71_owners_to_72(content, tally):
    by_section, by_priority, by_owner = content.breakdowns
    for table, total in ((by_section, 71), (by_priority, 71), (by_owner, 72)):
        assert sum(row.total.n for row in table.rows) == table.total.total.n == total
        for place, letter in enumerate(LETTERS):
            column = sum(row.counts[place].n for row in table.rows)
            assert column == table.total.counts[place].n
            if table is not by_owner:
                assert column == len(tally.found[f"rated-{key(letter)}"])
        for row in (*table.rows, table.total):
            assert sum(count.n for count in row.counts) == row.total.n
    assert "1 joint action" in by_owner.note
    assert [pk for pk, owners in tally.owners.items() if len(owners) > 1] == [
        Action.objects.get(plan=tally.plan, label="1.12").pk
    ]


def test_the_position_and_its_change(content, tally):
    last = Counter(tally.before.values())
    for row in content.position.rows:
        assert (row.count.n, row.last) == (len(tally.found[f"rated-{key(row.letter)}"]), last[row.letter])
        change = row.count.n - last[row.letter]
        assert row.change == (f"{change:+d}".replace("-", "−") if change else "0")
    assert sum(row.count.n for row in content.position.rows) == content.position.total.n == 71
    assert sum(row.width for row in content.position.rows) == 1000


def test_lists_without_actions_are_counted_too(content, tally):
    live = {action.pk: action for action in tally.actions if action.state == "live"}
    open_parts = [
        (part.due_on, pk)
        for pk, parts in tally.parts.items()
        for part in parts
        if pk in live and tally.rating_of(live[pk]) != "B" and part.due_on and not part.done_on
    ]
    to_confirm = {pk for pk, parts in tally.parts.items() for part in parts if not part.first_due_on}
    missed = sorted((day, pk) for day, pk in open_parts if day < TODAY and pk not in to_confirm)
    coming = sorted((day, pk) for day, pk in open_parts if TODAY <= day <= tally.next_on)
    assert sorted(line.id for line in content.milestones_missed) == sorted(pk for _, pk in missed)
    assert sorted(line.id for line in content.coming_up.milestones) == sorted(pk for _, pk in coming)
    worried = [pk for pk, letter in tally.before.items() if letter in "RA"]
    assert sorted(past.id for past in content.moved.past) == sorted(worried)
    assert [len(part.ids) for part in content.schedule] == [row.total.n for row in content.breakdowns[0].rows]
    for part in content.schedule:
        done = sum(1 for pk in part.ids if pk in tally.found["rated-b"])
        assert part.progress == f"{done} of {len(part.ids)} complete"


def test_lateness_in_days(content, tally):
    by_pk = {action.pk: action for action in tally.actions}
    for row in content.rows:
        days = (TODAY - by_pk[row.id].due_on).days if row.id in tally.found["overdue"] else 0
        assert row.late == (f"{days} day{'' if days == 1 else 's'} late" if days else "")
