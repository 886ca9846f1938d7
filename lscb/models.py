"""The audit trail: what was done, to what, by whom. Letters that leave, jobs in the background, forms sent."""

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone

from lscb import clock
from lscb.events.audit_codes import Kind, codes_of, codes_of_no_change, words_of


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, person):
        """Entries of the boards whose audit the person may read."""
        return self.filter(board__in=person.boards_with_audit())

    def about(self, thing: models.Model):
        """The story of one thing, newest first."""
        return self.filter(thing_type=ContentType.objects.get_for_model(thing), thing_id=thing.pk).order_by(
            "-at", "-pk"
        )

    def of_model(self, model: type[models.Model]):
        """Entries about things of one kind of row."""
        return self.filter(thing_type=ContentType.objects.get_for_model(model))

    def of_kind(self, kind: str):
        """Changes, readings or signing in, by `lscb.events.audit_codes.Kind`."""
        if kind == Kind.CHANGE:
            return self.exclude(operation__in=codes_of_no_change())
        return self.filter(operation__in=codes_of(Kind(kind)))

    def update(self, **kwargs):
        raise TypeError("An audit entry is never changed.")

    def delete(self):
        raise TypeError("An audit entry is never deleted.")


class AuditEntry(models.Model):
    """One business event: written once, in the transaction of the event, and never changed or deleted.

    `changes` maps a field's words to [old, new] as shown; only what changed.
    """

    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    by_name = models.CharField("by", max_length=200, editable=False)
    board = models.ForeignKey(
        "subgroups.Board", null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    operation = models.CharField("what was done", max_length=60, editable=False, help_text="An audit code.")
    thing_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", editable=False)
    thing_id = models.PositiveBigIntegerField(editable=False)
    thing = GenericForeignKey("thing_type", "thing_id")
    thing_name = models.CharField("thing", max_length=300, editable=False)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["thing_type", "thing_id"], name="audit_by_thing"),
            models.Index(fields=["board", "-at"], name="audit_by_board"),
        ]

    def __str__(self):
        return f"{self.words}: {self.thing_name}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("An audit entry is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An audit entry is never deleted.")

    @property
    def words(self) -> str:
        """What was done, in our words; a board's own are put in the place of ours where they are shown."""
        return words_of(self.operation)


class AuditSeal(models.Model):
    """A stretch of the audit trail as it stood once nothing could come into it any more; see lscb.events.seals.

    Each seal covers the one before it, so that whoever keeps the digest of the last knows the whole trail again.
    """

    number = models.PositiveIntegerField(unique=True, editable=False, help_text="From 1, without a gap.")
    first = models.PositiveBigIntegerField(editable=False, help_text="Key of the first entry.")
    last = models.PositiveBigIntegerField(editable=False, help_text="Key of the last entry.")
    count = models.PositiveIntegerField(editable=False)
    latest = models.DateTimeField(editable=False, help_text="When the latest of what it covers was done.")
    sealed_at = models.DateTimeField(default=timezone.now, editable=False)
    lines = models.TextField(
        editable=False, help_text="A line an entry: key, digest. Empty once those are let go."
    )
    lines_digest = models.CharField(max_length=64, editable=False)
    previous = models.CharField(max_length=64, editable=False, help_text="The digest of the seal before it.")
    digest = models.CharField(max_length=64, editable=False)
    elsewhere = models.TextField(
        blank=True,
        default="",
        editable=False,
        help_text="Keys, a line each, of entries that are not here: of other boards, which stayed where this one came "
        "from, or of one that was removed.",
    )

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"Seal {self.number}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what became of them. Their times are the machine's: they measure processes, not the plan."""

    def left_waiting(self):
        """Letters that nobody came to send: the process ended before it could, or no worker runs."""
        return self.filter(state=Letter.State.WAITING, written_at__lt=timezone.now() - Letter.SENT_WITHIN)

    def lost(self):
        """Letters whose process ended between taking and settling them."""
        return self.filter(state=Letter.State.SENDING, claimed_at__lt=timezone.now() - Letter.SETTLED_WITHIN)

    def expired(self):
        """Letters not sent while what they say was true."""
        return self.filter(state=Letter.State.WAITING, expires_at__lte=timezone.now())

    def old(self):
        """Letters settled longer ago than they are kept."""
        return self.filter(settled_at__lt=timezone.now() - timedelta(days=settings.LETTERS_KEPT))

    def pointed_at(self):
        """Letters that a record of a board points to, in whichever app."""
        nothing = {f"{each.name}__isnull": True for each in Letter._meta.related_objects}
        return self.exclude(**nothing) if nothing else self.none()


