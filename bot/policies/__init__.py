"""What Rasa loads by name as a policy."""
