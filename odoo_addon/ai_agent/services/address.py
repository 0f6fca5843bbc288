"""Which network addresses may be spoken to.

The check is made on the resolved addresses, and the connection goes to exactly those: a name
that resolves differently a moment later (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from .errors import AgentError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def allowed_addresses(
    host: str, port: int, *, scheme: str, allow_private: bool, resolve: Resolver | None = None
) -> list[str]:
    """Return the addresses of a host that may be connected to, in the resolver's order.

    :param allow_private: the administrator consents to private networks and this machine
    :raises AgentError: `service_unreachable` with the reason `dns`, `private_address`,
        `forbidden_address` or `plain_http` (a key must not cross the internet in clear text)
    """
    resolved = (resolve or _resolve)(host, port)
    if not resolved:
        raise AgentError("service_unreachable", "dns", host=host)
    public = [a for a in resolved if _is_public(_unwrap(a))]
    private = [a for a in resolved if _is_private(_unwrap(a))]
    if not public and not private:
        raise AgentError("service_unreachable", "forbidden_address", host=host)
    if not allow_private:
        private = []
        if not public:
            raise AgentError("service_unreachable", "private_address", host=host)
    if scheme == "http":
        public = []
        if not private:
            raise AgentError("service_unreachable", "plain_http", host=host)
    return [a for a in resolved if a in public or a in private]


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _unwrap(raw: str) -> Address:
    """Return the IPv4 address that an IPv6 address carries, else the address."""
    address = ipaddress.ip_address(raw.split("%", 1)[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_never(address: Address) -> bool:
    # Link-local holds the metadata services of clouds, which hand out credentials.
    return address.is_link_local or address.is_multicast or address.is_unspecified


def _is_public(address: Address) -> bool:
    return address.is_global and not _is_never(address)


def _is_private(address: Address) -> bool:
    if _is_never(address) or address.is_global:
        return False
    if address.is_loopback:
        return True
    shared = isinstance(address, ipaddress.IPv4Address) and address in ipaddress.ip_network("100.64.0.0/10")
    return shared or (address.is_private and not address.is_reserved)
