"""The messaging apps on the real server of the channels' tests, their vendors on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from rasa.core.channels.channel import InputChannel

from bot.channels import sending
from tests.channels.apps.kits import KITS, Kit, Request, new_id
from tests.channels.apps.vendor import Seen, Vendor
from tests.channels.conftest import Web


@pytest.fixture(params=KITS)
def kit(request: pytest.FixtureRequest) -> Kit:
    return KITS[request.param]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    made = Vendor(tuple(k.messages_end for k in KITS.values()))
    yield made
    made.close()


@pytest.fixture
def settings(vendor: Vendor, kit: Kit) -> dict[str, str]:
    made = {"CHARLEY_PENDING_MESSAGES": "3", "CHARLEY_SQLITE_WAIT_MS": "50", "CHARLEY_SECRET": "canary"}
    return made | kit.environment(vendor.address)


@pytest.fixture
def further(kit: Kit) -> tuple[type[InputChannel], ...]:
    return (kit.channel,)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_PAUSE", 0.01)


@dataclass
class Phone:
    """A person with an app."""

    web: Web
    vendor: Vendor
    kit: Kit

    def sends(self, request: Request) -> httpx.Response:
        """Pass a request on, as the vendor's servers would."""
        headers, body = request
        return self.web.request_raw(f"/webhooks/{self.kit.name}/webhook", headers, body)

    def says(self, text: str, messages: int = 1) -> list[str]:
        """Say something; the texts of the so many messages that come back."""
        return [self.kit.text(c) for c in self.calls(self.kit.says(text, new_id()), messages)]

    def calls(self, request: Request, messages: int = 1) -> list[Seen]:
        """Pass a genuine request on; the so many message calls that follow."""
        before = len(self.vendor.messages)
        given = self.sends(request)
        assert given.status_code == 200, given.text
        return self.vendor.waits_for(before + messages)[before:]


@pytest.fixture
def phone(web: Web, vendor: Vendor, kit: Kit) -> Phone:
    return Phone(web, vendor, kit)
