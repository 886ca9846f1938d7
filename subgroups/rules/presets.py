"""What boards of each kind usually call their people and groups. A choice to start from; every word can be changed."""

BOARD_WORDS: dict[str, tuple[str, dict[str, str]]] = {
    "children-partnership": (
        "Safeguarding children partnership: executive group, independent scrutineer",
        {
            "board_label": "Partnership",
            "business_group_label": "Executive Group",
            "chair_label": "Independent Scrutineer",
            "team_label": "Partnership team",
            "scrutineer_label": "Scrutiny lead",
            "approver_label": "Delegated safeguarding partner",
        },
    ),
    "adults-board": (
        "Safeguarding adults board: executive group, independent chair",
        {
            "board_label": "Board",
            "business_group_label": "Executive Group",
            "chair_label": "Independent Chair",
        },
    ),
    "children-board": (
        "Local safeguarding children board: business group, independent chair",
        {
            "board_label": "Board",
            "business_group_label": "Business Group",
            "chair_label": "Independent Chair",
        },
    ),
}
