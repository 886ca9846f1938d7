"""What is typed and chosen about boards, groups and people: one module a subject."""
