"""The whole installation in one file, and back: the database as it stood at one moment, and the files that it names."""
