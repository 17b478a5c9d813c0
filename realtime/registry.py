"""Whose sockets are open in this process, and how many each may have."""

from realtime import wire
from realtime.connection import Connection
from realtime.ports import Member, Revocation
from realtime.session import Allowance


class Registry:
    """Connections by account and address. An account's allowance outlives its sockets until nothing is owed, so that
    opening a new socket forgives nothing."""

    def __init__(self, limits: wire.Limits) -> None:
        self._limits = limits
        self._all: dict[Connection, None] = {}
        self._by_account: dict[str, dict[Connection, None]] = {}
        self._by_address: dict[str, dict[Connection, None]] = {}
        self._allowances: dict[str, Allowance] = {}
        self._absent: set[str] = set()
        """Accounts with an allowance and without a socket."""

    def __len__(self) -> int:
        return len(self._all)

    def all(self) -> list[Connection]:
        """Every open connection, the oldest first."""
        return list(self._all)

    def allowance(self, member: Member, now: float) -> Allowance:
        """What the member's account may write; a guest's is of the socket alone."""
        if member.account is None:
            return Allowance(self._limits, now)
        if member.account not in self._allowances:
            self._allowances[member.account] = Allowance(self._limits, now)
            self._absent.add(member.account)
        return self._allowances[member.account]

    def has_place(self, address: str) -> bool:
        """Whether one more socket may come from this address."""
        most = self._limits.sockets_per_address
        return not most or len(self._by_address.get(address, ())) < most

    def add(self, connection: Connection) -> list[Connection]:
        """Keep the connection; those of its account that it displaces, oldest first."""
        member = connection.member
        self._all[connection] = None
        self._by_address.setdefault(member.address, {})[connection] = None
        if member.account is None:
            return []
        self._absent.discard(member.account)
        of_account = self._by_account.setdefault(member.account, {})
        of_account[connection] = None
        most = self._limits.sockets_per_account
        return list(of_account)[: max(0, len(of_account) - most)] if most else []

    def remove(self, connection: Connection) -> None:
        """Forget the connection; harmless when it was displaced before."""
        self._all.pop(connection, None)
        member = connection.member
        for index, key in ((self._by_address, member.address), (self._by_account, member.account)):
            if key is not None and (connections := index.get(key)):
                connections.pop(connection, None)
                if not connections:
                    del index[key]
                    if index is self._by_account:
                        self._absent.add(key)

    def matching(self, revocation: Revocation) -> list[Connection]:
        """The connections that the revocation means."""
        some = self._all if revocation.account is None else self._by_account.get(revocation.account, {})
        return [
            connection
            for connection in some
            if (revocation.session is None or connection.member.session == revocation.session)
            and (revocation.room is None or revocation.room in connection.seats)
        ]

    def forget_paid(self, now: float) -> None:
        """Drop the allowances of accounts that have no socket and owe nothing."""
        for account in [account for account in self._absent if self._allowances[account].full(now)]:
            del self._allowances[account]
            self._absent.discard(account)
