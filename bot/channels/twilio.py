"""WhatsApp and SMS through Twilio: choices by number, STOP and HELP left to Twilio."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from sanic import response
from sanic.response import HTTPResponse

from bot.channels import reading, signatures
from bot.channels.apps import App, Arrived, Event
from bot.channels.parts import Limits, Part
from bot.channels.reading import Malformed, about
from bot.channels.senders import Address
from bot.channels.sending import Call

_TWILIOS_OWN = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "start", "unstop", "help", "info"}
"""What Twilio answers by itself to an SMS that says nothing else. (It also takes "yes" of somebody who had
stopped; here that is an answer.)"""
_WHATSAPP = "whatsapp:"


class Twilio(App):
    """See the module. Named in credentials.yml."""

    needs = {
        "twilio_account": "CHARLEY_TWILIO_ACCOUNT",
        "twilio_token": "CHARLEY_TWILIO_TOKEN",
        "public_url": "CHARLEY_PUBLIC_URL",
    }
    limits = Limits(text=1600)

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return "twilio"

    def is_genuine(self, arrived: Arrived) -> bool:
        """Whether Twilio signed it. It signs the address that it was told, which a proxy may hide from us:
        so the address comes from the settings, never from the request's headers."""
        query = f"?{arrived.request.query_string}" if arrived.request.query_string else ""
        url = f"{self.settings.public_url}{arrived.request.path}{query}"
        try:
            fields = reading.form(arrived.body)
        except Malformed:
            return False
        token = self.settings.twilio_token or ""
        return signatures.twilio(token, url, fields, arrived.header("x-twilio-signature"))

    def events(self, arrived: Arrived) -> Iterator[Event]:
        """The one message of a request."""
        given = dict(reading.form(arrived.body))
        identity = about("MessageSid", given.get("MessageSid"))
        person, number = about("From", given.get("From")), about("To", given.get("To"))
        text = given.get("Body", "").strip()
        is_sms = not person.startswith(_WHATSAPP)
        if "OptOutType" in given or (is_sms and text.lower() in _TWILIOS_OWN):
            return
        media = given.get("NumMedia", "0") != "0" or (not text and "Latitude" in given)
        if text or media:
            yield Event(identity, (person, number), {"to": person, "from": number}, text, unreadable=media)

    def call(self, address: Address, part: Part) -> Call:
        """A message from the number that was written to."""
        account = f"{self.settings.twilio_account}"
        proof = base64.b64encode(f"{account}:{self.settings.twilio_token}".encode()).decode()
        return Call(
            f"{self.settings.twilio_api}/2010-04-01/Accounts/{account}/Messages.json",
            form={"To": address["to"], "From": address["from"], "Body": part.text},
            headers={"Authorization": f"Basic {proof}"},
        )

    def acknowledged(self, arrived: Arrived) -> HTTPResponse:
        """TwiML that says nothing: the answer is sent when it is made."""
        return response.text("<Response/>", content_type="text/xml; charset=utf-8")
