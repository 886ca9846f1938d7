"""The lists of a board that can be taken away as files: each is declared here once, with all its columns."""
