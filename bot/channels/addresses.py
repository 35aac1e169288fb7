"""How much one address may ask for. Behind a proxy the address is the one that the proxy names."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Any

from sanic.request import Request

from bot.channels.allowances import Allowances
from bot.settings import Settings

_WIDE = 64
"""Bits of an IPv6 address that one household has."""


class Addresses(Allowances):
    """The allowance of each address: a burst, filled up again steadily."""

    def __init__(self, burst: float, per_second: float, proxies: tuple[Any, ...] = ()) -> None:
        super().__init__(burst, per_second)
        self._proxies = proxies

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


@lru_cache(maxsize=8)
def shared(settings: Settings) -> Addresses:
    """The one `Addresses` of this process."""
    return Addresses(settings.address_burst, settings.address_per_second, settings.proxies)
