"""The tests reach nothing but the machine they run on."""

import socket

import pytest


def test_a_test_that_leaves_this_machine_is_stopped() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward,
        pytest.raises(PermissionError),
    ):
        outward.connect(("192.0.2.1", 9))  # RFC 5737: an address that is nobody's


def test_a_test_may_talk_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
