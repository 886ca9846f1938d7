"""Two events about the same things at the same moment, each in a process of its own: how often, and which pairs.

Both have read what they are about before either writes, as two people who look at one page have. Prints the pairs that
are known, how each of those asked for ended and what is stored then, for tests/test_races.py.
"""

import json
import sys
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from tests.processes.database import together, with_tables

EVIDENCE = dict.fromkeys(("evidence_how_much", "evidence_how_well", "evidence_difference"), "Yes")


def main() -> None:
    with_tables()
    from reporting import operations

    # Printing is slow and before the transaction: here a text stands for it.
    operations.reports.render_pdf = lambda content: b"%PDF-"
    operations.board_reports.render_board_report = lambda content: b"%PDF-"
    operations.editions.render_edition = lambda content: repr(content).encode()
    operations.yearly_finals.print_report = lambda content: b"%PDF-"
    operations.publications.render_public = lambda content, **about: b"%PDF-"
    times, *raced = sys.argv[1:]
    known = pairs()
    ended = {name: [_once(known[name]) for _ in range(int(times))] for name in raced}
    json.dump({"known": list(known), "ended": ended}, sys.stdout)


def _once(pair) -> list:
    """How the two ended, by the names of their jobs, and what is stored then."""
    jobs, stored = pair(World())
    ended = dict(zip(jobs, together([_ending(job) for job in jobs.values()]), strict=True))
    return [ended, stored()]


def _ending(job):
    def run():
        from lscb.errors import ChangedMeanwhile, Refused

        try:
            job()
        except ChangedMeanwhile:
            return "changed meanwhile"
        except Refused:
            return "refused"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "done"

    return run


class World:
    """A plan with a quarter that is collected and an action that two people have in front of them."""

    def __init__(self):
        from tests.factories import ActionFactory, BodyFactory, PlanFactory, QuarterFactory, board_team

        self.plan = PlanFactory()
        self.body = BodyFactory(board=self.plan.board)
        self.by = board_team(self.plan.board)
        self.quarter = QuarterFactory(plan=self.plan)
        self.action = ActionFactory(plan=self.plan, when_text="July 2018", text="As it was")

    def say(self, rating="G", words="Going well", **more):
        from plans import operations

        said = {"progress": words, "by": self.by} | more
        return operations.record_update(action=copy(self.action), quarter=self.quarter, rating=rating, **said)

    def complete(self):
        self.say("B", completed_on=date(2018, 4, 1), **EVIDENCE)

    def ask(self):
        from plans import operations

        return operations.ask_for_new_date(
            action=self.action, to_date=date(2018, 9, 30), reason="Venue", by=self.by
        )

    def edit(self, words="Reworded", **more):
        from plans import operations

        action = copy(self.action)
        action.text = words
        return lambda: operations.change_action(action=action, by=self.by, **more)

    def now(self):
        from plans.models import Action

        return Action.objects.get(pk=self.action.pk)


