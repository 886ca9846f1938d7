from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from lscb.events import audit_codes, locks
from lscb.work import housekeeping


class SubgroupsConfig(AppConfig):
    """Who: boards, agencies, people, bodies, memberships, meetings."""

    name = "subgroups"
    verbose_name = "Groups and people"

    def ready(self):
        from subgroups import idle
        from subgroups.models import Board, GroupEvent

        user_logged_in.connect(idle.begin)
        housekeeping.register(idle.tidy)
        audit_codes.register(GroupEvent, rows=self.get_models())
        locks.changed_as_a_whole(Board, "board", "body.board", "function.body.board")
