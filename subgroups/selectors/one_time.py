"""A link that signs a system administrator in once: what it holds, and how long it is good for."""

from django.core import signing

from subgroups.models import Person

MINUTES = 15
_SALT = "one-time-sign-in"


def token_for(person: Person) -> str:
    """Good until they sign in next, by it or otherwise, or its time is over."""
    return signing.dumps([person.pk, _last(person)], salt=_SALT)


def person_of(token: str) -> Person | None:
    """Whose it is; None when it is forged, used or too old, or they are no system administrator any more."""
    try:
        pk, last = signing.loads(token, salt=_SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=pk, is_superuser=True, is_active=True).first()
    return person if person and _last(person) == last else None


def _last(person: Person) -> str:
    return person.last_login.isoformat() if person.last_login else ""
