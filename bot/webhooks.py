"""Telling Telegram where its updates go, and the secret that proves them."""

from __future__ import annotations

import requests

from bot.settings import Settings

PATH = "/webhooks/telegram/webhook"
_KINDS = ["message", "edited_message", "callback_query"]


class WebhookRefused(Exception):
    """The webhook was not set: why, and what to do."""


def set_telegram(here: Settings) -> str:
    """Have Telegram send its updates to this bot; the address comes back.

    Raises:
        WebhookRefused: something is not set, or Telegram refused.
    """
    if not (here.telegram_token and here.public_url):
        raise WebhookRefused("Set CHARLEY_TELEGRAM_TOKEN and CHARLEY_PUBLIC_URL first.")
    address = f"{here.public_url}{PATH}"
    wish = {"url": address, "secret_token": here.telegram_hook, "allowed_updates": _KINDS}
    try:
        given = requests.post(
            f"{here.telegram_api}/bot{here.telegram_token}/setWebhook", json=wish, timeout=30
        )
        told = given.json()
    except (requests.RequestException, ValueError):
        raise WebhookRefused("Telegram could not be reached.") from None  # an error would name the token
    if not (isinstance(told, dict) and told.get("ok")):
        why = told.get("description") if isinstance(told, dict) else None
        raise WebhookRefused(f"Telegram refused: {why or f'HTTP {given.status_code}'}.")
    return address