def pairs() -> dict:
    from lscb import clock
    from lscb.importing.events import correct_document
    from lscb.importing.lists import take_in_list
    from lscb.operations import keep, remove
    from plans import operations as plans
    from plans.models import (
        ActionLink,
        ActionOwner,
        DateChange,
        GlossaryTerm,
        LastStep,
        Moderation,
        Plan,
        ProgressUpdate,
        Quarter,
        Undone,
    )
    from plans.operations.actions import last_change
    from plans.rules.rhythm import Rhythm
    from plans.rules.self_assessment import Said
    from reporting import operations as reports
    from reporting.models import MonitoringReport, PlanEdition, Publication, YearlyReport, YearlySection
    from subgroups import operations as groups
    from subgroups.models import Attendance, Board, BoardRole, Invitation, Opening, Person
    from subgroups.operations.adding_people import Wanted, add_people
    from tests import factories

    def each_depends_on_the_other(w):
        other = factories.ActionFactory(plan=w.plan)
        jobs = {
            "one": lambda: plans.choose_dependencies(action=copy(w.action), on=[other], by=w.by),
            "other": lambda: plans.choose_dependencies(action=copy(other), on=[w.now()], by=w.by),
        }
        return jobs, lambda: ActionLink.objects.dependencies().filter(action__plan=w.plan).count()

    def date_and_text(w):
        change = w.ask()
        jobs = {
            "agree": lambda: plans.decide_new_date(
                change=copy(change), agreed=True, outside_because="By e-mail", by=w.by
            ),
            "edit": w.edit(),
        }
        return jobs, lambda: [w.now().text, str(w.now().due_on)]

    def withdraw_and_text(w):
        jobs = {
            "withdraw": lambda: plans.withdraw_action(action=copy(w.action), reason="Done", by=w.by),
            "edit": w.edit(),
        }
        return jobs, lambda: [w.now().text, w.now().state]

    def agree_and_withdraw(w):
        w.complete()
        jobs = {
            "agree": lambda: plans.agree_completion(
                action=copy(w.action), outside_because="By e-mail", by=w.by
            ),
            "withdraw": lambda: plans.withdraw_action(action=copy(w.action), reason="Done", by=w.by),
        }
        return jobs, lambda: w.now().state

    def ask_and_withdraw(w):
        jobs = {
            "ask": lambda: plans.ask_for_new_date(
                action=copy(w.action), to_date=date(2018, 9, 30), reason="Venue", by=w.by
            ),
            "withdraw": lambda: plans.withdraw_action(action=copy(w.action), reason="Done", by=w.by),
        }
        return jobs, lambda: DateChange.objects.filter(action=w.action).waiting().count()

    def decide_twice(w):
        change = w.ask()
        jobs = {
            "agree": lambda: plans.decide_new_date(
                change=copy(change), agreed=True, outside_because="By e-mail", by=w.by
            ),
            "refuse": lambda: plans.decide_new_date(
                change=copy(change), agreed=False, reason="Too late", outside_because="By e-mail", by=w.by
            ),
        }
        return jobs, lambda: [
            DateChange.objects.get(pk=change.pk).state,
            str(w.now().due_on),
        ]

    def edit_twice(w):
        seen = last_change(w.action)
        jobs = {"one": w.edit("One", last_seen=seen), "other": w.edit("Other", last_seen=seen)}
        return jobs, lambda: w.now().text

    def update_twice(w):
        jobs = {"one": lambda: w.say(last_seen=None), "other": lambda: w.say("N", last_seen=None)}
        return jobs, lambda: w.action.updates.count()

    def last_step(w):
        return LastStep.objects.for_undo().get(action=w.action)

    def standing(w):
        return [
            w.action.updates.not_undone().count(),
            Moderation.objects.filter(stands_for__action=w.action).count(),
        ]

    def undo_twice(w):
        w.say()
        steps = {name: last_step(w) for name in ("one", "other")}
        jobs = {name: partial(plans.undo, step=step, by=w.by) for name, step in steps.items()}
        return jobs, lambda: [*standing(w), Undone.objects.filter(action=w.action).count()]

    def undo_and_accept(w):
        owner = factories.chair_of(w.body)
        w.action.owners.create(body=w.body)
        said = w.say(by=owner)
        step = last_step(w)
        jobs = {
            "undo": lambda: plans.undo(step=step, by=owner),
            "accept": lambda: plans.accept_proposal(update=copy(said), by=w.by),
        }
        return jobs, lambda: standing(w)

    def undo_and_update(w):
        said, step, other = w.say(), last_step(w), factories.board_team(w.plan.board)
        jobs = {
            "undo": lambda: plans.undo(step=step, by=w.by),
            "update": lambda: w.say("N", by=other, last_seen=said.pk),
        }
        return jobs, lambda: standing(w)[0]

    def undo_and_close(w):
        w.say()
        step = last_step(w)
        jobs = {
            "undo": lambda: plans.undo(step=step, by=w.by),
            "close": lambda: plans.close_quarter(quarter=copy(w.quarter), by=w.by),
        }
        return jobs, lambda: standing(w)[0]

    def undo_and_finalise(w):
        w.say(words="Said too soon")
        step, draft = last_step(w), reports.start_draft(quarter=w.quarter, by=w.by)
        jobs = {
            "undo": lambda: plans.undo(step=step, by=w.by),
            "finalise": lambda: reports.finalise_report(report=draft, by=w.by),
        }

        def stored():
            final = MonitoringReport.objects.get(pk=draft.pk)
            return [standing(w)[0], "Said too soon" in json.dumps(final.content)]

        return jobs, stored

    def several_twice(w):
        others = [factories.ActionFactory(plan=w.plan) for _ in range(2)]
        words = {"progress": "No change", "last_seen": None}

        def job(*actions):
            said = {copy(action): words for action in actions}
            return lambda: plans.record_several(quarter=copy(w.quarter), rating="G", said=said, by=w.by)

        jobs = {"one": job(w.action, others[0]), "other": job(others[1], w.action)}
        return jobs, lambda: ProgressUpdate.objects.filter(action__plan=w.plan).count()

    def close_and_update(w):
        jobs = {"close": lambda: plans.close_quarter(quarter=copy(w.quarter), by=w.by), "update": w.say}
        return jobs, lambda: w.action.updates.count()

    def archive_and_update(w):
        jobs = {
            "archive": lambda: plans.archive_plan(plan=copy(w.plan), keep_until=None, by=w.by),
            "update": w.say,
        }
        return jobs, lambda: w.action.updates.count()

    def finalise_and_update(w):
        draft = reports.start_draft(quarter=w.quarter, by=w.by)
        jobs = {
            "finalise": lambda: reports.finalise_report(report=draft, by=w.by),
            "update": lambda: w.say(words="In the last minute"),
        }

        def stored():
            final = MonitoringReport.objects.get(pk=draft.pk)
            return [w.action.updates.count(), "In the last minute" in json.dumps(final.content)]

        return jobs, stored

    def publish_and_change(w):
        edition = reports.start_edition(plan=w.plan, by=w.by)
        changed = copy(w.action)
        changed.text = "In the last minute"
        jobs = {
            "publish": lambda: reports.publish_edition(edition=copy(edition), by=w.by),
            "change": lambda: plans.change_action(action=changed, by=w.by),
        }

        def stored():
            final = PlanEdition.objects.get(pk=edition.pk)
            printed, kept = b"In the last minute" in bytes(final.pdf), json.dumps(final.content)
            return [final.state, printed == ("In the last minute" in kept)]

        return jobs, stored

    def publish_twice(w):
        edition = reports.start_edition(plan=w.plan, by=w.by)
        jobs = {
            name: lambda: reports.publish_edition(edition=copy(edition), by=w.by) for name in ("one", "other")
        }
        return jobs, lambda: PlanEdition.objects.frozen().filter(plan=w.plan).count()

    def approve_twice(w):
        chairs = [factories.someone_with(w.plan.board, "independent-chair") for _ in range(2)]
        final = reports.finalise_report(report=reports.start_draft(quarter=w.quarter, by=w.by), by=w.by)
        jobs = {
            name: lambda name=name, chair=chair: reports.approve_report(
                report=copy(final), by=chair, remarks=name
            )
            for name, chair in zip(("one", "other"), chairs, strict=True)
        }
        return jobs, lambda: MonitoringReport.objects.get(pk=final.pk).signatures.get().remarks

    def year_made_final(w, year):
        return partial(
            reports.finalise_yearly, report=copy(year), omitted_because="The year was short", by=w.by
        )

    def write_section_twice(w):
        section = factories.YearlySectionFactory(report__board=w.plan.board)
        jobs = {
            name: lambda name=name: reports.write_section(
                section=copy(section), title="Achievements", text=f"Of {name}", by=w.by
            )
            for name in ("one", "other")
        }
        return jobs, lambda: [section.history.filter(version=2).get().text, section.history.count()]

    def finalise_year_twice(w):
        year = factories.YearlySectionFactory(report__board=w.plan.board).report
        jobs = {name: year_made_final(w, year) for name in ("one", "other")}
        return jobs, lambda: YearlyReport.objects.get(pk=year.pk).number

    def finalise_year_and_write(w):
        section = factories.YearlySectionFactory(report__board=w.plan.board)
        jobs = {
            "finalise": year_made_final(w, section.report),
            "write": lambda: reports.write_section(
                section=copy(section), title="Achievements", text="In the last minute", by=w.by
            ),
        }

        def stored():
            now = YearlySection.objects.select_related("report").get(pk=section.pk)
            return [now.text, now.text in json.dumps(now.report.content)]

        return jobs, stored

    def sign_year_twice(w):
        chairs = [factories.someone_with(w.plan.board, "independent-chair") for _ in range(2)]
        year = factories.YearlySectionFactory(report__board=w.plan.board).report
        final = year_made_final(w, year)()
        jobs = {
            name: lambda name=name, chair=chair: reports.approve_yearly(
                report=copy(final), by=chair, remarks=name
            )
            for name, chair in zip(("one", "other"), chairs, strict=True)
        }
        return jobs, lambda: YearlyReport.objects.get(pk=final.pk).signatures.get().remarks

    def publish_report_twice(w):
        final = reports.finalise_report(report=reports.start_draft(quarter=w.quarter, by=w.by), by=w.by)
        board = w.plan.board
        reports.keep_public_pages(board=board, contact="The office", about="", never_public="", by=w.by)
        draft = reports.prepare_publication(source=final, by=w.by)
        jobs = {name: lambda: reports.publish(publication=copy(draft), by=w.by) for name in ("one", "other")}
        return jobs, lambda: Publication.objects.public().filter(report=final).count()

    def start_report_twice(w):
        jobs = {
            name: lambda: reports.start_draft(quarter=copy(w.quarter), by=w.by) for name in ("one", "other")
        }
        return jobs, lambda: MonitoringReport.objects.filter(quarter=w.quarter).count()

    def of_board(w):
        top = factories.BodyFactory(board=w.plan.board, kind="board")
        return factories.MeetingFactory(body=top, held_on=date(2018, 5, 23))

    def finalise_board_report_twice(w):
        draft = reports.start_board_report(meeting=of_board(w), by=w.by)
        jobs = {
            name: lambda: reports.finalise_board_report(report=copy(draft), by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: list(draft.meeting.board_reports.values_list("state", "number"))

    def correct_board_report_twice(w):
        draft = reports.start_board_report(meeting=of_board(w), by=w.by)
        final = reports.finalise_board_report(report=draft, by=w.by)
        jobs = {
            name: lambda name=name: reports.correct_board_report(report=copy(final), reason=name, by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: list(
            draft.meeting.board_reports.order_by("version").values_list("version", "state")
        )

    def send_update_twice(w):
        due = factories.due_of_each_group(of_board(w), w.plan)
        jobs = {
            name: lambda name=name: reports.send_group_update(
                due=copy(due), body=copy(w.body), done=name, by=w.by
            )
            for name in ("one", "other")
        }
        return jobs, lambda: due.updates.count()

    def begin_year_twice(w):
        jobs = {
            name: lambda: reports.begin_year(board=copy(w.plan.board), starts_on=date(2017, 4, 1), by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: w.plan.board.yearly_reports.count()

    def reopen_twice(w):
        w.complete()
        plans.agree_completion(action=w.action, outside_because="By e-mail", by=w.by)
        jobs = {
            name: lambda: plans.reopen_action(action=copy(w.action), reason="No", by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: w.now().state

    def open_quarter_twice(w):
        quarter = plans.add_quarter(plan=w.plan, span=factories.nth(w.plan, 2018, 1), by=w.by)
        jobs = {name: lambda: plans.open_quarter(quarter=copy(quarter), by=w.by) for name in ("one", "other")}
        return jobs, lambda: [
            Quarter.objects.get(pk=quarter.pk).state,
            Quarter.objects.get(pk=w.quarter.pk).state,
        ]

    def rhythm_and_open(w):
        quarter = plans.add_quarter(plan=w.plan, span=factories.nth(w.plan, 2018, 1), by=w.by)
        wanted = replace(w.plan.reporting, rhythm=Rhythm.HALF_YEARS)
        jobs = {
            "change": lambda: plans.change_rhythm(
                plan=copy(w.plan), wanted=wanted, labels={}, shown=[quarter.pk], by=w.by
            ),
            "open": lambda: plans.open_quarter(quarter=copy(quarter), by=w.by),
        }
        return jobs, lambda: [Plan.objects.get(pk=w.plan.pk).rhythm, w.plan.quarters.count()]

    def link_and_open(w):
        quarter = plans.add_quarter(plan=w.plan, span=factories.nth(w.plan, 2018, 1), by=w.by)
        review = factories.PlanFactory(board=w.plan.board)
        jobs = {
            "link": lambda: plans.link_plan(
                plan=copy(review), business_plan=copy(w.plan), kind="review", by=w.by
            ),
            "open": lambda: plans.open_quarter(quarter=copy(quarter), by=w.by),
        }
        return (
            jobs,
            lambda: (
                [*review.quarters.collecting().values_list("follows", "name")] == [(quarter.pk, quarter.name)]
            ),
        )

    def finalise_and_update_in_linked(w):
        review = plans.start_linked_plan(
            business_plan=w.plan,
            kind="review",
            title="Plan of the review",
            starts_on=date(2017, 4, 1),
            ends_on=date(2018, 12, 31),
            by=w.by,
        )
        action = factories.ActionFactory(plan=review, when_text="July 2018")
        follower = review.quarters.get()
        draft = reports.start_draft(quarter=w.quarter, by=w.by)
        jobs = {
            "finalise": lambda: reports.finalise_report(report=draft, by=w.by),
            "update": lambda: plans.record_update(
                action=copy(action), quarter=follower, rating="G", progress="In the last minute", by=w.by
            ),
        }

        def stored():
            [row] = MonitoringReport.objects.get(pk=draft.pk).content["linked_plans"]
            return [action.updates.count(), row["silent"]]

        return jobs, stored

    def add_quarter_twice(w):
        jobs = {
            name: lambda: plans.add_quarter(
                plan=copy(w.plan), span=factories.nth(copy(w.plan), 2018, 1), by=w.by
            )
            for name in ("one", "other")
        }
        return jobs, lambda: w.plan.quarters.count()

    def take_in_twice(w):
        draft = factories.ImportDraftFactory(plan=w.plan)
        jobs = {name: lambda: plans.take_in(draft=copy(draft), by=w.by) for name in ("one", "other")}
        return jobs, lambda: w.plan.actions.count()

    def take_in_and_correct(w):
        draft = factories.ImportDraftFactory(plan=w.plan)
        jobs = {
            "take in": lambda: plans.take_in(draft=copy(draft), by=w.by),
            "correct": lambda: correct_document(draft=copy(draft), dropped=["1.9"], by=w.by),
        }
        return jobs, lambda: w.plan.actions.count()

    def same_people_twice(w):
        una = ("Una Listed", f"una-{w.plan.pk}@example.org", "Health Subgroup")
        document = factories.document_of(("Name", "E-mail", "Group"), una)
        drafts = {
            name: factories.ListDraftFactory(board=w.plan.board, document=document)
            for name in ("one", "other")
        }
        jobs = {
            name: lambda draft=draft: take_in_list(draft=copy(draft), by=w.by)
            for name, draft in drafts.items()
        }
        return jobs, lambda: Person.objects.filter(email=f"una-{w.plan.pk}@example.org").count()

    def settle_twice(w):
        promise = factories.DecisionFactory(action=w.action)
        jobs = {
            outcome: lambda outcome=outcome: plans.settle_promise(
                decision=copy(promise), outcome=outcome, outcome_seen="open", words="So", by=w.by
            )
            for outcome in ("kept", "not-kept")
        }
        return jobs, lambda: type(promise).objects.get(pk=promise.pk).outcome

    def close_and_answer(w):
        challenge = factories.ChallengeFactory(plan=w.plan, answered=True)
        jobs = {
            "close": lambda: plans.close_challenge(
                challenge=copy(challenge), outcome="Better", unanswered_because="Ended", by=w.by
            ),
            "answer": lambda: plans.answer_challenge(challenge=copy(challenge), response="So", by=w.by),
        }

        def stored():
            now = type(challenge).objects.get(pk=challenge.pk)
            return [now.outcome, now.response]

        return jobs, stored

    def close_and_answer_scrutiny(w):
        entry = factories.ScrutinyEntryFactory(board=w.plan.board, answered=True)
        meeting = factories.MeetingFactory(body__board=w.plan.board, held_on=date(2018, 3, 1))
        jobs = {
            "close": lambda: plans.close_scrutiny(
                entry=copy(entry), meeting=meeting, outcome="Better", by=w.by
            ),
            "answer": lambda: plans.answer_scrutiny(entry=copy(entry), response="So", by=w.by),
        }

        def stored():
            now = type(entry).objects.get(pk=entry.pk)
            return [now.outcome, now.response]

        return jobs, stored

    def close_and_review_risk(w):
        risk = factories.RiskFactory(plan=w.plan)
        jobs = {
            "close": lambda: plans.close_risk(risk=copy(risk), why_closed="Over", by=w.by),
            "review": lambda: plans.review_risk(
                risk=copy(risk),
                words="Now",
                likelihood=1,
                impact=1,
                response="Ask",
                held_by="Chair",
                by=w.by,
            ),
        }

        def stored():
            now = type(risk).objects.get(pk=risk.pk)
            return [now.why_closed, now.words == "Now"]

        return jobs, stored

    def save_and_send_return(w):
        standards = factories.StandardSetFactory(board=w.plan.board, titles=["Training"])
        assessment = factories.SelfAssessmentFactory(plan=w.plan, standards=standards)
        answer = factories.ReturnAnswerFactory(
            agency_return=factories.AgencyReturnFactory(assessment=assessment, body=w.body)
        )
        found = answer.agency_return
        jobs = {
            "save": lambda: plans.save_return(
                agency_return=copy(found), said={answer.standard_id: Said("1", improve="Train")}, by=w.by
            ),
            "send": lambda: plans.send_return(agency_return=copy(found), by=w.by),
        }

        def stored():
            now = type(answer).objects.select_related("agency_return").get(pk=answer.pk)
            return [now.score, now.agency_return.is_draft]

        return jobs, stored

    def hand_back_and_share_return(w):
        standards = factories.StandardSetFactory(board=w.plan.board, titles=["Training"])
        assessment = factories.SelfAssessmentFactory(plan=w.plan, standards=standards)
        answer = factories.ReturnAnswerFactory(
            agency_return=factories.AgencyReturnFactory(assessment=assessment, body=w.body, sent=True)
        )
        found = plans.moderate_return(agency_return=answer.agency_return, scores={}, done=True, by=w.by)
        jobs = {
            "back": lambda: plans.hand_back_return(agency_return=copy(found), reason="Too short", by=w.by),
            "share": lambda: plans.share_returns(assessment=copy(assessment), by=w.by),
        }

        def stored():
            now = type(found).objects.get(pk=found.pk)
            return [now.is_draft, now.shared_at is not None]

        return jobs, stored

    def write_and_remove_chapter(w):
        chapter = factories.ChapterFactory(plan=w.plan)
        jobs = {
            "write": lambda: plans.change_chapter(
                chapter=copy(chapter), title="Now", text="Now", drawing="", by=w.by
            ),
            "remove": lambda: plans.remove_chapter(chapter=copy(chapter), by=w.by),
        }

        def stored():
            return [[each.title, each.version] for each in type(chapter).objects.filter(pk=chapter.pk)]

        return jobs, stored

    def open_risk_again_and_again(w):
        risk = plans.close_risk(risk=factories.RiskFactory(plan=w.plan), why_closed="Over", by=w.by)
        jobs = {
            why: lambda why=why: plans.reopen_risk(risk=copy(risk), reason=why, by=w.by)
            for why in ("one", "two")
        }

        def stored():
            return list(
                risk.history.exclude(history_change_reason=None).values_list(
                    "history_change_reason", flat=True
                )
            )

        return jobs, stored

    def close_recommendation_and_unlink(w):
        made = factories.RecommendationFactory(review__board=w.plan.board)
        made.links.create(action=w.action)
        meeting = factories.MeetingFactory(body=w.body, held_on=date(2018, 4, 2))
        jobs = {
            "close": lambda: plans.close_recommendation(
                recommendation=copy(made), meeting=meeting, because="In force", by=w.by
            ),
            "unlink": lambda: plans.link_recommendation(recommendation=copy(made), actions=[], by=w.by),
        }

        def stored():
            now = type(made).objects.get(pk=made.pk)
            return [now.closed_on is not None, now.links.count()]

        return jobs, stored

    def recommend_and_share(w):
        review = factories.ReviewFactory(board=w.plan.board, shared_on=None)
        jobs = {
            "recommend": lambda: plans.add_recommendation(
                review=copy(review), number="1", text="Train", by=w.by
            ),
            "share": lambda: plans.share_review(review=copy(review), plan=copy(w.plan), by=w.by),
        }
        return jobs, lambda: [made.shared for made in review.recommendations.all()]

    def same_evidence_twice(w):
        made = factories.RecommendationFactory(review__board=w.plan.board)
        jobs = {
            name: partial(
                plans.add_recommendation_evidence,
                recommendation=copy(made),
                title=name,
                link="https://example.org/survey",
                by=w.by,
            )
            for name in ("one", "other")
        }
        return jobs, lambda: [each.title for each in made.links_and_files.all()]

    def withdraw_evidence_twice(w):
        evidence = factories.RecommendationEvidenceFactory(
            recommendation__review__board=w.plan.board, link_only=True
        )
        jobs = {
            name: partial(plans.withdraw_evidence, evidence=copy(evidence), reason=name, by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: type(evidence).objects.get(pk=evidence.pk).why_withdrawn

    def themes_become_one(w):
        themes = [factories.ThemeFactory(board=w.plan.board, name=name) for name in ("Neglect", "Drift")]
        jobs = {
            theme.name: partial(plans.rename_theme, theme=copy(theme), name="Neglect and drift", by=w.by)
            for theme in themes
        }
        return jobs, lambda: [theme.name for theme in w.plan.board.themes.all()]

    def follow_up_and_withdraw_matter(w):
        matter = factories.MatterFactory(
            meeting__body=w.body, meeting__held_on=date(2018, 4, 2), owner=w.body
        )
        jobs = {
            "follow": lambda: plans.follow_up_matter(matter=copy(matter), outcome="Written", by=w.by),
            "withdraw": lambda: plans.withdraw_matter(matter=copy(matter), reason="Twice", by=w.by),
        }
        return jobs, lambda: type(matter).objects.get(pk=matter.pk).outcome

    def attendance_twice(w):
        meeting = factories.MeetingFactory(body=w.body, held_on=date(2018, 4, 2))
        jobs = {
            name: partial(
                groups.record_attendance,
                meeting=copy(meeting),
                attended=[
                    Attendance(name=each, capacity="guest", presence="present") for each in (name, "Both")
                ],
                by=w.by,
            )
            for name in ("One", "Other")
        }

        def stored():
            names = {row.name for row in meeting.attendances.all()}
            return [meeting.attendances.count(), names in ({"One", "Both"}, {"Other", "Both"})]

        return jobs, stored

    def agree_and_withdraw_document(w):
        document = factories.BodyDocumentFactory(body=w.body, agreed_on=None, review_due_on=None)
        jobs = {
            "agree": lambda: plans.date_body_document(
                document=copy(document), agreed_on=date(2018, 4, 2), by=w.by
            ),
            "withdraw": lambda: plans.withdraw_body_document(
                document=copy(document), reason="The wrong file", by=w.by
            ),
        }

        def stored():
            now = type(document).objects.get(pk=document.pk)
            return [now.agreed_on is not None, now.withdrawn_at is not None]

        return jobs, stored

    def serves_twice(w):
        function = w.body.functions.create(number="1", text="Learn", position=1)
        w.action.owners.create(body=w.body, position=1)
        links = [plans.FunctionLink(w.action, function, serves=True)]
        jobs = {
            name: partial(plans.link_functions, plan=copy(w.plan), body=copy(w.body), links=links, by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: w.action.functions.count()

    def merge_and_place(w):
        other = factories.BodyFactory(board=w.plan.board)
        jobs = {
            "merge": lambda: groups.merge_bodies(keep=copy(w.body), merge=copy(other), by=w.by),
            "place": lambda: plans.place_owner(action=copy(w.action), body=copy(other), by=w.by),
        }
        return jobs, lambda: [
            ActionOwner.objects.filter(body=other).count(),
            ActionOwner.objects.filter(body=w.body).count(),
        ]

    def place_twice(w):
        jobs = {
            name: lambda: plans.place_owner(action=copy(w.action), body=copy(w.body), by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: ActionOwner.objects.filter(action=w.action, body=w.body).count()

    def answer_twice(w):
        w.action.owners.create(everyone="groups", words="All groups", position=9)
        jobs = {
            name: lambda name=name: plans.answer_as_one(
                action=copy(w.action), body=copy(w.body), state="done", words=name, last_seen=None, by=w.by
            )
            for name in ("one", "other")
        }
        return jobs, lambda: [each.words for each in w.action.answers.all()]

    def carry_twice(w):
        into = factories.PlanFactory(board=w.plan.board)
        jobs = {
            name: lambda: plans.carry_over(action=copy(w.action), into=copy(into), by=w.by)
            for name in ("one", "other")
        }
        return jobs, lambda: [w.now().state, into.actions.count()]

    def remove_and_keep(w):
        term = factories.GlossaryTermFactory(plan=w.plan)
        typed = copy(term)
        typed.meaning = "Otherwise"
        jobs = {
            "remove": lambda: remove(copy(term), by=w.by),
            "keep": lambda: keep(typed, fields=["meaning"], by=w.by),
        }
        return jobs, lambda: GlossaryTerm.objects.filter(pk=term.pk).count()

    def keep_two_fields(w):
        term = factories.GlossaryTermFactory(plan=w.plan)
        one, other = copy(term), copy(term)
        one.meaning, other.term = "Otherwise", "OTH"
        jobs = {
            "one": lambda: keep(one, fields=["meaning"], by=w.by),
            "other": lambda: keep(other, fields=["term"], by=w.by),
        }
        return jobs, lambda: GlossaryTerm.objects.values_list("term", "meaning").get(pk=term.pk)

    def proposed(w):
        return groups.propose_role(
            person=factories.PersonFactory(), board=w.plan.board, role="independent-chair", by=w.by
        )

    def confirm_twice(w):
        role = proposed(w)
        seconds = {name: factories.board_team(w.plan.board, name=name) for name in ("one", "other")}
        jobs = {
            name: partial(groups.confirm_role, role=copy(role), by=second) for name, second in seconds.items()
        }
        return jobs, lambda: BoardRole.objects.get(pk=role.pk).confirmed_by.name

    def propose_twice(w):
        person = factories.PersonFactory()
        jobs = {
            name: partial(
                groups.propose_role,
                person=copy(person),
                board=copy(w.plan.board),
                role="independent-chair",
                by=factories.board_team(w.plan.board),
            )
            for name in ("one", "other")
        }
        return jobs, lambda: BoardRole.objects.filter(person=person).count()

    def confirm_and_withdraw(w):
        role, second = proposed(w), factories.board_team(w.plan.board)
        jobs = {
            "confirm": lambda: groups.confirm_role(role=copy(role), by=second),
            "withdraw": lambda: groups.withdraw_role(role=copy(role), by=w.by),
        }
        return jobs, lambda: BoardRole.objects.filter(pk=role.pk).count()

    def confirm_and_move(w):
        role, second = proposed(w), factories.board_team(w.plan.board)
        moved = copy(second)
        moved.email = f"moved-{second.pk}@example.org"
        jobs = {
            "confirm": lambda: groups.confirm_role(role=copy(role), by=second),
            "move": lambda: groups.keep_person(person=moved, fields=["email"], by=w.by),
        }
        return jobs, lambda: [
            BoardRole.objects.in_force().filter(pk=role.pk).exists(),
            BoardRole.objects.confirming().filter(person=second).exists(),
        ]

    def counting(person):
        """The role of somebody who has had it for a while."""
        role = person.board_roles.get()
        BoardRole.objects.filter(pk=role.pk).update(confirmed_at=clock.now() - timedelta(days=9))
        return BoardRole.objects.get(pk=role.pk)

    def end_twice(w):
        role = counting(factories.someone_with(w.plan.board, "auditor"))
        jobs = {
            name: partial(
                groups.end_role, role=copy(role), ends_on=clock.today() + timedelta(days=days), by=w.by
            )
            for name, days in (("sooner", 7), ("later", 30))
        }
        return jobs, lambda: (BoardRole.objects.get(pk=role.pk).ends_on - clock.today()).days

    def end_each_other(w):
        board = factories.BoardFactory()
        one, other = factories.board_team(board), factories.board_team(board)
        jobs = {
            "one": partial(groups.end_role, role=counting(one), ends_on=clock.today(), by=other),
            "other": partial(groups.end_role, role=counting(other), ends_on=clock.today(), by=one),
        }
        return jobs, lambda: BoardRole.objects.filter(board=board, ends_on=None).count()

    def confirm_and_end(w):
        role, second = proposed(w), factories.board_team(w.plan.board)
        ended = counting(second)
        jobs = {
            "confirm": lambda: groups.confirm_role(role=copy(role), by=second),
            "end": lambda: groups.end_role(role=ended, ends_on=clock.today() - timedelta(days=1), by=w.by),
        }
        return jobs, lambda: BoardRole.objects.in_force().filter(pk=role.pk).exists()

    def open_twice(w):
        keeper = factories.PersonFactory(is_superuser=True)
        jobs = {
            name: partial(groups.open_board, board=copy(w.plan.board), reason=name, by=copy(keeper))
            for name in ("one", "other")
        }
        return jobs, lambda: [opening.reason for opening in Opening.objects.filter(person=keeper)]

    def add_board_twice(w):
        keeper = factories.PersonFactory(is_superuser=True)
        name = f"Board of {w.plan.pk}"

        def add(email):
            board = Board(name=name, short_name=name)
            groups.add_board(board=board, person=Person(name="Ash", email=email), by=copy(keeper))

        jobs = {each: partial(add, f"{each}-{w.plan.pk}@example.org") for each in ("one", "other")}
        return jobs, lambda: [
            Board.objects.filter(name=name).count(),
            Invitation.objects.filter(board__name=name).count(),
        ]

    def invited(w):
        person = factories.PersonFactory()
        person.set_unusable_password()
        person.save()
        return groups.invite(person=person, board=w.plan.board, by=w.by)

    def accept_twice(w):
        invitation = invited(w)
        jobs = {
            name: partial(
                groups.accept_invitation, invitation=copy(invitation), password=f"three words, {name}"
            )
            for name in ("one", "other")
        }

        def stored():
            person = Person.objects.get(pk=invitation.person_id)
            return next(name for name in jobs if person.check_password(f"three words, {name}"))

        return jobs, stored

    def accept_and_withdraw(w):
        invitation = invited(w)
        jobs = {
            "accept": lambda: groups.accept_invitation(
                invitation=copy(invitation), password="three random words"
            ),
            "withdraw": lambda: groups.withdraw_invitation(invitation=copy(invitation), by=w.by),
        }
        return jobs, lambda: Person.objects.get(pk=invitation.person_id).has_usable_password()

    def accept_and_move(w):
        invitation = invited(w)
        moved = Person.objects.get(pk=invitation.person_id)
        moved.email = f"moved-{moved.pk}@example.org"
        jobs = {
            "accept": lambda: groups.accept_invitation(
                invitation=copy(invitation), password="three random words"
            ),
            "move": lambda: groups.keep_person(person=moved, fields=["email"], by=w.by),
        }
        return jobs, lambda: Person.objects.get(pk=invitation.person_id).has_usable_password()

    def add_twice(w):
        def add():
            person = Person(name="Grace", email=f"grace-{w.plan.pk}@example.org")
            wanted = [Wanted(person, copy(w.body), "chair", "")]
            add_people(board=copy(w.plan.board), wanted=wanted, by=w.by, and_invite=True)

        jobs = {"one": add, "other": add}
        return jobs, lambda: [
            Person.objects.filter(email=f"grace-{w.plan.pk}@example.org").count(),
            Invitation.objects.filter(board=w.plan.board).count(),
        ]

    def follow_and_leave(w):
        chair = factories.chair_of(w.body)
        vice = factories.MembershipFactory(body=w.body, role="vice-chair").person
        place = chair.memberships.get()
        jobs = {
            "follow": lambda: groups.leave(
                person=copy(chair),
                board=w.plan.board,
                left_on=date(2018, 5, 1),
                successors={place.pk: copy(vice)},
                by=w.by,
            ),
            "leave": lambda: groups.leave(
                person=copy(vice), board=copy(w.plan.board), left_on=date(2018, 4, 9), by=w.by
            ),
        }
        return jobs, lambda: [
            vice.memberships.not_over(date(2018, 4, 9)).count(),
            chair.memberships.filter(ends_on=date(2018, 4, 30)).exists(),
        ]

    def leave_each_other(w):
        board = factories.BoardFactory()
        one, other = factories.board_team(board), factories.board_team(board)
        jobs = {
            "one": partial(
                groups.leave, person=copy(one), board=board, left_on=date(2018, 5, 1), by=copy(other)
            ),
            "other": partial(
                groups.leave, person=copy(other), board=copy(board), left_on=clock.today(), by=copy(one)
            ),
        }
        return jobs, lambda: BoardRole.objects.on(date(2018, 5, 1)).filter(board=board).count()

    raced = (
        each_depends_on_the_other,
        date_and_text,
        withdraw_and_text,
        agree_and_withdraw,
        ask_and_withdraw,
        decide_twice,
        edit_twice,
        update_twice,
        undo_twice,
        undo_and_accept,
        undo_and_update,
        undo_and_close,
        undo_and_finalise,
        several_twice,
        close_and_update,
        archive_and_update,
        finalise_and_update,
        publish_and_change,
        publish_twice,
        approve_twice,
        start_report_twice,
        finalise_board_report_twice,
        correct_board_report_twice,
        send_update_twice,
        write_section_twice,
        finalise_year_twice,
        finalise_year_and_write,
        sign_year_twice,
        begin_year_twice,
        publish_report_twice,
        reopen_twice,
        open_quarter_twice,
        link_and_open,
        finalise_and_update_in_linked,
        add_quarter_twice,
        take_in_twice,
        take_in_and_correct,
        same_people_twice,
        rhythm_and_open,
        settle_twice,
        close_and_answer,
        close_and_answer_scrutiny,
        close_and_review_risk,
        save_and_send_return,
        hand_back_and_share_return,
        write_and_remove_chapter,
        open_risk_again_and_again,
        close_recommendation_and_unlink,
        recommend_and_share,
        same_evidence_twice,
        withdraw_evidence_twice,
        themes_become_one,
        follow_up_and_withdraw_matter,
        attendance_twice,
        agree_and_withdraw_document,
        serves_twice,
        merge_and_place,
        place_twice,
        answer_twice,
        carry_twice,
        remove_and_keep,
        confirm_twice,
        propose_twice,
        confirm_and_withdraw,
        confirm_and_move,
        end_twice,
        end_each_other,
        confirm_and_end,
        open_twice,
        add_board_twice,
        keep_two_fields,
        accept_twice,
        accept_and_withdraw,
        accept_and_move,
        add_twice,
        follow_and_leave,
        leave_each_other,
    )
    return {pair.__name__: pair for pair in raced}


if __name__ == "__main__":
    main()
