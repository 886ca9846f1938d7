"""Evidence of an action: a link or a file added, opened and withdrawn."""

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from lscb.apart.file_kind import KINDS
from lscb.errors import Refused
from lscb.events.audit_codes import AuditCode
from lscb.permissions import Verb, require
from lscb.web.back import Shows, way_back
from lscb.web.noted import note_taking
from lscb.web.pages import form_page, say_saved
from plans import operations
from plans.forms.decisions import ReasonForm
from plans.forms.evidence import EvidenceForm
from plans.models import Evidence, PlanEvent
from plans.models.evidence import LinkOrFile
from plans.views.pages import action_or_404, plan_or_404

log = logging.getLogger(__name__)


def evidence_add(request, plan_slug, action_pk):
    """Put a link or a file beside what is said of an action."""
    action = action_or_404(request, plan_slug, action_pk)
    require(request.user, Verb.UPDATE_ACTION, action)
    form = EvidenceForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        too_large=getattr(request, "upload_too_large", False),
    )
    back = way_back(request, Shows.ROWS, f"{action.get_absolute_url()}#evidence")
    if form.is_valid():
        try:
            evidence = operations.add_evidence(action=action, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"{action.called}: {evidence} added.", form)
            return redirect(back)
    return form_page(request, "plans/evidence_add.html", {"action": action, "back": back}, form)


def evidence_file(request, plan_slug, pk):
    """The file, to be kept or opened elsewhere: never shown in place of a page of ours."""
    evidence = _in_sight(request, plan_slug).exclude(file="").standing()
    evidence = get_object_or_404(evidence, pk=pk)
    require(request.user, Verb.VIEW, evidence)
    return file_response(request, evidence)


class KeptFile(Protocol):
    """What has a file of its own: its row, the file with what tells it, and what the trail says of it."""

    pk: int
    file: FieldFile
    name: str
    kind: str
    sha256: str

    @property
    def trail(self) -> Model: ...

    @property
    def trail_file(self) -> str: ...


def file_response(
    request, evidence: KeptFile, *, event: AuditCode = PlanEvent.EVIDENCE_TAKEN
) -> HttpResponse:
    """A file that is what was handed in, as it was; that it was taken is noted."""
    try:
        with evidence.file.open("rb") as opened:
            content = opened.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != evidence.sha256:
        log.error("The file of evidence %s is not what was handed in: %s", evidence.pk, evidence.file.name)
        return render(request, "plans/evidence_damaged.html", {"evidence": evidence}, status=500)
    note_taking(request, event, evidence.trail, changes={"file": ["", evidence.trail_file]})
    return HttpResponse(
        content,
        content_type=KINDS[evidence.kind].media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, evidence.name),
            "X-Content-Type-Options": "nosniff",
        },
    )


def evidence_withdraw(request, plan_slug, pk):
    """Take a link or a file away, with the reason; its line stays."""
    evidence = get_object_or_404(_in_sight(request, plan_slug).standing(), pk=pk)
    require(request.user, Verb.UPDATE_ACTION, evidence.action)
    return withdrawn_with_reason(
        request,
        evidence,
        partial(operations.withdraw_evidence, evidence=evidence),
        back=f"{evidence.action.get_absolute_url()}#evidence",
        template="plans/evidence_withdraw.html",
        context={"evidence": evidence},
    )


def withdrawn_with_reason(
    request, thing: LinkOrFile, withdraw: Callable[..., object], *, back, template: str, context: dict
):
    """The page that asks why a link or a file is taken away, and does it by `withdraw`."""
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="Why is it withdrawn?",
        missing="Say why it is withdrawn.",
    )
    if form.is_valid():
        try:
            withdraw(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            say_saved(request, f"Withdrawn: {thing.title}.", form)
            return redirect(back)
    return form_page(request, template, context, form)


def _in_sight(request, plan_slug):
    plan = plan_or_404(request, plan_slug)
    return Evidence.objects.visible_to(request.user).filter(action__plan=plan).for_page()
