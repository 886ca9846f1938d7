"""People: whoever signs in, chairs, sits on a body or holds a post."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from lscb import clock
from lscb.fields import LineField
from lscb.ordering import ByLetters
from lscb.permissions import READERS, VERBS, Role, Verb
from lscb.querysets import BoardQuerySet
from subgroups.models.board import APPROVERS, Board, BoardRole
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

    def with_a_role_waiting(self, board):
        """Those with a role on the board that a second person has not confirmed."""
        return self.filter(Exists(_roles_on(board).waiting()))

    def for_request(self):
        """Whoever signed in, with what decides on a second step: `has_second_factor`, and `second_factor_from`, the
        first day on which a board they see needs one; of a system administrator, on which any does.
        """
        from allauth.mfa.models import Authenticator

        codes = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        person, board = OuterRef(OuterRef("pk")), OuterRef("pk")
        roles = BoardRole.objects.in_force().filter(person=person, board=board)
        places = Membership.objects.current().filter(person=person, body__board=board)
        keepers = Person.objects.filter(pk=person, is_superuser=True)
        boards = Board.objects.filter(
            Exists(roles) | Exists(places) | Exists(keepers), second_factor=Board.SecondFactor.REQUIRED
        )
        return self.annotate(
            has_second_factor=Exists(codes),
            second_factor_from=Subquery(
                boards.order_by("second_factor_from").values("second_factor_from")[:1]
            ),
        )


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
    """What a person is today: given roles by board, boards of their memberships, bodies they speak for."""

    roles: dict[int, frozenset[Role]]
    member_of: frozenset[int]
    speaks_for: frozenset[int]


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with work details only: signs in by e-mail, or never signs in (no e-mail).

    A leaver is disabled, never deleted: their name stays in history until the time that leavers are kept has passed.
    """

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
    joined_at = models.DateTimeField(default=clock.now, editable=False)
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
        ever = BoardRole.history.filter(person_id=self.pk, role__in=APPROVERS, confirmed_at__isnull=False)
        return self.board_roles.not_over().filter(role__in=APPROVERS).exists() or ever.exists()

    @cached_property
    def authority(self) -> Authority:
        """Two queries, once a request, and one more for a system administrator; a change of role holds from the next
        request.
        """
        roles: dict[int, set[Role]] = {}
        for board_id, role in self.board_roles.in_force().values_list("board_id", "role"):
            roles.setdefault(board_id, set()).add(Role(role))
        for opening in self.openings_now:
            roles.setdefault(opening.board_id, set()).add(Role.OPENED)
        memberships = list(
            self.memberships.current().values_list("body__board_id", "body_id", "role", named=True)
        )
        return Authority(
            roles={board_id: frozenset(held) for board_id, held in roles.items()},
            member_of=frozenset(row.body__board_id for row in memberships),
            speaks_for=frozenset(
                row.body_id
                for row in memberships
                if row.role in SPEAKING and not roles.get(row.body__board_id, set()) & READERS
            ),
        )

    @cached_property
    def openings_now(self) -> list:
        """The boards that a system administrator has open, the latest first; nobody else has any."""
        return list(self.openings.lasting().select_related("board")) if self.is_superuser else []

    def approves_as(self, board) -> str:
        """As what they approve for a board, in its words, where it is not as its chair; empty where it is."""
        held = list(
            self.board_roles.in_force().filter(board=board, role__in=APPROVERS).select_related("deputy_for")
        )
        own = {role.role: role for role in held if not role.deputy_for_id}
        if not held or Role.INDEPENDENT_CHAIR in own:
            return ""
        best = next(iter(own.values()), held[0])
        word = board.role_words[Role(best.role)]
        return f"deputy for {best.deputy_for}, {word}" if best.deputy_for_id else word

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
        return {
            pk
            for pk, held in self.authority.roles.items()
            if any(Verb.VIEW_AUDIT in VERBS[role] for role in held)
        }

    def roles_on(self, thing) -> set[Role]:
        """The person's roles where `thing` is concerned; see lscb.permissions.Reader."""
        board_id = thing.board.pk
        roles = set(self.authority.roles.get(board_id, ()))
        if board_id in self.authority.member_of:
            roles.add(Role.MEMBER)
            owners = getattr(thing, "owner_body_ids", frozenset())
            if self.authority.speaks_for & set(owners):
                roles.add(Role.OWNER)
        return roles


SPEAKING = frozenset({"chair", "vice-chair", "post-holder", "deputy"})
