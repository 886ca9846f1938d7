"""What is typed on the pages of a plan: one module a subject, as in `views` and `operations`."""
