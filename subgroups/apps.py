from django.apps import AppConfig

from lscb.events import audit_codes, locks
from lscb.work import housekeeping


class SubgroupsConfig(AppConfig):
    """Who: boards, agencies, people, bodies, memberships, meetings."""

    name = "subgroups"
    verbose_name = "Groups and people"

    def ready(self):
        from subgroups.models import Board, GroupEvent
        from subgroups.operations import anonymising, leaving

        housekeeping.register(leaving.carry_out)
        housekeeping.register(anonymising.anonymise_leavers)
        audit_codes.register(GroupEvent, rows=self.get_models())
        locks.changed_as_a_whole(Board, "board", "body.board", "function.body.board")
