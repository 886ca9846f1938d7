"""The lists of reporting that can be taken away as files: each is declared here once, with all its columns."""
