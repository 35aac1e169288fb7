"""What channels say about themselves. Nothing medical: that comes from content/."""

NOT_SAVED = "I could not save this message, so I may not remember it. If it matters, please tell me again."
NOT_REMEMBERED = (
    "I cannot look up what we said before right now. If it matters for your safety, please tell me again."
)
BROKEN = "Something on my side failed, so I cannot answer this now. Please try again in a moment."
IF_URGENT = "If this could be an emergency, {call}."

# In messaging apps.
CHOOSE = "Please choose:"
BY_NUMBER = "Reply with a number, or in your own words."
ONLY_TEXT = "I can only read written words, not pictures, stickers or recordings. Please write it to me."
TOO_LONG = "That message is over 1,000 characters, so I did not take it in. Please send it in parts."
TOO_FAST = "That was too many messages at once. Please wait for an answer, then send the next."
NOT_OFFERED = "That choice is no longer open. Please type it in your own words."
LOST = "Your last message got lost on my side before I could answer. Please send it again."
