from django.apps import AppConfig

from lscb import days
from lscb.events import audit_codes, locks
from lscb.work import housekeeping


class PlansConfig(AppConfig):
    """What: plans, priorities, sections, objectives, actions, timescales, quarters, progress."""

    name = "plans"
    verbose_name = "Plans"

    def ready(self):
        from lscb.importing import kinds
        from plans.models import Plan, PlanEvent

        # What hangs on a leaver, and what names them.
        from plans.operations import (  # noqa: F401
            evidence,
            glossary,
            importing,
            leavers,
            recommendation_import,
            retention,
        )
        from plans.rules.timescales import one_day
        from plans.selectors import entrusted, files_kept, own_record  # noqa: F401

        housekeeping.register(retention.tell_teams)
        housekeeping.register(evidence.delete_left_files)
        audit_codes.register(
            PlanEvent,
            rows=self.get_models(),
            kinds={
                audit_codes.Kind.READING: [
                    PlanEvent.ACTIONS_EXPORTED,
                    PlanEvent.BODY_DOCUMENT_TAKEN,
                    PlanEvent.EVIDENCE_TAKEN,
                    PlanEvent.MINUTES_SAVED_AS_WORD,
                    PlanEvent.PLAN_SAVED_AS_WORD,
                ]
            },
        )
        locks.changed_as_a_whole(Plan)
        kinds.register(importing.ACTIONS, glossary.GLOSSARY, recommendation_import.RECOMMENDATIONS)
        days.reads_words(one_day)
