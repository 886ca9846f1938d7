"""The lists of a plan that can be taken away as files: each is declared here once, with all its columns."""
