"""Which pages take long, counted in the database: by whichever process and machine answered, and past its end."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from lscb.models import SlowPage
from lscb.wording import number_of

DAYS = 7  # that are looked back on
MOST = 10


@transaction.atomic
def count(route: str, milliseconds: int) -> None:
    """Note that a page took so long today; the caller does it when the answer has left."""
    day, _ = SlowPage.objects.get_or_create(route=route, on=timezone.localdate())
    SlowPage.objects.filter(pk=day.pk).update(
        times=F("times") + 1, longest=Greatest(F("longest"), milliseconds)
    )


def slowest() -> list[dict]:
    """Of the last days, the pages that took longest: `route`, `count` and `most`, in milliseconds."""
    since = timezone.localdate() - timedelta(days=DAYS)
    counted = SlowPage.objects.filter(on__gt=since).values("route")
    return list(counted.annotate(count=Sum("times"), most=Max("longest")).order_by("-most", "route")[:MOST])


def tidy() -> str:
    """Forget the days that are past; for housekeeping."""
    old, _ = SlowPage.objects.filter(on__lt=timezone.localdate() - SlowPage.KEPT_FOR).delete()
    return f"{number_of(old, 'day of a slow page', 'days of slow pages')} forgotten"
