"""Which addresses of servers are taken, and what is added to them.

The program speaks to a server on another computer only through TLS, and only if the server proves
its name: what a vault keeps encrypted at rest must not travel in clear either.
"""

from __future__ import annotations

import ipaddress
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from app.domain.errors import StoreAddressError

_PROVEN: Final = ("verify-full", "verify-ca")
_SCHEMES: Final = ("postgresql://", "postgres://")
_OURS: Final = ("options", "application_name", "client_encoding")
CONNECT_SECONDS: Final = "10"


def read_address(address: str) -> dict[str, str]:
    """Parameters of a connection URL. Raises StoreAddressError."""
    if not address.startswith(_SCHEMES):
        raise StoreAddressError("scheme")
    try:
        found = {k: str(v) for k, v in conninfo_to_dict(address).items() if v is not None}
    except psycopg.Error:
        raise StoreAddressError("form") from None
    if "," in found.get("host", "") or "hostaddr" in found or "service" in found:
        raise StoreAddressError("host")
    if not found.get("dbname"):
        raise StoreAddressError("database")
    for name in _OURS:
        if name in found:
            raise StoreAddressError(name)
    if not is_local(found.get("host", "")):
        if found.setdefault("sslmode", "verify-full") not in _PROVEN:
            raise StoreAddressError("sslmode")
        if "sslrootcert" not in found:
            found["sslrootcert"] = "system"
    return {"connect_timeout": CONNECT_SECONDS, **found}


def is_local(host: str) -> bool:
    """Whether a connection does not leave this computer."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
