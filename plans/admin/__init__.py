"""Typing a plan: its levels, actions, quarters and glossary, and reading what was said about them."""

from plans.admin import action, plan, record

__all__ = ["action", "plan", "record"]
