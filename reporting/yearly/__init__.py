"""The yearly report: what it says, and how a final keeps it."""
