"""What Rasa loads by name to word its responses."""
