"""Shapes that published plans have, as words for their levels. A choice to start from; every word can be changed."""

PLAN_WORDS: dict[str, tuple[str, dict[str, str]]] = {
    "sections": ("Sections with actions: owner, when, what we are trying to achieve", {}),
    "priority-areas": (
        "Priority areas with tasks: lead, completion date, outcome",
        {
            "section_label": "Priority area",
            "section_label_plural": "Priority areas",
            "action_label": "Task",
            "action_label_plural": "Tasks",
            "owner_label": "Lead",
            "owner_label_plural": "Leads",
            "when_label": "Completion date",
            "outcome_label": "Outcome",
        },
    ),
    "work-streams": (
        "Work streams with priorities: lead, timescale, outcome",
        {
            "section_label": "Work stream",
            "section_label_plural": "Work streams",
            "priority_label": "Aim",
            "priority_label_plural": "Aims",
            "action_label": "Priority",
            "action_label_plural": "Priorities",
            "owner_label": "Lead",
            "owner_label_plural": "Leads",
            "when_label": "Timescale",
            "outcome_label": "Outcome",
        },
    ),
}
