"""Conversations: kept until forgotten, never silently lost."""
