"""The plan as published: what an edition says, what changed since the last, and how both are read from the plan."""
