"""Business events: their audit trail and its codes, the locks they hold, what every door refuses."""
