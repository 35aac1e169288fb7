"""What only one app has; and our calls beside those of the vendors' own clients."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.channels import words
from bot.channels.apps import App
from bot.channels.sending import Answer
from tests.channels.apps.conftest import Phone
from tests.channels.apps.kits import (
    PERSON,
    MessengerKit,
    SlackKit,
    TelegramKit,
    TwilioKit,
    new_id,
)
from tests.channels.apps.vendor import Planned
from tests.channels.conftest import ANSWER

only = pytest.mark.parametrize


class _Loopback(TwilioHttpClient):
    """Twilio's own client, its host replaced."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._address), *args, **kwargs)


@only("kit", ["twilio"], indirect=True)
def test_our_call_is_the_one_that_twilios_client_makes(phone: Phone) -> None:
    [ours] = phone.calls(phone.kit.says("hello", new_id()))
    client = Client("ACcanary", "canary-token", http_client=_Loopback(phone.vendor.address))
    client.messages.create(to=f"whatsapp:+{PERSON}", from_="whatsapp:+4420", body=ANSWER["text"])
    theirs = phone.vendor.messages[-1]
    assert (ours.path, ours.body) == (theirs.path, theirs.body)
    assert ours.headers["Authorization"] == theirs.headers["Authorization"]


@only("kit", ["slack"], indirect=True)
def test_our_call_is_the_one_that_slacks_client_makes(phone: Phone) -> None:
    [ours] = phone.calls(phone.kit.says("hello", new_id()))
    client = WebClient("xoxb-canary", base_url=f"{phone.vendor.address}/api/")
    client.chat_postMessage(**ours.body)
    theirs = phone.vendor.messages[-1]
    assert (ours.path, ours.body) == (theirs.path, theirs.body)
    assert ours.headers["Authorization"] == theirs.headers["Authorization"]


def counts_as_sent(phone: Phone, answer: Planned) -> bool:
    channel = phone.kit.channel.from_credentials(None)
    assert isinstance(channel, App)
    body = answer.body if isinstance(answer.body, dict) else {}
    return channel.post.means(Answer(answer.status, None, body)).sent


@only("kit", ["twilio"], indirect=True)
@pytest.mark.parametrize("status", [200, 201, 400, 401, 404, 429, 500, 503])
def test_what_twilios_client_takes_as_failed_we_do_too(phone: Phone, status: int) -> None:
    answer = Planned(status, body={"sid": "SM1", "code": 20429, "message": "m", "status": status})
    phone.vendor.plan.append(answer)
    client = Client("ACcanary", "canary-token", http_client=_Loopback(phone.vendor.address))
    try:
        client.messages.create(to=f"whatsapp:+{PERSON}", from_="whatsapp:+4420", body="x")
        theirs = True
    except TwilioRestException:
        theirs = False
    assert counts_as_sent(phone, answer) is theirs


@only("kit", ["slack"], indirect=True)
@pytest.mark.parametrize(
    "answer",
    [
        Planned(body={"ok": True, "ts": "1.1"}),
        Planned(body={"ok": False, "error": "ratelimited"}),
        Planned(body={"ok": False, "error": "channel_not_found"}),
        Planned(429, {"Retry-After": "1"}, {"ok": False, "error": "ratelimited"}),
        Planned(500, body={"ok": False}),
        Planned(body={}),
    ],
)
def test_what_slacks_client_takes_as_failed_we_do_too(phone: Phone, answer: Planned) -> None:
    phone.vendor.plan.append(answer)
    try:
        WebClient("xoxb-canary", base_url=f"{phone.vendor.address}/api/").chat_postMessage(
            channel="D1", text="x"
        )
        theirs = True
    except SlackApiError:
        theirs = False
    assert counts_as_sent(phone, answer) is theirs


@only("kit", ["telegram"], indirect=True)
@pytest.mark.parametrize(
    "typed, heard", [("/start", "hello"), ("/start abc", "hello"), ("/help", "help"), ("/stop", "/stop")]
)
def test_telegrams_commands_are_said_in_words(phone: Phone, typed: str, heard: str) -> None:
    phone.says(typed)
    assert phone.web.agent.heard == [heard]


@only("kit", ["telegram"], indirect=True)
def test_an_edited_message_is_heard_anew(phone: Phone) -> None:
    assert isinstance(phone.kit, TelegramKit)
    phone.calls(phone.kit.message(new_id(), text="i take a water pill"))
    phone.calls(phone.kit.message(new_id(), "edited_message", text="i do not take a water pill"))
    assert phone.web.agent.heard == ["i take a water pill", "i do not take a water pill"]


@only("kit", ["telegram"], indirect=True)
def test_what_is_no_private_chat_or_has_nothing_to_read_is_let_be(phone: Phone) -> None:
    assert isinstance(phone.kit, TelegramKit)
    group = {"id": -5, "type": "group"}
    assert phone.sends(phone.kit.message(new_id(), text="hi", chat=group)).status_code == 200
    phone.sends(phone.kit.message(new_id(), pinned_message={}))
    phone.sends(phone.kit.message(new_id(), "edited_message", location={}))
    phone.sends(phone.kit.message(new_id(), "channel_post", text="hi"))
    phone.says("hello")
    assert phone.web.agent.heard == ["hello"] and len(phone.vendor.messages) == 1


@only("kit", ["telegram"], indirect=True)
def test_telegram_shows_typing_and_is_thanked_for_a_press(phone: Phone) -> None:
    phone.says("hello")
    phone.calls(phone.kit.presses("0123456789abcdef", new_id()))
    methods = {s.path.rpartition("/")[2] for s in phone.vendor.seen}
    assert methods == {"sendMessage", "sendChatAction", "answerCallbackQuery"}


