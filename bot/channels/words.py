"""What channels say about themselves. Nothing medical: that comes from content/."""

NOT_SAVED = "I could not save this message, so I may not remember it. If it matters, please tell me again."
NOT_REMEMBERED = (
    "I cannot look up what we said before right now. If it matters for your safety, please tell me again."
)
NOT_FORGOTTEN = "I could not delete this conversation just now. Please ask me again in a moment."
BROKEN = "Something on my side failed, so I cannot answer this now. Please try again in a moment."
IF_URGENT = "If this could be an emergency, {call}."
