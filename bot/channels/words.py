"""What channels say about themselves. Nothing medical: that comes from content/."""

NOT_SAVED = "I could not save this message, so I may not remember it. If it matters, please tell me again."
NOT_REMEMBERED = (
    "I cannot look up what we said before right now. If it matters for your safety, please tell me again."
)
NOT_FORGOTTEN = "I could not delete this conversation just now. Please ask me again in a moment."
BROKEN = "Something on my side failed, so I cannot answer this now. Please try again in a moment."
HEAD_TOO_LONG = "The address and headers of the request are too long, so none of it was read."
IF_URGENT = "If this could be an emergency, {call}."
DIARY_CODE = (
    "Your diary's code is {code}. Write it down now: it is shown only this once, and it opens your diary in "
    "another talk when you say: use my diary code, and then the code."
)
DIARY_NOT_KEPT = "The diary could not be kept under a code right now. What you log here stays in this talk."
DIARY_NOT_DELETED = (
    "The diary under its code could not be deleted right now. Please say it again in a moment."
)
SHOWN_ONCE = "The diary's code was shown once. Say: keep my diary, to get a new code in its place."

# In messaging apps.
CHOOSE = "Please choose:"
BY_NUMBER = "Reply with a number, or in your own words."
ONLY_TEXT = "I can only read written words, not pictures, stickers or recordings. Please write it to me."
TOO_LONG = "That message is over 1,000 characters, so I did not take it in. Please send it in parts."
TOO_FAST = "That was too many messages at once. Please wait for an answer, then send the next."
NOT_OFFERED = "That choice is no longer open. Please type it in your own words."
LOST = "Your last message got lost on my side before I could answer. Please send it again."