class Letter(models.Model):
    """One e-mail to one person: written in the transaction of its event, sent after it, at most once.

    A letter that may have left is never sent again by itself; see lscb.work.outbox.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "On its way"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"
        UNCERTAIN = "uncertain", "Perhaps sent"

    SENT_WITHIN = timedelta(minutes=2)
    SETTLED_WITHIN = timedelta(minutes=10)  # the mail server has ten seconds for each of its few answers

    kind = models.CharField(max_length=60, editable=False)
    to = models.EmailField(editable=False)
    subject = models.CharField(max_length=400, editable=False)
    body = models.TextField(editable=False)
    from_name = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="Who writes, where it is not the service itself.",
    )
    reply_to = models.TextField(blank=True, editable=False, help_text="Who is answered: an address a line.")
    is_secret = models.BooleanField(
        default=False,
        editable=False,
        help_text="Its text opens something: it is forgotten as soon as it is settled.",
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING, editable=False)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=300, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["state", "written_at"], name="letter_by_state")]

    def __str__(self):
        return f"{self.kind} to {self.to}"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person):
        """Jobs the person started."""
        return self.filter(by=person) if person.is_authenticated and person.is_active else self.none()

    def lost(self):
        """Jobs that said nothing for so long that their process must have ended."""
        return self.filter(
            state__in=(Job.State.WAITING, Job.State.GOING), heard_at__lt=timezone.now() - Job.HEARD_WITHIN
        )

    def stopped(self):
        """Jobs that did not come to their end, newest first."""
        return self.filter(state=Job.State.FAILED).order_by("-heard_at", "-pk")

    def old(self):
        return self.filter(
            state__in=(Job.State.DONE, Job.State.FAILED),
            heard_at__lt=timezone.now() - timedelta(days=settings.LETTERS_KEPT),
        )


class Job(models.Model):
    """Something long that a person started and need not wait for, and how far it is."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for its turn"
        GOING = "going", "Going on"
        DONE = "done", "Done"
        FAILED = "failed", "Stopped"

    HEARD_WITHIN = timedelta(minutes=30)
    LOST = (
        "Nothing was heard of it for half an hour: the process that did it must have ended. What it had done until "
        "then is done. Look at what came of it before you start it again."
    )
    RESTORED = (
        "This service was restored from a backup that was taken while this was waiting or going on. Look at what came "
        "of it before you start it again."
    )

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    opens = models.CharField(max_length=500, editable=False)
    kind = models.CharField(
        max_length=60, default="", editable=False, help_text="What it is, without a word of a board's."
    )
    task = models.CharField(
        max_length=200,
        default="",
        editable=False,
        help_text="Which task does it; empty where an earlier version began it.",
    )
    arguments = models.JSONField(
        default=dict, editable=False, help_text="What the task is told besides its job."
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="It was begun so many times."
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING, editable=False)
    done = models.PositiveIntegerField(default=0, editable=False)
    total = models.PositiveIntegerField(null=True, editable=False)
    said = models.TextField(editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    heard_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("job", args=[self.key])

    @property
    def has_ended(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class LastRun(models.Model):
    """What a command of the timers, or of whoever looks after the service, did when it last ran."""

    class Command(models.TextChoices):
        HOUSEKEEPING = "housekeeping", "Housekeeping"
        REMINDERS = "reminders", "Reminders"
        VERIFY_AUDIT = "verify-audit", "Audit trail compared with its seals"
        BACKUP = "backup", "Backup"
        DRILL = "drill", "Restore drill"
        RESTORE = "restore", "Restored from a backup"

    command = models.CharField(max_length=20, choices=Command, unique=True, editable=False)
    began_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(
        null=True, editable=False, help_text="Empty while it runs, or was killed."
    )
    went_well = models.BooleanField(default=False, editable=False)
    said = models.TextField(editable=False, help_text="What it said last; no words of a board.")
    well_at = models.DateTimeField(null=True, editable=False, help_text="When it last went well.")

    def __str__(self):
        return self.get_command_display()


class SlowPage(models.Model):
    """How often a page took long on one day, and how long at most: written by whichever process answered."""

    KEPT_FOR = timedelta(days=30)

    route = models.CharField(max_length=200, editable=False, help_text="The name of its URL.")
    on = models.DateField(editable=False)
    times = models.PositiveIntegerField(default=0, editable=False)
    longest = models.PositiveIntegerField(default=0, editable=False, help_text="Milliseconds.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["route", "on"], name="slow_page_once_a_day")]

    def __str__(self):
        return f"{self.route}, {self.on}"


class SubmittedForm(models.Model):
    """A form that saved something: its key is spent, so that the same form saves it once; see lscb.events.once."""

    SENT_WITHIN = timedelta(days=1)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    key = models.UUIDField(editable=False)
    said = models.CharField(max_length=64, editable=False, help_text="A digest of what was typed and chosen.")
    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    led_to = models.TextField(editable=False, help_text="Empty until the form is answered.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="form_saved_once")]

    def __str__(self):
        return str(self.key)


class KeptForm(models.Model):
    """A form that somebody sent and that was not saved, because their session had ended or another began meanwhile.

    Kept for them alone, until they have saved it or thrown it away; see subgroups.signing_in.kept.
    """

    KEPT_FOR = timedelta(days=3)  # over a weekend
    LONGEST = 200_000  # characters
    AT_MOST = 20  # of one person

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    key = models.UUIDField(
        default=uuid4, editable=False, help_text="The form's own, by which it is saved once."
    )
    address = models.TextField(editable=False, help_text="Where it was sent.")
    page = models.TextField(editable=False, help_text="Where it stood.")
    typed = models.JSONField(editable=False, help_text="Names and values, in the order of the form.")
    with_files = models.BooleanField(default=False, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="form_kept_once")]

    def __str__(self):
        return self.page


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, person):
        """Entries of the boards the person sees; the rows themselves are read through their own `visible_to`."""
        if not (person.is_authenticated and person.is_active):
            return self.none()
        return self.filter(board__in=person.board_ids)

    def found(self):
        """Those that are found: not what is only there for the rows below it."""
        return self.exclude(kind="").filter(board__isnull=False)

    def lasting(self, day: date):
        """What is so on a day; all but places and roles always is."""
        return self.filter(
            models.Q(from_on=None) | models.Q(from_on__lte=day),
            models.Q(until_on=None) | models.Q(until_on__gte=day),
        )

    def named_once(self, kind: str, day: date):
        """Of a kind, one for each row that gives them their title: a person, and not each of their places on the day.

        By board, as somebody may find them on one and not on another.
        """
        others = self.model._default_manager.filter(
            kind=kind,
            named=models.OuterRef("named"),
            board=models.OuterRef("board"),
            pk__lt=models.OuterRef("pk"),
        )
        return self.filter(
            ~models.Q(kind=kind) | ~models.Exists(others.lasting(day))
        )  # asked of that kind alone


class SearchEntry(models.Model):
    """The words of one row that is looked through, written by the database itself with the row (`lscb.search.index`).

    No foreign keys: it follows other tables and never holds them up. `under` and `named` are the row above and the row
    that gives the title, as "plans.action:12"; `vector` is PostgreSQL's, SQLite has a table of its own beside this one.
    """

    source = models.CharField(max_length=60, editable=False, help_text="The model, as plans.action.")
    thing = models.BigIntegerField(editable=False)
    kind = models.CharField(max_length=12, editable=False)
    board = models.BigIntegerField(null=True, editable=False)
    plan = models.BigIntegerField(null=True, editable=False)
    under = models.CharField(max_length=80, editable=False, db_index=True)
    named = models.CharField(max_length=80, editable=False, db_index=True)
    ref = models.CharField(max_length=80, editable=False)
    title = models.TextField(editable=False)
    words = models.TextField(editable=False)
    said_at = models.DateTimeField(null=True, editable=False)
    from_on = models.DateField(null=True, editable=False)
    until_on = models.DateField(null=True, editable=False)
    vector = SearchVectorField(null=True, editable=False)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(fields=["source", "thing"], name="search_entry_once_a_row")]

    def __str__(self):
        return f"{self.source}:{self.thing}"
