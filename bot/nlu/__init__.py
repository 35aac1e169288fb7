"""What Rasa loads by name from config.yml: thin wrappers over bot.language and bot.core."""
