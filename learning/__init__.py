"""How the second ear learned: a tool for developers, never loaded by the bot."""
