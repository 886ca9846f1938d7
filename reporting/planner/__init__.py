"""The reporting planner and the forward plan: which report is owed to which forum, how often, and when next."""
