"""Reminders forget somebody who left long ago."""

from django.db import models

from plans.models import Reminder
from subgroups.models import Person
from subgroups.operations.anonymising import names_people_in_text


@names_people_in_text
def forget_in_reminders(person: Person, earlier: list[str]) -> None:
    """Take somebody out of the reminders that were sent to them; that and when they were sent stays."""
    sent: models.QuerySet[Reminder] = models.QuerySet(
        Reminder
    )  # without the guards of letters that were sent
    for reminder in sent.filter(person=person):
        body = reminder.body
        for name in earlier:
            body = body.replace(name, person.name)
        sent.filter(pk=reminder.pk).update(to="", body=body)
