"""Charley, a conversational assistant about foot and leg cramps."""
