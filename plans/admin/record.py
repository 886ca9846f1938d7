"""What was said and decided: searched and read here, written where it happens."""

from django import forms
from django.contrib import admin

from lscb.admin.pages import ReadOnlyAdmin, ReadOnlyInline
from lscb.admin.rows import EditedRowsFilter, edited_rows
from plans.forms.decisions import DecidedWhere
from plans.models import (
    AgencyReturn,
    AnswerEvidence,
    BodyDocument,
    Challenge,
    ChosenReading,
    DateChange,
    Decision,
    Evidence,
    ImpactLook,
    ImportDraft,
    ImportedWords,
    LastStep,
    Matter,
    Moderation,
    OneOfManyAnswer,
    ProgressUpdate,
    Recommendation,
    RecommendationAction,
    Reminder,
    ReturnAnswer,
    Review,
    ReviewKind,
    ReviewStage,
    Risk,
    SavedView,
    ScrutinyEntry,
    SelfAssessment,
    Standard,
    StandardSet,
    Theme,
    Undone,
)
from plans.operations import decide_new_date
from subgroups.models import Meeting


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(ReadOnlyAdmin):
    called = ("update", "updates")
    list_display = ("at", "action", "quarter", "rating", "by", "on_behalf_of")
    list_display_links = ("at", "action")
    list_filter = ("rating", ("quarter", EditedRowsFilter), ("action__plan", EditedRowsFilter))
    list_select_related = ("action__plan__board", "quarter", "by", "on_behalf_of")
    search_fields = ("action__label", "action__text", "progress", "cause", "by__name")
    date_hierarchy = "at"
    fields = (
        "action",
        "quarter",
        *ProgressUpdate.SAID,
        "by",
        "on_behalf_of",
        "proposed",
        "repeats",
        "at",
    )


@admin.register(Moderation)
class ModerationAdmin(ReadOnlyAdmin):
    """What the board team made of what owners proposed: accepted, or changed with a reason."""

    called = ("look at a proposal", "what became of proposals")
    list_display = ("at", "proposal", "answer", "by", "reason")
    list_display_links = ("at", "proposal")
    list_filter = (("proposal__quarter", EditedRowsFilter), ("proposal__action__plan", EditedRowsFilter))
    list_select_related = (
        "proposal__action__plan__board",
        "proposal__quarter",
        "answer__action__plan__board",
        "answer__quarter",
        "by",
    )
    search_fields = ("proposal__action__label", "proposal__action__text", "reason", "by__name")
    date_hierarchy = "at"
    fields = ("proposal", "answer", "reason", "by", "at")


@admin.register(Undone)
class UndoneAdmin(ReadOnlyAdmin):
    """What people took back before anybody else acted on it."""

    called = ("step taken back", "steps taken back")
    list_display = ("at", "action", "update", "decision", "asked", "by")
    list_display_links = ("at", "action")
    list_filter = (("action__plan", EditedRowsFilter),)
    list_select_related = (
        "action__plan__board",
        "update__action",
        "update__quarter",
        "decision",
        "asked__action",
        "by",
    )
    search_fields = ("action__label", "action__text", "by__name")
    date_hierarchy = "at"
    fields = ("action", "update", "decision", "asked", "by", "at")


@admin.register(LastStep)
class LastStepAdmin(ReadOnlyAdmin):
    """What was done last to each action, and can be undone while nothing else is done."""

    called = ("last step", "last steps that can be undone")
    list_display = ("at", "action", "words", "by")
    list_display_links = ("at", "action")
    list_filter = (("action__plan", EditedRowsFilter),)
    list_select_related = ("action__plan__board", "by")
    search_fields = ("action__label", "action__text", "by__name")
    date_hierarchy = "at"
    fields = ("action", "words", "quarter", "by", "at")
    readonly_fields = fields


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """Letters that asked people for their updates, as they left."""

    list_display = ("sent_at", "person", "to", "quarter", "references")
    list_filter = (("quarter", EditedRowsFilter),)
    list_select_related = ("quarter__plan__board", "person")
    search_fields = ("person__name", "to", "subject", "body")
    date_hierarchy = "sent_at"
    fields = ("sent_at", "person", "to", "quarter", "references", "subject", "body")
    readonly_fields = fields


