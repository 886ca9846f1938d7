"""People: whoever signs in, chairs, sits on a body or holds a post."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from lscb import clock
from lscb.fields import LineField
from lscb.history import HistoricalRecords
from lscb.ordering import ByLetters
from lscb.permissions import READERS, SIGNATORIES, VERBS, Role, Verb
from lscb.querysets import BoardQuerySet
from subgroups.models.board import APPROVERS, SIGNERS, TYPISTS, Board, BoardRole
from subgroups.models.membership import Membership


def _roles_on(board):
    return BoardRole.objects.filter(person=OuterRef("pk"), board=board)


def _places_on(board):
    return Membership.objects.filter(person=OuterRef("pk"), body__board=board)


class PersonQuerySet(BoardQuerySet["Person"]):
    def visible_to(self, person):
        """The person and everybody with a role or membership, past or present, on a board they see."""
        if not (person.is_authenticated and person.is_active):
            return self.none()
        return self.filter(
            Q(pk=person.pk)
            | Q(board_roles__board__in=person.board_ids)
            | Q(memberships__body__board__in=person.board_ids)
        ).distinct()

    def of_board(self, board):
        """Everybody with a role or a place on the board, past or present."""
        return self.filter(Exists(_roles_on(board)) | Exists(_places_on(board)))

    def on_board_now(self, board):
        """Whoever has a role or a place on the board that has not ended."""
        roles, places = _roles_on(board).not_over(), _places_on(board).not_over()
        return self.filter(Exists(roles) | Exists(places), is_active=True)

    def day_that_stands_on(self, board):
        """The day on which the board's demonstration stands still; None where it is no demonstration's."""
        return self.of_board(board).exclude(stands_on=None).values_list("stands_on", flat=True).first()

    def with_a_role_waiting(self, board):
        """Those with a role on the board that a second person has not confirmed."""
        return self.filter(Exists(_roles_on(board).waiting()))

    def team_to_write_to(self, board):
        """The board's team of today, as far as they have an address, by name."""
        team = _roles_on(board).in_force().filter(role__in=TYPISTS)
        return self.filter(Exists(team), is_active=True, email__isnull=False).order_by(
            ByLetters("name"), "pk"
        )

    def to_be_told(self, board):
        """Those who can be written to of what happens on a board, and want to be; at once or once a day."""
        return self.on_board_now(board).filter(email__isnull=False).exclude(news=Person.News.NEVER)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """A person who can sign in; without a password they are sent a link to choose one."""
        person = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email, password=None, **fields):
        """The person who sets the installation up: sees the admin, has no role on any board and sees nothing of one."""
        return self.create_user(email, password, is_superuser=True, **fields)


