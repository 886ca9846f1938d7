"""A board in one file: all its rows, their history, its trail and its files, to be read by another installation.

`held` says which rows of each model are a board's, `layout` how they stand in the file, `writing` makes one, `checking`
finds out whether one is whole, and `loading` reads it into an empty installation.
"""
