"""How much one address may ask for. Behind a proxy the address is the one that the proxy names."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sanic.request import Request

from bot.settings import Settings

_MOST = 20_000
"""Addresses remembered; the longest silent are forgotten first."""
_WIDE = 64
"""Bits of an IPv6 address that one household has."""


@dataclass
class _Allowance:
    left: float
    seen: float


class Addresses:
    """The allowance of each address: a burst, filled up again steadily."""

    def __init__(self, burst: float, per_second: float, proxies: tuple[Any, ...] = ()) -> None:
        self._burst, self._per_second, self._proxies = burst, per_second, proxies
        self._known: OrderedDict[str, _Allowance] = OrderedDict()

    def admits(self, request: Request) -> bool:
        """Whether a request is within the allowance of its address. What this machine itself asks for,
        and names nobody for, is not counted: nobody else can."""
        address = self.of(request.ip, request.headers.getall("x-forwarded-for", []))
        return address is None or self.spends(address)

    def of(self, peer: str, forwarded: list[str]) -> str | None:
        """The address that is counted: the last one that no proxy of ours has; None for this machine."""
        chain = [peer, *(a.strip() for line in reversed(forwarded) for a in reversed(line.split(",")))]
        for given in chain:
            try:
                ip = ipaddress.ip_address(given)
            except ValueError:
                return peer  # a proxy of ours passed on what is no address: all such count as one
            if ip.is_loopback or any(ip in network for network in self._proxies):
                continue
            wide = ip.version == 6 and ip.ipv4_mapped is None
            return str(ipaddress.ip_network((ip, _WIDE), strict=False)) if wide else str(ip)
        return None

    def spends(self, address: str) -> bool:
        """Whether one more request is within the allowance."""
        now = time.monotonic()
        allowance = self._known.pop(address, None) or _Allowance(self._burst, now)
        left = min(self._burst, allowance.left + (now - allowance.seen) * self._per_second)
        self._known[address] = _Allowance(left - 1 if left >= 1 else left, now)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return left >= 1


@lru_cache(maxsize=8)
def shared(settings: Settings) -> Addresses:
    """The one `Addresses` of this process."""
    return Addresses(settings.address_burst, settings.address_per_second, settings.proxies)