@dataclass(frozen=True)
class Authority:
    """What a person is today: given roles by board, boards of their memberships, bodies they speak for.

    `signs` are the roles, by board, of which their signature counts; `withheld` the bodies they would speak for if they
    held nobody to account; `second_factor_from` the first day on which one of these boards asks for a second step,
    None where none does.
    """

    roles: dict[int, frozenset[Role]]
    member_of: frozenset[int]
    speaks_for: frozenset[int]
    signs: dict[int, frozenset[Role]]
    withheld: frozenset[int]
    second_factor_from: date | None


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with work details only: signs in by e-mail, or never signs in (no e-mail).

    A leaver is disabled, never deleted: their name stays in history until the time that leavers are kept has passed.
    """

    class News(models.TextChoices):
        """When they are told what happened to what they answer for."""

        AT_ONCE = "at-once", "A few minutes after it happens"
        DAILY = "daily", "Once a day, in one letter"
        NEVER = "never", "Never"

    email = models.EmailField("e-mail", unique=True, null=True, blank=True)
    name = LineField(max_length=150)
    job_title = LineField(max_length=150, blank=True)
    agency = models.ForeignKey(
        "subgroups.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    is_active = models.BooleanField(
        "working", default=True, help_text="Clear this when somebody leaves: they can no longer sign in."
    )
    leaves_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The first day without them, where that is to come."
    )
    left_on = models.DateField(null=True, blank=True, help_text="The first day without them.")
    anonymised_on = models.DateField(null=True, editable=False)
    demonstration = models.BooleanField(
        default=False, editable=False, help_text="Signs in only while the product is a demonstration."
    )
    stands_on = models.DateField(
        null=True, editable=False, help_text="In a demonstration: the day on which its board stands still."
    )
    joined_at = models.DateTimeField(default=clock.now, editable=False)
    news = models.CharField("tell me what happens", max_length=7, choices=News, default=News.AT_ONCE)
    second_factor_asked_on = models.DateField(null=True, editable=False)  # of them, by the installation

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login", "second_factor_asked_on"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name_plural = "people"
        ordering = [ByLetters("name")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once_whatever_case"),
            models.CheckConstraint(
                condition=Q(news__in=["at-once", "daily", "never"]), name="person_news_known"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(is_active=False), name="person_who_left_is_disabled"
            ),
            models.CheckConstraint(
                condition=Q(leaves_on__isnull=True) | Q(is_active=True), name="person_who_leaves_is_working"
            ),
            models.CheckConstraint(
                condition=Q(anonymised_on__isnull=True) | Q(left_on__isnull=False, email__isnull=True),
                name="person_without_a_name_has_left",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.email = self.email.lower() if self.email else None

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens for them: board teams, and whoever set the installation up."""
        return self.is_active and (self.is_superuser or bool(self.boards_edited))

    @property
    def signs_in(self) -> bool:
        """Whether they have a way to sign in already: a password, a passkey, an account of the provider."""
        # Django takes an empty password, as imports may leave one, for a usable one.
        if settings.LOCAL_PASSWORDS and self.password and self.has_usable_password():
            return True
        return self.socialaccount_set.exists() or self.authenticator_set.exists()

    @property
    def has_left(self) -> bool:
        """Whether today is a day without them, also where no timer has closed their account yet."""
        return not self.is_active or bool(self.leaves_on and self.leaves_on <= clock.today())

    def is_or_was_to_approve(self) -> bool:
        """Whether they may approve reports of some board, are to, or ever did: then no board team changes how they
        sign in. A role that was only proposed, and withdrawn or never confirmed in its time, does not count.
        """
        ever = BoardRole.history.filter(person_id=self.pk, role__in=SIGNERS, confirmed_at__isnull=False)
        return self.board_roles.not_over().filter(role__in=APPROVERS).exists() or ever.exists()

    @cached_property
    def authority(self) -> Authority:
        """Two queries, once a request, and two more for a system administrator; a change of role holds from the next
        request.
        """
        roles: dict[int, set[Role]] = {}
        signs: dict[int, set[Role]] = {}
        asking = []
        held = self.board_roles.in_force().values_list(
            "board_id", "role", "confirmed_at", "board__second_factor", "board__second_factor_from"
        )
        for board_id, role, confirmed_at, *second_factor in held:
            roles.setdefault(board_id, set()).add(Role(role))
            if confirmed_at and Role(role) in SIGNATORIES:
                signs.setdefault(board_id, set()).add(Role(role))
            asking.append(second_factor)
        for opening in self.openings_now:
            roles.setdefault(opening.board_id, set()).add(Role.OPENED)
        places = list(
            self.memberships.current().values_list(
                "body__board_id",
                "body_id",
                "role",
                "body__board__readers_update",
                "body__board__second_factor",
                "body__board__second_factor_from",
            )
        )
        asking += [second_factor for _, _, _, _, *second_factor in places]
        if self.is_superuser:  # keeps what every board has
            asking += Board.objects.values_list("second_factor", "second_factor_from")
        speaking = {body_id for _, body_id, role, *_ in places if role in SPEAKING}
        withheld = {
            body_id
            for board_id, body_id, _, let, *_ in places
            if body_id in speaking and not let and roles.get(board_id, set()) & READERS
        }
        return Authority(
            roles={board_id: frozenset(held) for board_id, held in roles.items()},
            member_of=frozenset(board_id for board_id, *_ in places),
            speaks_for=frozenset(speaking - withheld),
            signs={board_id: frozenset(held) for board_id, held in signs.items()},
            withheld=frozenset(withheld),
            second_factor_from=min(
                (day for asked, day in asking if asked == Board.SecondFactor.REQUIRED), default=None
            ),
        )

    @cached_property
    def openings_now(self) -> list:
        """The boards that a system administrator has open, the latest first; nobody else has any."""
        return list(self.openings.lasting().select_related("board")) if self.is_superuser else []

    def role_to_sign_in(self, board, roles: Iterable[str]) -> BoardRole | None:
        """The role, one of `roles`, in which they sign for a board; one of their own before one in which they stand in
        for somebody. None where no signature of theirs counts."""
        held = self.board_roles.signing().filter(board=board, role__in=list(roles))
        return min(
            held.select_related("deputy_for", "board"),
            key=lambda role: (bool(role.deputy_for_id), role.role != Role.INDEPENDENT_CHAIR, role.pk),
            default=None,
        )

    @property
    def board_ids(self) -> set[int]:
        """Boards the person may see."""
        return set(self.authority.roles) | self.authority.member_of

    @property
    def boards_edited(self) -> set[int]:
        """Boards whose plan and groups the person types."""
        return {pk for pk, held in self.authority.roles.items() if Role.BOARD_TEAM in held}

    def boards_with_audit(self) -> set[int]:
        """Boards whose audit trail the person may read."""
        return self.boards_allowing(Verb.VIEW_AUDIT)

    def boards_allowing(self, verb: Verb) -> set[int]:
        """Boards on which a role that the person was given allows `verb`, whatever it is about."""
        return {pk for pk, held in self.authority.roles.items() if any(verb in VERBS[role] for role in held)}

    def roles_on(self, thing) -> set[Role]:
        """The person's roles where `thing` is concerned; see lscb.permissions.Reader."""
        board_id = thing.board.pk
        roles = set(self.authority.roles.get(board_id, ()))
        if signs := self.authority.signs.get(board_id):
            signing = getattr(thing, "signing", None) or thing.board.signing
            if any(signing.asked.get(role) for role in signs):
                roles.add(Role.SIGNATORY)
        if board_id in self.authority.member_of:
            roles.add(Role.MEMBER)
            owners = getattr(thing, "owner_body_ids", frozenset())
            reads = bool(roles & READERS) and not thing.board.readers_update
            if self.authority.speaks_for & set(owners) or (not reads and self.is_named_on(thing)):
                roles.add(Role.OWNER)
        return roles

    def is_named_on(self, thing) -> bool:
        """Whether `thing` names them beside a body that owns it."""
        return self.pk in getattr(thing, "named_people", frozenset())

    def is_withheld_from(self, thing) -> bool:
        """Whether they would update `thing`, which a body they speak for owns, if they held nobody to account."""
        if self.authority.withheld & set(getattr(thing, "owner_body_ids", frozenset())):
            return True
        reads = self.authority.roles.get(thing.board.pk, frozenset()) & READERS
        return bool(reads) and not thing.board.readers_update and self.is_named_on(thing)


SPEAKING = frozenset({"chair", "vice-chair", "post-holder", "lead-contact", "deputy"})
