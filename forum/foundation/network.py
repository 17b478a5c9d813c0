"""Whom a network address stands for."""

from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network


# A village behind one router, or a crowd that comes back: the same few addresses again and again.
@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """Whom an address counts for: itself in IPv4, its /64 in IPv6, where one household has them all."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else str(ip_network((parsed, 64), strict=False))
