import socket

import pytest

from sourcebook.web.guard import Attempt, ForbiddenAddress, Watch, connect, is_public


@pytest.mark.parametrize(
    "address",
    """8.8.8.8 93.184.216.34 2001:4860:4860::8888 2606:4700::1111
    ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1""".split(),
)
def test_addresses_of_the_public_network_are_visited(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    """
    0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.2.1
    192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1 64:ff9b:1::1
    2002:7f00:1::1 2002:a00:1:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 3fff::1 100::1
    fc00::1 fd12::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 5f00::1 4000::1
    localhost example.org
    """.split(),
)
def test_every_other_address_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "0", "localhost", "::1"]
)
def test_this_machine_is_not_reached_by_any_spelling(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises((ForbiddenAddress, OSError)) as caught:
            connect(host, port, Attempt(5, allow_private=False))
        assert isinstance(caught.value, ForbiddenAddress | socket.gaierror)


def test_this_machine_is_reached_where_that_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect("127.0.0.1", listener.getsockname()[1], Attempt(5, allow_private=True)).close()


def test_a_socket_is_ended_when_the_time_is_over_whenever_it_came() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Watch(0.01).attempt(allow_private=True) as attempt:
        ours.settimeout(5)
        attempt.watch(ours)
        assert ours.recv(1) == b""
        assert theirs.recv(1) == b""
        assert attempt.expired
        late, other = socket.socketpair()
        with late, other:
            late.settimeout(5)
            attempt.watch(late)
            assert late.recv(1) == b""


def test_all_that_is_under_way_can_be_ended_at_once() -> None:
    ours, theirs = socket.socketpair()
    watch = Watch(60)
    with ours, theirs, watch.attempt(allow_private=True) as attempt:
        ours.settimeout(5)
        attempt.watch(ours)
        watch.end_all()
        assert ours.recv(1) == b""
    with watch.attempt(allow_private=True) as next_one:
        assert not next_one.expired
