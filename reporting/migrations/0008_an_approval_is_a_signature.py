from django.db import migrations

CHAIR, APPROVER = "independent-chair", "approver"


def to_signatures(apps, schema_editor):
    """Each approval becomes the one signature of its report, by the name and post that were kept then."""
    Signature = apps.get_model("reporting", "Signature")
    reports = apps.get_model("reporting", "MonitoringReport").objects.filter(state="approved")
    for report in reports.select_related("plan__board").defer("pdf"):
        board, kept = report.plan.board, report.approved_as
        # Where it was not as the chair, the post was kept in the board's word: the role's, or "deputy for X, word".
        role = APPROVER if kept and kept.rpartition(", ")[2] == board.approver_label else CHAIR
        labels = (report.content or {}).get("labels", {})
        Signature.objects.create(
            report=report,
            person_id=report.approved_by_id,
            role=role,
            name=report.approved_by_name,
            post=kept or labels.get("chair") or board.chair_label,
            at=report.approved_at,
            remarks=report.approval_remarks,
        )


def to_approvals(apps, schema_editor):
    """Back to one approval a report: of several signatures the last is kept, which approved it."""
    Signature = apps.get_model("reporting", "Signature")
    reports = apps.get_model("reporting", "MonitoringReport").objects.filter(state="approved")
    for report in reports.select_related("plan__board").defer("pdf", "content"):
        last = Signature.objects.filter(report=report).order_by("at", "pk").last()
        report.approved_by_id, report.approved_by_name = last.person_id, last.name
        report.approved_as = "" if last.role == CHAIR and not last.post.startswith("deputy for ") else last.post
        report.approval_remarks = last.remarks
        report.save(update_fields=["approved_by", "approved_by_name", "approved_as", "approval_remarks"])


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_signatures"), ("subgroups", "0017_a_scrutineer_who_signs_was_confirmed")]

    operations = [migrations.RunPython(to_signatures, to_approvals)]