@admin.register(DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    """Dates that moved or shall move; what a meeting decided is recorded by an action of the list."""

    called = ("new date", "new dates and corrections")
    list_display = ("action", "kind", "from_date", "to_date", "reason", "state", "asked_by", "meeting")
    list_filter = ("kind", "state", ("action__plan", EditedRowsFilter))
    list_select_related = ("action__plan__board", "asked_by", "meeting__body")
    search_fields = ("action__label", "action__text", "reason")
    date_hierarchy = "asked_at"
    fields = (
        "action",
        "milestone",
        "kind",
        "from_date",
        "from_words",
        "to_date",
        "to_words",
        "reason",
        "state",
        "asked_by",
        "asked_at",
        "meeting",
        "decided_by",
        "decided_at",
        "refused_because",
    )
    actions = ("agreed", "not_agreed")

    def _decide(self, request, queryset, *, agreed: bool, title: str):
        class DecisionForm(DecidedWhere):
            meetings = edited_rows(Meeting, request.user)
            if not agreed:
                reason = forms.CharField(
                    label="Why not", widget=forms.Textarea(attrs={"rows": 3, "cols": 60})
                )

        def do(change, **typed):
            decide_new_date(change=change, agreed=agreed, by=request.user, **typed)

        return self.ask(request, queryset, title=title, form_class=DecisionForm, do=do, said="Recorded")

    @admin.action(description="Record that the new date was agreed")
    def agreed(self, request, queryset):
        return self._decide(request, queryset, agreed=True, title="Record that the new date was agreed")

    @admin.action(description="Record that the new date was not agreed")
    def not_agreed(self, request, queryset):
        return self._decide(request, queryset, agreed=False, title="Record that the new date was not agreed")


@admin.register(ChosenReading)
class ChosenReadingAdmin(ReadOnlyAdmin):
    """How the board team reads words of its plan; chosen on an action's own page."""

    called = ("reading of a timescale", "readings of timescales")
    list_display = ("words", "read_as", "plan", "by", "at")
    list_filter = (("plan", EditedRowsFilter),)
    list_select_related = ("plan__board", "by")
    search_fields = ("words",)
    fields = ("plan", "words", "read_as", "by", "at")

    @admin.display(description="read as")
    def read_as(self, chosen):
        return chosen.timescale.words


@admin.register(OneOfManyAnswer)
class OneOfManyAnswerAdmin(ReadOnlyAdmin):
    """What each of many said of an action that all of a kind own; answered on the page of the action."""

    called = ("answer to an action of many", "answers to actions of many")
    list_display = ("at", "action", "body", "state", "words", "by")
    list_display_links = ("at", "action")
    list_filter = ("state", ("action__plan", EditedRowsFilter))
    list_select_related = ("action__plan__board", "body", "by")
    search_fields = ("action__label", "action__text", "body__name", "words")
    fields = ("action", "body", "state", "words", "by", "at")


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Help promised and other decisions of meetings; recorded on the page of their action."""

    list_display = ("recorded_at", "kind", "action", "words", "helper", "due_on", "outcome", "meeting")
    list_display_links = ("recorded_at", "kind")
    list_filter = ("kind", "outcome", ("action__plan", EditedRowsFilter))
    list_select_related = ("action__plan__board", "helper_agency", "helper_body", "meeting__body")
    search_fields = ("action__label", "action__text", "words", "outcome_words")
    date_hierarchy = "recorded_at"
    fields = (
        "action",
        "kind",
        "words",
        "helper_agency",
        "helper_body",
        "due_on",
        "meeting",
        "recorded_by",
        "recorded_at",
        "outcome",
        "outcome_words",
        "settled_by",
        "settled_at",
    )

    @admin.display(description="promised by")
    def helper(self, decision):
        return decision.helper or ""


@admin.register(Matter)
class MatterAdmin(ReadOnlyAdmin):
    """What meetings decided about anything else than actions; recorded on the page of the meeting."""

    list_display = ("meeting", "words", "owner", "due_on", "state")
    list_display_links = ("meeting", "words")
    list_filter = ("state", ("owner", EditedRowsFilter), ("meeting", EditedRowsFilter))
    list_select_related = ("meeting__body__board", "owner")
    search_fields = ("words", "outcome", "owner__name", "meeting__body__name")
    date_hierarchy = "meeting__held_on"
    fields = (
        "meeting",
        "words",
        "owner",
        "named_person",
        "due_on",
        "recorded_by",
        "recorded_at",
        "state",
        "outcome",
        "settled_on",
        "settled_by",
        "settled_at",
    )


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Links and files that show what updates say; added and withdrawn on the page of their action."""

    list_display = ("at", "action", "title", "what", "by", "withdrawn_at")
    list_display_links = ("at", "title")
    list_filter = (("action__plan", EditedRowsFilter),)
    list_select_related = ("action__plan__board", "by")
    search_fields = ("action__label", "action__text", "title", "name", "link", "sha256", "by__name")
    date_hierarchy = "at"
    fields = (
        "action",
        "title",
        "link",
        "name",
        "kind",
        "size",
        "sha256",
        "by",
        "at",
        "why_withdrawn",
        "withdrawn_by",
        "withdrawn_at",
    )


@admin.register(ScrutinyEntry)
class ScrutinyEntryAdmin(ReadOnlyAdmin):
    """The scrutineer's log; kept on its own page."""

    list_display = ("seen_on", "kind", "words", "source", "to", "response_due_on", "state")
    list_display_links = ("seen_on", "kind")
    list_filter = (
        ("board", EditedRowsFilter),
        "kind",
        ("to_agency", EditedRowsFilter),
        ("to_body", EditedRowsFilter),
    )
    list_select_related = ("board", "action__plan", "priority__plan", "to_agency", "to_body")
    search_fields = ("words", "source", "response", "outcome")
    date_hierarchy = "seen_on"
    fields = (
        "board",
        "kind",
        "words",
        "source",
        "seen_on",
        "priority",
        "action",
        "to_agency",
        "to_body",
        "response_due_on",
        "written_by",
        "recorded_at",
        "shared_on",
        "response",
        "responded_on",
        "answered_by",
        "outcome",
        "closed_at_meeting",
        "closed_by",
        "closed_at",
    )


@admin.register(Challenge)
class ChallengeAdmin(ReadOnlyAdmin):
    """The challenge log; kept on its own page."""

    list_display = ("raised_on", "to", "words", "action", "raised_by", "response_due_on", "status")
    list_display_links = ("raised_on", "to")
    list_filter = (("plan", EditedRowsFilter), ("to_agency", EditedRowsFilter), ("to_body", EditedRowsFilter))
    list_select_related = ("plan__board", "action__plan", "to_agency", "to_body")
    search_fields = ("words", "response", "outcome", "raised_by", "action__label")
    date_hierarchy = "raised_on"
    fields = (
        "plan",
        "action",
        "to_agency",
        "to_body",
        "words",
        "raised_by",
        "raised_on",
        "meeting",
        "response_due_on",
        "recorded_by",
        "recorded_at",
        "response",
        "responded_on",
        "answered_by",
        "answered_at",
        "outcome",
        "unanswered_because",
        "closed_by",
        "closed_at",
    )


@admin.register(Risk)
class RiskAdmin(ReadOnlyAdmin):
    """The risk register; kept on its own page."""

    list_display = ("raised_on", "words", "score", "held_by", "review_on", "closed_at")
    list_display_links = ("raised_on", "words")
    list_filter = ("likelihood", "impact", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board",)
    search_fields = ("words", "response", "held_by", "action__label")
    date_hierarchy = "raised_on"
    fields = (
        "plan",
        "action",
        "words",
        "likelihood",
        "impact",
        "response",
        "held_by",
        "raised_on",
        "review_on",
        "recorded_by",
        "changed_at",
        "why_closed",
        "closed_by",
        "closed_at",
    )


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    """Views of lists; saved, shared and removed beside the lists."""

    called = ("saved view", "saved views")
    list_display = ("name", "kind", "person", "is_shared", "saved_at")
    list_filter = ("is_shared", ("board", EditedRowsFilter))
    list_select_related = ("person", "board")
    search_fields = ("name", "person__name")
    date_hierarchy = "saved_at"
    fields = ("person", "board", "kind", "name", "asked", "is_shared", "saved_at")


@admin.register(ReviewKind)
class ReviewKindAdmin(ReadOnlyAdmin):
    """Kinds of review with their stages; kept on pages of their own."""

    list_display = ("name", "board", "is_audit", "look_again_after")
    list_filter = (("board", EditedRowsFilter), "is_audit")
    list_select_related = ("board",)
    search_fields = ("name", "stages")
    fields = ("board", "name", "is_audit", "stages", "look_again_after")


class StageInline(ReadOnlyInline):
    model = ReviewStage
    fields = ("words", "done_on")


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """Reviews and audits by code name; kept on their own pages."""

    inlines = (StageInline,)

    list_display = (
        "code_name",
        "kind",
        "led_by",
        "planned_for",
        "commissioned_on",
        "published_on",
        "shared_on",
    )
    list_filter = (("kind", EditedRowsFilter), ("board", EditedRowsFilter))
    list_select_related = ("board", "kind")
    search_fields = ("code_name", "topic", "led_by")
    fields = (
        "board",
        "kind",
        "code_name",
        "topic",
        "led_by",
        "agencies",
        "planned_for",
        "notified_on",
        "commissioned_on",
        "published_on",
        "link",
        "follows",
        "shared_on",
        "stopped_on",
        "stopped_because",
        "recorded_by",
        "changed_at",
    )


class CarryingOutInline(ReadOnlyInline):
    model = RecommendationAction
    verbose_name, verbose_name_plural = "action", "actions"
    fields = ("action",)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    """What reviews recommended; kept on their own pages, where it is said how each stands."""

    inlines = (CarryingOutInline,)

    list_display = ("__str__", "text", "response", "closed_on", "impact_due_on")
    list_filter = ("response", ("review", EditedRowsFilter), ("themes", EditedRowsFilter))
    list_select_related = ("review__board",)
    search_fields = ("number", "text", "review__code_name", "response_reason", "evidence")
    fields = (
        "review",
        "number",
        "text",
        "agencies",
        "bodies",
        "themes",
        "response",
        "response_reason",
        "responded_on",
        "evidence",
        "closed_on",
        "closed_at_meeting",
        "closed_because",
        "closed_by",
        "impact_due_on",
        "changed_at",
    )


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    """What recommendations of several reviews are about."""

    list_display = ("name", "board")
    list_filter = (("board", EditedRowsFilter),)
    list_select_related = ("board",)
    search_fields = ("name",)
    fields = ("board", "name")


@admin.register(ImpactLook)
class ImpactLookAdmin(ReadOnlyAdmin):
    """What was found of the impact of closed recommendations."""

    called = ("look at an impact", "what was found of impact")
    list_display = ("on", "recommendation", "found", "words", "by")
    list_display_links = ("on", "recommendation")
    list_filter = ("found", ("recommendation__review", EditedRowsFilter))
    list_select_related = ("recommendation__review__board", "by")
    search_fields = ("recommendation__text", "words", "by__name")
    date_hierarchy = "on"
    fields = ("recommendation", "on", "found", "words", "by", "at")


@admin.register(ImportDraft)
class ImportDraftAdmin(ReadOnlyAdmin):
    """Documents that were read as a plan; they are looked at and taken in on the plan's own pages."""

    list_display = ("read_on", "name", "kind", "plan", "state")
    list_display_links = ("read_on", "name")
    list_filter = ("state", "kind", ("plan", EditedRowsFilter))
    list_select_related = ("plan__board",)
    search_fields = ("name",)
    date_hierarchy = "read_on"
    fields = ("plan", "kind", "name", "state", "read_on", "taken_in_on")


@admin.register(ImportedWords)
class ImportedWordsAdmin(ReadOnlyAdmin):
    """What documents said of actions before."""

    called = ("progress of an earlier document", "progress of earlier documents")
    list_display = ("action", "rating", "rating_words", "progress")
    list_filter = ("rating", ("action__plan", EditedRowsFilter))
    list_select_related = ("action__plan__board",)
    search_fields = ("action__label", "action__text", "progress", "evidence")
    fields = ("action", "draft", "rating", "rating_words", "progress", "evidence")


@admin.register(StandardSet)
class StandardSetAdmin(ReadOnlyAdmin):
    """Sets of standards in every version; written on pages of the product."""

    list_display = ("title", "version", "at", "by")
    list_select_related = ("board", "by")
    search_fields = ("title", "source")
    fields = ("board", "kind", "title", "source", "version", "replaces", *StandardSet.WORDS, "by", "at")


@admin.register(Standard)
class StandardAdmin(ReadOnlyAdmin):
    list_display = ("number", "title", "standard_set")
    list_display_links = ("number", "title")
    list_filter = (("standard_set", EditedRowsFilter),)
    list_select_related = ("standard_set__board",)
    search_fields = ("title", "words")
    fields = ("standard_set", "key", "number", "title", "words", "position")


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(ReadOnlyAdmin):
    list_display = ("title", "plan", "asked_on", "due_on", "closed_at")
    list_filter = (("plan", EditedRowsFilter),)
    list_select_related = ("plan__board",)
    search_fields = ("title", "introduction", "outcome")
    date_hierarchy = "asked_on"
    fields = (
        "plan",
        "title",
        "standards",
        "previous",
        "actions_plan",
        "introduction",
        "asked_on",
        "due_on",
        "by",
        "changed_at",
        "outcome",
        "closed_by",
        "closed_at",
    )


@admin.register(AgencyReturn)
class AgencyReturnAdmin(ReadOnlyAdmin):
    list_display = ("body", "assessment", "sent_at", "moderated_at", "shared_at")
    list_filter = (("assessment", EditedRowsFilter),)
    list_select_related = ("assessment__plan__board", "body")
    search_fields = ("body__name", "assessment__title")
    fields = (
        "assessment",
        "body",
        "strengths",
        "sent_at",
        "sent_by",
        "handed_back_because",
        "handed_back_at",
        "handed_back_by",
        "reminded_at",
        "moderated_at",
        "moderated_by",
        "session_on",
        "session_meeting",
        "session_agreed",
        "session_by",
        "shared_at",
        "shared_by",
    )


@admin.register(ReturnAnswer)
class ReturnAnswerAdmin(ReadOnlyAdmin):
    list_display = ("agency_return", "standard", "score", "moderated_score", "at")
    list_filter = ("score", "moderated_score", ("agency_return__assessment", EditedRowsFilter))
    list_select_related = ("agency_return__assessment__plan__board", "agency_return__body", "standard")
    search_fields = ("standard__title", "evidence", "improve")
    fields = (
        "agency_return",
        "standard",
        *ReturnAnswer.SAID,
        "carried_from",
        "by",
        "at",
        "action",
        "moderated_score",
        "moderated_because",
        "moderated_by",
        "moderated_at",
        "shared_at",
    )


@admin.register(AnswerEvidence)
class AnswerEvidenceAdmin(ReadOnlyAdmin):
    list_display = ("at", "title", "answer", "withdrawn_at")
    list_display_links = ("at", "title")
    list_select_related = (
        "answer__agency_return__assessment__plan__board",
        "answer__agency_return__body",
        "answer__standard",
    )
    search_fields = ("title", "link", "name")
    date_hierarchy = "at"
    fields = (
        "answer",
        "title",
        "link",
        "name",
        "kind",
        "size",
        "sha256",
        "by",
        "at",
        "why_withdrawn",
        "withdrawn_by",
        "withdrawn_at",
    )


@admin.register(BodyDocument)
class BodyDocumentAdmin(ReadOnlyAdmin):
    list_display = ("at", "title", "body", "document", "agreed_on", "review_due_on", "withdrawn_at")
    list_display_links = ("at", "title")
    list_filter = ("document",)
    list_select_related = ("body__board",)
    search_fields = ("title", "link", "name", "body__name")
    date_hierarchy = "at"
    fields = (
        "body",
        "document",
        "title",
        "link",
        "name",
        "kind",
        "size",
        "sha256",
        "agreed_on",
        "agreed_at_meeting",
        "review_due_on",
        "by",
        "at",
        "why_withdrawn",
        "withdrawn_by",
        "withdrawn_at",
    )
