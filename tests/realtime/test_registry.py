"""How many sockets an account and an address may have."""

import asyncio

from realtime import wire
from realtime.wire import LIFTED
from tests.realtime.simulated_time import run
from tests.realtime.town import Town


def test_the_sixth_socket_of_an_account_displaces_the_oldest() -> None:
    async def story() -> None:
        async with Town() as town:
            sockets = []
            for _ in range(6):
                sockets.append(town.connect("Olena"))
                await sockets[-1].enter()
            assert await sockets[0].ends() == wire.CLOSE_TOO_MANY_SOCKETS
            assert [socket.code for socket in sockets[1:]] == [None] * 5
            sockets[1].post("still here")
            for socket in sockets[1:]:
                await socket.hears("entry", text="still here")

    run(story())


def test_the_twenty_first_socket_of_an_address_has_no_place() -> None:
    async def story() -> None:
        async with Town() as town:
            sockets = [town.connect(f"person {number}", address="192.0.2.7") for number in range(20)]
            await asyncio.gather(*(socket.enter() for socket in sockets))
            refused = town.connect("one more", address="192.0.2.7")
            assert await refused.ends() == wire.CLOSE_FLOOD
            await town.connect("elsewhere", address="192.0.2.8").enter()
            sockets[3].hang_up()
            await sockets[3].ends()
            await town.connect("in their place", address="192.0.2.7").enter()

    run(story())


def test_guests_are_no_account() -> None:
    async def story() -> None:
        async with Town() as town:
            guests = [town.connect(None) for _ in range(8)]
            await asyncio.gather(*(guest.enter() for guest in guests))
            assert all(guest.code is None for guest in guests)

    run(story())


def test_limits_can_be_lifted() -> None:
    async def story() -> None:
        async with Town(limits=LIFTED) as town:
            sockets = [town.connect("Olena", address="192.0.2.7") for _ in range(50)]
            await asyncio.gather(*(socket.enter() for socket in sockets))
            assert town.hub.metrics()["sockets"] == 50

    run(story())


def test_a_new_socket_forgives_nothing() -> None:
    async def story() -> None:
        async with Town() as town:
            first = town.connect("Olena")
            await first.enter()
            for _ in range(10):
                first.post("burst")
                await first.hears("posted")
            first.hang_up()
            await first.ends()
            second = town.connect("Olena")
            await second.enter(after=10)
            mine = second.post("one more")
            assert (await second.hears("error"))["code"] == "slow_down"
            await asyncio.sleep(1)
            second.post("one more", id=mine)
            assert (await second.hears("posted"))["seq"] == 11

    run(story())
