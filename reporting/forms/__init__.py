"""What is typed on the pages of reporting: one module a subject, as in `operations`."""
