from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from lscb.events import audit_codes, locks
from lscb.work import housekeeping


class SubgroupsConfig(AppConfig):
    """Who: boards, agencies, people, bodies, memberships, meetings."""

    name = "subgroups"
    verbose_name = "Groups and people"

    def ready(self):
        from lscb.importing import kinds
        from subgroups import held
        from subgroups.models import Board, GroupEvent
        from subgroups.operations import anonymising, archives, importing, leaving, news
        from subgroups.signing_in import idle, kept, sign_ins  # noqa: F401  (hears of them)

        user_logged_in.connect(idle.begin)
        housekeeping.register(idle.tidy)
        housekeeping.register(kept.tidy)
        audit_codes.register(
            GroupEvent,
            rows=self.get_models(),
            kinds={
                audit_codes.Kind.SIGNING_IN: [
                    GroupEvent.SIGNED_IN,
                    GroupEvent.SIGNED_OUT,
                    GroupEvent.SIGN_IN_REFUSED,
                ],
                audit_codes.Kind.READING: [GroupEvent.ARCHIVE_TAKEN],
            },
        )
        held.say()
        locks.changed_as_a_whole(Board)
        kinds.register(importing.PEOPLE, importing.MEETINGS)
        housekeeping.register(importing.put_aside)
        housekeeping.register(leaving.carry_out)
        housekeeping.register(anonymising.anonymise_leavers)
        housekeeping.register(news.send_news)
        housekeeping.register(archives.tidy)
