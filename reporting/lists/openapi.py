"""The OpenAPI document of the data addresses, made from what `reporting.lists.data` declares, in our own words."""

from apispec import APISpec
from django.conf import settings

from lscb.lists import Column, Kind
from plans.models import Plan
from reporting.lists.data import DATASETS, LONGEST, PAGE, VERSION, Dataset, machine_name
from subgroups.models import Board

PLANS = [
    Column("slug", "In addresses", lambda plan: plan.slug),
    Column("title", "Title", lambda plan: plan.title),
    Column("starts", "From", lambda plan: plan.starts_on, kind=Kind.DAY),
    Column("ends", "To", lambda plan: plan.ends_on, kind=Kind.DAY),
    Column("state", "State", lambda plan: plan.get_state_display()),
    Column("kind", "Kind", lambda plan: plan.get_kind_display()),
    Column("linked_to", "Linked to", lambda plan: plan.business_plan.slug if plan.is_linked else ""),
]
BASE = f"/data/v{VERSION}"
_FORMATS = {Kind.DAY: "date", Kind.MOMENT: "date-time"}
_TEXT = {"type": "string"}


def nobodys_plan() -> Plan:
    """A plan that is nobody's, in our own words: what is said of every plan is said of it."""
    ours = {"self_assessment_label": "Self-assessment", "self_assessment_label_plural": "Self-assessments"}
    return Plan(board=Board(**ours))


def document(server: str) -> dict:
    """The document, for the addresses that begin with `server`."""
    spec = APISpec(
        title=f"{settings.SERVICE_NAME}: data",
        version=f"{VERSION} ({settings.VERSION})",
        openapi_version="3.1.0",
        info={
            "description": "Tables of a board’s plans, to be read. A column keeps its name and its type as long as the "
            "number in the addresses is the same; columns may be added behind. Nothing where a row says nothing."
        },
        servers=[{"url": server}],
        security=[{"bearer": []}, {"in_address": []}],
    )
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("in_address", {"type": "apiKey", "in": "query", "name": "key"})
    spec.components.schema("error", {"type": "object", "required": ["error"], "properties": {"error": _TEXT}})
    _path(spec, f"{BASE}/plans", "plans", "The plans that the key opens.", PLANS, [])
    plan = {
        "name": "plan",
        "in": "path",
        "required": True,
        "schema": _TEXT,
        "description": "Its slug in plans.",
    }
    as_at = {
        "name": "as_at",
        "in": "query",
        "schema": {"type": "integer"},
        "description": "The id of a final report, in reports: the table as that report keeps it, in the same columns.",
    }
    for dataset in DATASETS.values():
        columns = dataset.columns_of(nobodys_plan())
        asked = [plan, as_at] if dataset.kept else [plan]
        says = f"{dataset.says} {as_at_words(dataset)}"
        _path(spec, f"{BASE}/plans/{{plan}}/{dataset.name}", dataset.name, says, columns, asked)
    spec.path(
        f"{BASE}/plans/{{plan}}/reports/{{id}}.json",
        operations={
            "get": {
                "operationId": "report",
                "summary": "All that one final report says, in the shape that its number names.",
                "parameters": [
                    plan,
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": _content("application/json", {"type": "object"}, "The report."),
                    **_REFUSALS,
                },
            }
        },
    )
    return spec.to_dict()


def as_at_words(dataset: Dataset) -> str:
    """What can be read of a table as at a final report, in one sentence."""
    return f"As at a final report: {dataset.kept}." if dataset.kept else "Only as at today."


def schema_of(column: Column) -> dict:
    """What a column says, as JSON Schema: its kind, or nothing."""
    kind = "string" if column.kind in _FORMATS else str(column.kind)
    schema: dict = {"type": [kind, "null"], "description": column.heading}
    return schema | ({"format": _FORMATS[column.kind]} if column.kind in _FORMATS else {})


def _path(
    spec: APISpec, address: str, name: str, says: str, columns: list[Column], asked: list[dict]
) -> None:
    row = {machine_name(column): schema_of(column) for column in columns}
    spec.components.schema(name, {"type": "object", "properties": row, "required": list(row)})
    whole = {"type": "integer"}
    answer = {
        "type": "object",
        "required": ["rows", "page", "pages", "count"],
        "properties": {
            "dataset": _TEXT,
            "plan": _TEXT,
            "as_at": _TEXT,
            "page": whole,
            "pages": whole,
            "count": whole,
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
        },
    }
    answers = {
        "json": ("application/json", answer, "A page of rows."),
        "csv": ("text/csv", _TEXT, "The same, a line a row, in UTF-8 with its mark."),
    }
    for kind, said in answers.items():
        spec.path(
            f"{address}.{kind}",
            operations={
                "get": {
                    "operationId": f"{name}_{kind}",
                    "summary": says,
                    "parameters": [*asked, *_PAGES],
                    "responses": {"200": _content(*said) | {"headers": _HEADERS}, **_REFUSALS},
                }
            },
        )


def _content(media: str, schema: dict, says: str) -> dict:
    return {"description": says, "content": {media: {"schema": schema}}}


_PAGES = [
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
    {
        "name": "size",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": LONGEST, "default": PAGE},
    },
]
_HEADERS = {
    "Link": {"description": "The first, previous, next and last page (RFC 8288).", "schema": _TEXT},
    "X-Total-Count": {"description": "How many rows there are in all.", "schema": {"type": "integer"}},
}
_ERROR = {"$ref": "#/components/schemas/error"}
_REFUSALS = {
    status: _content("application/json", _ERROR, says)
    for status, says in {
        "400": "What was asked cannot be answered.",
        "401": "No key, or none that is in force.",
        "404": "Nothing that this key opens.",
        "429": "Too many requests: wait a minute.",
    }.items()
}
