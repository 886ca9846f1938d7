"""The process apart: `process` starts it and sets its limits; each other module here is work that it does.

Nothing here may import Django or anything of ours that does: whatever a file does to its reader, it does it without the
product's settings, database and keys.
"""
