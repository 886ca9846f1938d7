"""The yearly report: `content` says what it says and how a final keeps it, `finance_table` its sums.

It is drafted from a module a material, all pure, and `reading`, which fills their facts.
"""