STICKER: dict[str, Callable[[TelegramKit], Any]] = {
    "sticker": lambda kit: kit.message(new_id(), sticker={"file_id": "s"}),
    "voice": lambda kit: kit.message(new_id(), voice={"file_id": "v"}),
    "place": lambda kit: kit.message(new_id(), location={"latitude": 1.0, "longitude": 2.0}),
}


@only("kit", ["telegram"], indirect=True)
@pytest.mark.parametrize("what", STICKER)
def test_stickers_recordings_and_places_are_answered_politely(phone: Phone, what: str) -> None:
    assert isinstance(phone.kit, TelegramKit)
    [call] = phone.calls(STICKER[what](phone.kit))
    assert phone.kit.text(call) == words.ONLY_TEXT


@only("kit", ["twilio"], indirect=True)
@pytest.mark.parametrize("word", ["STOP", "stop", " Help ", "UNSUBSCRIBE", "start"])
def test_stop_and_help_by_sms_are_twilios(phone: Phone, word: str) -> None:
    sms = TwilioKit()
    sms.scheme, sms.to = "+", "+4420"
    phone.sends(sms.says(word, new_id()))
    phone.sends(sms.says("leave me alone", new_id(), OptOutType="STOP"))
    [call] = phone.calls(sms.says("stop the cramp", new_id()))
    assert phone.web.agent.heard == ["stop the cramp"]
    assert call.body["From"] == "+4420" and call.body["To"] == f"+{PERSON}"


@only("kit", ["twilio"], indirect=True)
def test_in_whatsapp_help_is_ours(phone: Phone) -> None:
    phone.says("help")
    assert phone.web.agent.heard == ["help"]


@only("kit", ["twilio"], indirect=True)
def test_twilio_is_acknowledged_with_twiml_that_says_nothing(phone: Phone) -> None:
    given = phone.sends(phone.kit.says("hello", new_id()))
    assert given.text == "<Response/>" and given.headers["content-type"].startswith("text/xml")


@only("kit", ["twilio"], indirect=True)
def test_twilios_proof_holds_for_empty_and_foreign_fields(phone: Phone) -> None:
    assert isinstance(phone.kit, TwilioKit)
    phone.calls(phone.kit.says("wadenkrämpfe 🦵 & more=1", new_id(), Label="", ProfileName="Zoë + Co"))
    assert phone.web.agent.heard == ["wadenkrämpfe 🦵 & more=1"]


@only("kit", ["slack"], indirect=True)
def test_a_mention_is_answered_in_its_thread(phone: Phone) -> None:
    assert isinstance(phone.kit, SlackKit)
    said = {"type": "app_mention", "user": "U1", "channel": "C1", "text": "<@UBOT> what is a &lt;cramp&gt;?"}
    [first] = phone.calls(phone.kit.event(new_id(), **said, ts="7.7"))
    [second] = phone.calls(phone.kit.event(new_id(), **said, ts="8.8", thread_ts="7.7"))
    assert [c.body["thread_ts"] for c in (first, second)] == ["7.7", "7.7"]
    assert phone.web.agent.heard == ["what is a <cramp>?"] * 2
    assert len(phone.web.agent.states) == 1


@only("kit", ["slack"], indirect=True)
def test_a_direct_message_is_answered_where_it_stands(phone: Phone) -> None:
    assert isinstance(phone.kit, SlackKit)
    [plain] = phone.calls(phone.kit.direct(new_id(), text="hello"))
    [threaded] = phone.calls(phone.kit.direct(new_id(), text="hello", thread_ts="5.5"))
    assert "thread_ts" not in plain.body and threaded.body["thread_ts"] == "5.5"
    assert len(phone.web.agent.states) == 1, "danger said above is known in the thread"


@only("kit", ["slack"], indirect=True)
def test_slacks_repeats_and_its_own_bots_are_let_be(phone: Phone) -> None:
    assert isinstance(phone.kit, SlackKit)
    headers, body = phone.kit.direct(new_id(), text="hello")
    phone.calls((headers, body))
    phone.sends(({**headers, "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}, body))
    phone.sends(phone.kit.direct(new_id(), text="hi", bot_id="B1"))
    phone.sends(phone.kit.direct(new_id(), text="hi", subtype="message_deleted"))
    phone.sends(phone.kit.event(new_id(), type="message", channel_type="channel", text="hi", user="U1"))
    phone.says("another")
    assert phone.web.agent.heard == ["hello", "another"]


@only("kit", ["messenger"], indirect=True)
def test_every_message_of_a_batch_is_answered(phone: Phone) -> None:
    assert isinstance(phone.kit, MessengerKit)
    kit = phone.kit
    batch = kit.batch(*(kit.one(new_id(), text=f"message {n}") for n in range(3)))
    phone.calls(batch, 3)
    assert phone.web.agent.heard == ["message 0", "message 1", "message 2"]


@only("kit", ["messenger"], indirect=True)
def test_messengers_first_button_echoes_and_receipts(phone: Phone) -> None:
    assert isinstance(phone.kit, MessengerKit)
    kit = phone.kit
    sides = {"sender": {"id": PERSON}, "recipient": {"id": "P1"}, "timestamp": 5}
    phone.calls(kit.batch({**sides, "postback": {"mid": "m1", "title": "Start", "payload": "GET_STARTED"}}))
    phone.sends(kit.batch(kit.one(new_id(), text="ours", is_echo=True)))
    phone.sends(kit.batch({**sides, "read": {"watermark": 1}}, {**sides, "delivery": {"mids": []}}))
    phone.sends(kit.signed(json.dumps({"object": "instagram", "entry": []}).encode()))
    phone.says("another")
    assert phone.web.agent.heard == ["hello", "another"]
