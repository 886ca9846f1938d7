"""What a yearly report is drafted from: a module a material, pure, and `reading`, which fills their facts."""
