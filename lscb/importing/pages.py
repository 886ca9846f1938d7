"""The pages by which a document is handed in, looked at row by row, corrected, taken in, and taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from lscb.errors import Refused
from lscb.importing import events, tasks
from lscb.importing.drafts import Draft
from lscb.importing.forms import DecideForm, HandInForm, ListRowForm, RowForm
from lscb.importing.kinds import Kind
from lscb.importing.lists import ListKind, Offered, counted
from lscb.importing.shapes import LEFT_OUT, ColumnRead, ListColumn
from lscb.permissions import Verb, require
from lscb.web.pages import form_page
from lscb.web.waiting import gone_on
from lscb.wording import number_of
from lscb.words import own_words
from lscb.work import background

ROWS_ON_A_PAGE = 100


class DraftPages:
    """The pages of one kind of document for one plan or board.

    :param drafts: those of the plan or board that the person may see, of every kind.
    :param routes: what the names of their addresses begin with, as "plans:import".
    :param args: of their addresses, in front of the draft's key.
    :param back: where the person came from: an address and what it is called.
    """

    kind: Kind
    looking = "importing/look.html"

    def __init__(
        self,
        *,
        whole: Model,
        drafts: QuerySet,
        routes: str,
        args: Sequence[str],
        back: tuple[str, str],
        **shown: Any,
    ):
        self.whole, self.drafts, self.routes, self.args = whole, drafts, routes, list(args)
        self.shown = shown | {"back_to": back[0], "back_words": back[1]}

    # --- what each kind says of itself

    def keep(self, document, name, by) -> Draft:
        raise NotImplementedError

    def listed_words(self) -> dict[str, str]:
        """`title` and `lede` of the page on which one is handed in."""
        raise NotImplementedError

    def rows(self, draft: Draft) -> tuple[Any, list]:
        """The document as it is read, and its rows as they would be, those that are left out too."""
        raise NotImplementedError

    def look_words(self, draft: Draft, read, rows: list) -> dict:
        """What the page of the preview shows besides."""
        raise NotImplementedError

    def row_form(self, data, draft: Draft, row) -> RowForm:
        raise NotImplementedError

    def take_in_words(self, draft: Draft, rows: list) -> dict:
        """`question` and `says` of the page that asks whether to take it in."""
        raise NotImplementedError

    def end_words(self, draft: Draft) -> dict:
        """`question` and `says` of the page that asks whether to take it out again."""
        raise NotImplementedError

    def decide_form(self, data, draft: Draft, rows: list) -> DecideForm:
        return DecideForm(data, expected=draft.version)

    def decided(self, form: DecideForm) -> dict:
        """What was said with the decision to take it in, for `Kind.take_in`."""
        return {}

    # --- pages

    def url(self, page: str, *args: object) -> str:
        return reverse(f"{self.routes}-{page}", args=[*self.args, *args])

    def page(self, request, template: str, context: dict, form=None):
        return form_page(request, template, self.shown | context, form)

    @property
    def here(self) -> str:
        """Where documents of this kind are handed in."""
        return self.url("list")

    def hand_in(self, request):
        """Hand in a document, or go on with one that was handed in."""
        require(request.user, Verb.EDIT_PLAN, self.whole)
        form = HandInForm(*_sent(request), too_large=getattr(request, "upload_too_large", False))
        if form.is_valid():
            try:
                document, name = form.read()
                draft = self.keep(document, name, request.user)
            except Refused as refused:
                form.add_error(
                    "pasted" if form.cleaned_data["pasted"] else "file", " ".join(refused.messages)
                )
            else:
                return redirect(self.url("look", draft.pk))
        drafts = [
            (draft, self.url("look", draft.pk), self.url("end", draft.pk))
            for draft in self.drafts.filter(kind=self.kind.name).defer("document")
        ]
        return self.page(request, "importing/list.html", self.listed_words() | {"drafts": drafts}, form)

    def draft_or_404(self, request, pk: int) -> Draft:
        draft = get_object_or_404(self.drafts.filter(kind=self.kind.name), pk=pk)
        require(request.user, Verb.EDIT_PLAN, draft)
        return draft

    def look(self, request, pk: int):
        """Each row as it will be, the columns above it, and all that was not placed; what is ticked is saved."""
        draft = self.draft_or_404(request, pk)
        form = DecideForm(_sent(request)[0], expected=draft.version)
        if form.is_valid():
            try:
                events.correct_document(draft=draft, by=request.user, **self.chosen(request.POST, draft))
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, "Saved. The rows below are as the document is read now.")
                return redirect(f"{request.path}?page={request.POST.get('page', '1')}")
        read, rows = self.rows(draft)
        page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        for row in page.object_list:
            row.correct_url = self.url("row", draft.pk, row.key)
        context = {
            "draft": draft,
            "page_obj": page,
            "read": read,
            "columns": once_each([each for each in read.columns if each.of_plan], draft),
            "other_columns": once_each([each for each in read.columns if not each.of_plan], draft),
            "list_url": self.here,
            "end_url": self.url("end", draft.pk),
            "take_in_url": self.url("take-in", draft.pk),
        }
        return self.page(request, self.looking, context | self.look_words(draft, read, rows), form)

    def chosen(self, posted, draft: Draft) -> dict:
        """What is typed on the page of the preview: which column is which, and which of the rows shown are kept."""
        allowed = {*self.kind.names(draft)[0], LEFT_OUT}
        columns = dict(draft.columns)
        for name, value in posted.items():
            if name.startswith("column:") and value in allowed and value != posted.get(f"was:{name[7:]}"):
                columns[name[7:][:200]] = value
        seen = set(posted.getlist("shown"))
        dropped = (set(draft.dropped) - seen) | (seen - set(posted.getlist("keep")))
        return {"columns": columns, "dropped": dropped}

    def row(self, request, pk: int, key: str):
        """Correct what one row says."""
        draft = self.draft_or_404(request, pk)
        _, rows = self.rows(draft)
        place = next((at for at, each in enumerate(rows) if each.key == key), None)
        if place is None:
            raise Http404("There is no such row.")
        form = self.row_form(_sent(request)[0], draft, rows[place].row)
        back = f"{self.url('look', draft.pk)}?page={place // ROWS_ON_A_PAGE + 1}#row-{key}"
        if form.is_valid():
            said = {**draft.corrected.get(key, {}), **form.corrections()}
            try:
                events.correct_document(
                    draft=draft, by=request.user, corrected={**draft.corrected, key: said}
                )
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, f"{rows[place].called or 'The row'} is corrected.")
                return redirect(back)
        context = {"draft": draft, "back": back, "called": rows[place].called or "a row"}
        return self.page(request, "importing/row.html", context, form)

    def take_in(self, request, pk: int):
        """Take in what is kept, in the background: it takes some seconds."""
        draft = self.draft_or_404(request, pk)
        look = self.url("look", draft.pk)
        if not draft.is_open:
            return redirect(look)
        _, rows = self.rows(draft)
        form = self.decide_form(_sent(request)[0], draft, rows)
        if form.is_valid():
            job = background.start(
                tasks.take_in_document,
                title=f"Taking in “{draft}”",
                kind="Taking in a document",
                by=request.user,
                opens=look,
                model=draft._meta.label_lower,
                draft_id=draft.pk,
                version=draft.version,
                decided=self.decided(form),
            )
            return gone_on(request, job)
        context = {"draft": draft, "look_url": look} | self.take_in_words(draft, rows)
        return self.page(request, "importing/take_in.html", context, form)

    def end(self, request, pk: int):
        """Take nothing of a document in; or, once it was taken in, undo that."""
        draft = self.draft_or_404(request, pk)
        form = DecideForm(_sent(request)[0], expected=draft.version)
        was_in = draft.is_taken_in
        if form.is_valid():
            try:
                (self.kind.take_out if was_in else events.discard_document)(draft=draft, by=request.user)
            except Refused as refused:
                form.refuse(refused)
            else:
                done = "is taken out again" if was_in else "is put aside; nothing of it is taken in"
                messages.success(request, f"“{draft}” {done}.")
                return redirect(self.here)
        context = {
            "draft": draft,
            "list_url": self.here,
            "look_url": self.url("look", draft.pk),
            "was_in": was_in,
            "why_not": self.kind.why_not_taken_out(draft) if was_in else "",
        }
        return self.page(request, "importing/end.html", context | self.end_words(draft), form)


def _sent(request):
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def once_each(columns: list[ColumnRead], draft: Draft) -> list[tuple[ColumnRead, str]]:
    """Columns of one heading once, with what is chosen for them now."""
    once = {column.key: column for column in reversed(columns)}
    found = [each for each in columns if once[each.key] is each]
    return [(each, each.column or draft.columns.get(each.key) or LEFT_OUT) for each in found]


# --- Lists ------------------------------------------------------------------------------------------------------


@dataclass
class ListShown:
    """A row of the preview of a list."""

    offered: Offered
    kept: bool
    corrected: bool
    cells: list[tuple[str, str, str]]  # of each column its label, what it says and how that is read
    correct_url: str = ""

    @property
    def row(self):
        return self.offered.row

    @property
    def key(self) -> str:
        return self.offered.row.key

    @property
    def called(self) -> str:
        """What the row says first, to name it."""
        return next((words for _, words, _ in self.cells if words), "")

    @property
    def taken(self) -> bool:
        return self.kept and self.offered.can_be_taken


class ListPages(DraftPages):
    """The pages of a list."""

    kind: ListKind

    def __init__(self, kind: ListKind, **where: Any):
        super().__init__(**where)
        self.kind = kind

    @cached_property
    def columns(self) -> Sequence[ListColumn]:
        return self.kind.columns(self.whole)

    @cached_property
    def shown_columns(self) -> Sequence[ListColumn]:
        return sorted(self.columns, key=lambda column: not column.leads)

    @property
    def here(self) -> str:
        return reverse(f"{self.routes}-of", args=[*self.args, self.kind.name])

    def keep(self, document, name, by):
        draft = self.drafts.model(kind=self.kind.name, **self.of_whole())
        like = self.drafts.filter(kind=self.kind.name)
        return events.keep_list(draft=draft, document=document, name=name, by=by, like=like)

    def of_whole(self) -> dict[str, Model]:
        """The field of a draft that says whose it is."""
        return {self.whole._meta.model_name: self.whole}

    def listed_words(self):
        said = {"title": f"Import {self.kind.many}", "lede": self.kind.lede}
        return {name: own_words(words, self.whole.own_words) for name, words in said.items()}

    def rows(self, draft):
        read, offered = self.kind.read(draft, self.columns)
        used = {name for each in offered for name, words in each.row.cells.items() if words}
        columns = [column for column in self.shown_columns if column.name in used]
        return read, [
            ListShown(
                each,
                kept=each.row.key not in draft.dropped,
                corrected=each.row.key in draft.corrected,
                cells=[
                    (column.label, each.row[column.name], each.reads.get(column.name, ""))
                    for column in columns
                ],
            )
            for each in offered
        ]

    def look_words(self, draft, read, rows):
        taken = [each for each in rows if each.taken]
        new, changed = counted([each.offered for each in taken])
        before = self.kind.count(self.whole)
        return {
            "kind": self.kind,
            "headings": [label for label, _, _ in rows[0].cells] if rows else [],
            "choices": [(column.name, column.label) for column in self.shown_columns]
            + [(LEFT_OUT, "Not used")],
            "new": new,
            "changed": changed,
            "taken": number_of(new + changed, self.kind.one, self.kind.many) if taken else "",
            "left_out": sum(each.offered.can_be_taken and not each.kept for each in rows),
            "there": sum(each.offered.is_there for each in rows),
            "wrong": sum(bool(each.offered.wrong) for each in rows),
            "odd": sum(bool(each.offered.oddities) for each in taken),
            "before": before,
            "after": before + new,
        }

    def row_form(self, data, draft, row):
        return ListRowForm(data, draft=draft, row=row, columns=self.shown_columns)

    def take_in_words(self, draft, rows):
        taken = [each for each in rows if each.taken]
        things = sum(counted([each.offered for each in taken]))
        return {
            "question": f"Take in {number_of(things, self.kind.one, self.kind.many)}?",
            "odd": sum(bool(each.offered.oddities) for each in taken),
            "says": self.kind.says,
        }

    def end_words(self, draft):
        return {
            "question": f"Take “{draft}” out again?",
            "says": "What it added goes, and what it changed is as it was before. The history keeps that it was there.",
        }
