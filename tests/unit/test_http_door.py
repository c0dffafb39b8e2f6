"""Strangers' hosts: https, public addresses, the very address that was checked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore2
import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from assistant.platforms.http import AddressRefused, Door, is_public, make_client, resolve

PUBLIC = "93.184.215.14"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


class Wire(httpcore2.AsyncMockBackend):
    """Notes which addresses were connected to and what was sent; answers from a list."""

    def __init__(self, *answers: bytes, closed: Iterable[str] = ()) -> None:
        super().__init__([])
        self.answers = list(answers)
        self.closed = set(closed)
        self.tried: list[str] = []
        self.sent: list[bytes] = []

    async def connect_tcp(
        self, host: str, *_: object, **__: object
    ) -> httpcore2.AsyncNetworkStream:
        self.tried.append(host)
        if host in self.closed:
            raise httpcore2.ConnectError("closed")
        return Recording([self.answers.pop(0)], self.sent)


class Recording(httpcore2.AsyncMockStream):
    def __init__(self, answers: list[bytes], sent: list[bytes]) -> None:
        super().__init__(answers)
        self.sent = sent

    async def write(self, buffer: bytes, *_: object, **__: object) -> None:
        self.sent.append(buffer)


class Names:
    """A resolver that gives the next answer each time a name is asked for."""

    def __init__(self, **answers: list[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): rows for name, rows in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _: int) -> Sequence[str]:
        self.asked.append(host)
        rows = self.answers.get(host)
        if rows is None:
            raise OSError("no such name")
        return rows.pop(0) if len(rows) > 1 else rows[0]


def client(names: Names, wire: Wire, door: Door | None = None) -> httpx2.AsyncClient:
    return make_client(door or Door(), resolver=names, network=wire)


@pytest.mark.parametrize(
    "address",
    [PUBLIC, "8.8.8.8", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
     "100.64.0.1", "0.0.0.1", "255.255.255.255", "224.0.0.1", "240.0.0.1", "198.18.0.1",
     "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
     "2001:0:4136:e378:8000:63bf:f5ff:fffe"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


async def test_the_address_checked_is_the_address_connected_to() -> None:
    """A second DNS answer, given after the check, is never used."""
    names, wire = Names(pds_example=[[PUBLIC], ["127.0.0.1"]]), Wire(OK)
    async with client(names, wire) as http:
        answer = await http.get("https://pds.example/x")
    assert answer.status_code == 200
    assert (names.asked, wire.tried) == (["pds.example"], [PUBLIC])


async def test_every_new_connection_is_checked_anew() -> None:
    close = OK.replace(b"Content-Type", b"Connection: close\r\nContent-Type")
    names, wire = Names(pds_example=[[PUBLIC], ["127.0.0.1"]]), Wire(close, OK)
    async with client(names, wire) as http:
        await http.get("https://pds.example/x")
        with pytest.raises(AddressRefused):
            await http.get("https://pds.example/x")
    assert wire.tried == [PUBLIC]


@pytest.mark.parametrize("answer", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::1", PUBLIC], []])
async def test_one_address_inside_refuses_the_host(answer: list[str]) -> None:
    wire = Wire(OK)
    async with client(Names(pds_example=[answer]), wire) as http:
        with pytest.raises(AddressRefused):
            await http.get("https://pds.example/")
    assert wire.tried == []


async def test_plain_http_to_a_stranger_is_refused_before_any_lookup() -> None:
    names = Names(pds_example=[[PUBLIC]])
    async with client(names, Wire(OK)) as http:
        with pytest.raises(AddressRefused):
            await http.get("http://pds.example/")
    assert names.asked == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "[::1]", "localhost"])
async def test_spellings_of_this_machine_are_refused(host: str) -> None:
    wire = Wire(OK)
    async with make_client(Door(), resolver=resolve, network=wire) as http:
        with pytest.raises(httpx2.ConnectError):
            await http.get(f"https://{host}/")
    assert wire.tried == []


async def test_a_name_nobody_knows_is_a_failed_connection() -> None:
    async with client(Names(), Wire(OK)) as http:
        with pytest.raises(httpx2.ConnectError, match="not resolved"):
            await http.get("https://nobody.example/")


async def test_a_resolver_that_hangs_is_given_up() -> None:
    async def hanging(_: str, __: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async with make_client(Door(), resolver=hanging, network=Wire(OK)) as http:
        with pytest.raises(httpx2.ConnectTimeout):
            await http.get("https://pds.example/", timeout=0.05)


async def test_the_next_address_is_tried_when_one_is_closed() -> None:
    names, wire = Names(pds_example=[["1.1.1.1", PUBLIC]]), Wire(OK, closed=["1.1.1.1"])
    async with client(names, wire) as http:
        assert (await http.get("https://pds.example/")).status_code == 200
    assert wire.tried == ["1.1.1.1", PUBLIC]


@pytest.mark.parametrize(
    "target", ["http://pds.example/plain", "https://inside.example/", "https://127.0.0.1/"]
)
async def test_a_redirect_goes_through_the_door_again(target: str) -> None:
    names = Names(pds_example=[[PUBLIC]], inside_example=[["10.0.0.7"]])
    names.answers["127.0.0.1"] = [["127.0.0.1"]]
    wire = Wire(redirect(target), OK)
    async with client(names, wire) as http:
        with pytest.raises(AddressRefused):
            await http.get("https://pds.example/", follow_redirects=True)
    assert wire.tried == [PUBLIC]


async def test_no_credential_reaches_another_origin() -> None:
    names = Names(pds_example=[[PUBLIC]], other_example=[["1.1.1.1"]])
    wire = Wire(redirect("https://other.example/y"), OK)
    async with client(names, wire) as http:
        headers = {"authorization": "Bearer secret"}
        await http.get("https://pds.example/", headers=headers, follow_redirects=True)
    first, second = (part for part in wire.sent if part.startswith(b"GET"))
    assert b"secret" in first
    assert b"secret" not in second


async def test_cookies_are_not_kept() -> None:
    setting = OK.replace(b"Content-Type", b"Set-Cookie: a=b\r\nContent-Type")
    names, wire = Names(pds_example=[[PUBLIC]]), Wire(setting + setting)
    async with client(names, wire) as http:
        await http.get("https://pds.example/")
        await http.get("https://pds.example/")
    assert b"ookie" not in b"".join(wire.sent)


async def test_what_the_operator_named_is_trusted_and_nothing_beside_it() -> None:
    door = Door.make(["http://127.0.0.1:2583", "https://bsky.social"], "Inside.example, ten:8080,")
    trusted = ["http://127.0.0.1:2583/x", "https://bsky.social/", "https://bsky.social:443/y",
               "http://inside.example:99/", "http://ten:8080/"]  # fmt: skip
    strange = ["http://127.0.0.1:2584/", "https://127.0.0.1:2583/", "http://bsky.social/",
               "https://sub.bsky.social/", "http://ten:80/", "https://x.inside.example/"]  # fmt: skip
    assert [url for url in trusted if not door.trusts(httpx2.URL(url))] == []
    assert [url for url in strange if door.trusts(httpx2.URL(url))] == []


class Detour(httpcore2.AnyIOBackend):
    """Sends connections for public addresses to a server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def connect_tcp(self, *_: object, **__: object) -> httpcore2.AsyncNetworkStream:
        return await super().connect_tcp("127.0.0.1", self.port, timeout=5)


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    served: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(await reader.read(100))
        writer.close()

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path, "pds.example"))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    names = Names(pds_example=[[PUBLIC]])
    async with server, make_client(Door(), resolver=names, network=Detour(port)) as http:
        with pytest.raises(httpx2.ConnectError, match="certificate"):
            await http.get("https://pds.example/")
    assert served == []


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path


def test_an_allowed_host_is_spoken_to_without_tls_only_when_it_is_written_so() -> None:
    door = Door.make([], "inside.example, http://127.0.0.1:4123")
    assert door.base_url("127.0.0.1:4123") == "http://127.0.0.1:4123"
    assert door.trusts(httpx2.URL("http://127.0.0.1:4123/api"))
    assert not door.trusts(httpx2.URL("http://127.0.0.1:4124/api"))
    assert door.base_url("inside.example") == "https://inside.example"
    assert door.base_url("elsewhere.example") == "https://elsewhere.example"
