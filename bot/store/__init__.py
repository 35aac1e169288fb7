"""What is known: reading content/, building the facts database, asking it. Never imports Rasa."""
