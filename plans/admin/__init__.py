"""Typing a plan: its levels, actions, quarters and glossary, and reading what was said about them."""

from plans.admin import action, measure, plan, record

__all__ = ["action", "measure", "plan", "record"]
