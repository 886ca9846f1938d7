"""What reporting decides by, pure: no Django, no clock, no database."""
