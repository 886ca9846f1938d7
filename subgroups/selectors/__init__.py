"""What pages ask about boards, groups and people, in a fixed number of queries."""
