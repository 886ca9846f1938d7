"""Audit entries hold codes from now on; the phrases that were written so far are read as the codes they stood for.

A phrase that nobody knows stays as it is, and is shown as it is.
"""

from django.db import migrations, models

# Each event's phrase, as versions up to 0.1.0 wrote it, and its code.
EVENTS = {
    "set up": "set-up",
    "password set": "password-set",
    "password link sent": "password-link-sent",
    "one-time codes taken off": "one-time-codes-removed",
    "spelling added": "spelling-added",
    "groups added": "groups-added",
    "groups merged": "groups-merged",
    "meetings added": "meetings-added",
    "meeting moved": "meeting-moved",
    "meeting cancelled": "meeting-cancelled",
    "calendar address made": "calendar-address-made",
    "calendar address withdrawn": "calendar-address-withdrawn",
    "leaver disabled": "leaver-disabled",
    "plan started": "plan-started",
    "plan loaded": "plan-loaded",
    "next plan started": "next-plan-started",
    "plan archived": "plan-archived",
    "plan restored": "plan-restored",
    "words chosen": "words-chosen",
    "sections added": "sections-added",
    "quarter added": "quarter-added",
    "quarter opened": "quarter-opened",
    "quarter closed": "quarter-closed",
    "action added": "action-added",
    "timescale read another way": "timescale-read-otherwise",
    "owner placed": "owner-placed",
    "owners placed": "owners-placed",
    "actions linked to a priority": "actions-linked",
    "review date set": "review-date-set",
    "action withdrawn": "action-withdrawn",
    "action carried over": "action-carried-over",
    "completion agreed": "completion-agreed",
    "action re-opened": "action-reopened",
    "milestone recorded": "milestone-recorded",
    "part of an action done": "action-item-done",
    "progress updated": "progress-updated",
    "proposal answered": "proposal-answered",
    "proposal accepted": "proposal-accepted",
    "measure recorded": "measure-recorded",
    "reminder sent": "reminder-sent",
    "new date asked for": "new-date-asked",
    "new date agreed": "new-date-agreed",
    "new date not agreed": "new-date-refused",
    "decision recorded": "decision-recorded",
    "help promised": "help-promised",
    "promise settled": "promise-settled",
    "challenge raised": "challenge-raised",
    "challenge changed": "challenge-changed",
    "challenge answered": "challenge-answered",
    "challenge closed": "challenge-closed",
    "challenge re-opened": "challenge-reopened",
    "risk recorded": "risk-recorded",
    "risk looked at again": "risk-reviewed",
    "risk closed": "risk-closed",
    "report started": "report-started",
    "report words changed": "draft-edited",
    "report made final": "report-finalised",
    "report approved": "report-approved",
    "report corrected": "report-corrected",
    "highlight written": "highlight-written",
    "forward plan brought up to date": "forward-plan-updated",
    "planner's words read another way": "duty-read-otherwise",
    "report put on the forward plan": "report-placed",
    "report received": "report-received",
    "report deferred": "report-deferred",
    "report not needed": "report-not-needed",
    "report expected again": "report-expected-again",
}
# What a row of each model was called when it was added, changed or removed by hand.
ROWS = {
    "board": "board",
    "agency": "agency",
    "board role": "boardrole",
    "body": "body",
    "other spelling": "bodyname",
    "function": "function",
    "function item": "functionitem",
    "calendar address": "calendaraddress",
    "meeting": "meeting",
    "membership": "membership",
    "person": "person",
    "action owner": "actionowner",
    "milestone": "milestone",
    "action": "action",
    "action item": "actionitem",
    "action link": "actionlink",
    "challenge": "challenge",
    "date change": "datechange",
    "decision": "decision",
    "glossary term": "glossaryterm",
    "priority": "priority",
    "section": "section",
    "objective": "objective",
    "measure": "measure",
    "linked document": "linkeddocument",
    "plan": "plan",
    "rating definition": "ratingdefinition",
    "quarter": "quarter",
    "chosen reading": "chosenreading",
    "risk": "risk",
    "planned report": "plannedreport",
    "obligation": "obligation",
    "due report": "duereport",
    "highlight": "highlight",
    "monitoring report": "monitoringreport",
}
CODES = {
    f"{words} {what}": f"{model}-{what}" for words, model in ROWS.items() for what in ("added", "changed", "removed")
} | EVENTS


def to_codes(apps, schema_editor):
    _rewrite(apps, schema_editor, CODES)


def to_phrases(apps, schema_editor):
    _rewrite(apps, schema_editor, {code: phrase for phrase, code in CODES.items()})


def _rewrite(apps, schema_editor, new):
    entries = apps.get_model("lscb", "AuditEntry").objects.using(schema_editor.connection.alias)
    for old in entries.order_by().values_list("operation", flat=True).distinct():
        if old in new:
            entries.filter(operation=old).update(operation=new[old])


class Migration(migrations.Migration):

    dependencies = [
        ("lscb", "0002_letters_and_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="operation",
            field=models.CharField(
                editable=False, help_text="An audit code.", max_length=60, verbose_name="what was done"
            ),
        ),
        migrations.RunPython(to_codes, to_phrases),
    ]
