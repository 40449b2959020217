"""Gateways of a test Group on loopback, and calls to them."""

import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import time
import urllib.parse
import uuid

CLOCK = os.sysconf("SC_CLK_TCK")
IDS = {
    "directory": "00000001001234567000",
    "provider": "00000001001234567001",
    "consumer": "00000001001234567002",
}


def free_ports(count):
    """Ports that nobody listens on, held until all are found."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def transaction():
    """A UUID of version 7, as FSC Logging has it."""
    moment = int(time.time() * 1000)
    low = uuid.uuid4().int & ((1 << 62) - 1)
    return str(uuid.UUID(int=moment << 80 | 7 << 76 | 2 << 62 | low))


class SocketConnection(http.client.HTTPConnection):
    """HTTP over the administration socket of a data folder."""

    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class PeerConnection(http.client.HTTPSConnection):
    """HTTP over mutual TLS to a host name that resolves to loopback."""

    def __init__(self, name, port, context):
        super().__init__(name, timeout=60, context=context)
        self.target = port

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.target), self.timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


class Refused(Exception):
    """An answer that is no success."""


class Gateway:
    """One `sluis serve` with its folder."""

    def __init__(self, group, name):
        self.group, self.name = group, name
        self.folder = f"{group.work}/{name}"
        self.manager, self.inway, self.outway, self.open = free_ports(4)
        self.process = None
        os.makedirs(self.folder, exist_ok=True)

    @property
    def manager_host(self):
        return f"manager.{self.name}.example.nl"

    @property
    def inway_host(self):
        return f"inway.{self.name}.example.nl"

    def configure(self, text):
        with open(f"{self.folder}/sluis.yaml", "w", encoding="utf-8") as file:
            file.write(self.group.common(self) + text)

    def start(self):
        """Starts it; gives the seconds until it is ready."""
        log = open(f"{self.folder}/log.txt", "ab")
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [f"{self.group.programs}/sluis", "serve", "--config", f"{self.folder}/sluis.yaml"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
        )
        log.close()
        for line in self.process.stdout:
            if line.startswith(b"ready"):
                return time.monotonic() - begin
        with open(f"{self.folder}/log.txt", encoding="utf-8", errors="replace") as file:
            raise Refused(f"{self.name} did not start:\n" + "".join(file.readlines()[-5:]))

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process = None

    def cpu(self):
        """Milliseconds of processor time since the start."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / CLOCK

    def socket(self):
        return SocketConnection(f"{self.folder}/data/sluis.sock")

    def ask(self, method, path, body=None, connection=None):
        """Calls the administration API; gives the document of the answer."""
        own = connection or self.socket()
        try:
            text = None if body is None else json.dumps(body)
            headers = {"Content-Type": "application/json"} if body is not None else {}
            own.request(method, path, text, headers)
            answer = own.getresponse()
            document = json.loads(answer.read() or b"null")
        finally:
            if connection is None:
                own.close()
        if answer.status >= 300:
            raise Refused(f"{self.name}: {method} {path}: {answer.status} {document}")
        return document

    def contract(self, digest, connection=None):
        return self.ask("GET", f"/v1/contracts/{urllib.parse.quote(digest, safe='')}",
                        connection=connection)

    def has_told(self, digest, peer, message, connection):
        """Whether a peer has answered 201 to a message of ours about a contract."""
        return any(
            item["peerID"] == peer and item["message"] == message and item["state"] == "delivered"
            for item in self.contract(digest, connection)["distributions"]
        )


class Group:
    """A directory, a provider and a consumer with certificates of a test authority."""

    def __init__(self, programs, work, upstream):
        self.programs, self.work, self.upstream = programs, work, upstream
        command = [f"{programs}/sluis-demo", "pki", "--directory", f"{work}/pki"]
        for name, identity in IDS.items():
            hosts = f"manager.{name}.example.nl,inway.{name}.example.nl,outway.{name}.example.nl"
            command += ["--organisation", f"{name}=Organisation {name}:{identity}:{hosts}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.gateways = {name: Gateway(self, name) for name in IDS}
        self.context = ssl.create_default_context(cafile=f"{work}/pki/anchors.pem")
        self.context.load_cert_chain(f"{work}/pki/consumer.pem", f"{work}/pki/consumer.key")

    def common(self, gateway):
        name = gateway.name
        roles = "manager, directory" if name == "directory" else (
            "manager, inway" if name == "provider" else "manager, outway")
        resolve = "".join(
            f"    - {one.manager_host}:8443:127.0.0.1:{one.manager}\n"
            f"    - {one.inway_host}:443:127.0.0.1:{one.inway}\n"
            for one in self.gateways.values()
        )
        directories = "" if name == "directory" else (
            "  directories:\n"
            f'    - peerID: "{IDS["directory"]}"\n'
            f"      address: https://{self.gateways['directory'].manager_host}:8443\n"
        )
        return (
            f'organisation:\n  name: Organisation {name}\n  peerID: "{IDS[name]}"\n'
            f"dataFolder: data\nroles: [{roles}]\n"
            "group:\n  id: benchmark\n  test: true\n  trustAnchors: ../pki/anchors.pem\n"
            "  revocationLists: [../pki/root.crl, ../pki/intermediate.crl]\n"
            "  revocationRefresh: 1h\n  allowPrivateAddresses: true\n"
            f"  resolve:\n{resolve}{directories}"
            f"identity:\n  certificate: ../pki/{name}.pem\n  privateKey: ../pki/{name}.key\n"
            "log:\n  segmentSize: 16MiB\n  pseudonymKey: keys/pseudonym.key\n"
            "  checkpointKey: keys/checkpoint.key\n"
            f"administration:\n  listen: 127.0.0.1:{gateway.open}\n"
            f"manager:\n  listen: 127.0.0.1:{gateway.manager}\n"
            f"  address: https://{gateway.manager_host}:8443\n"
        )

    def configure(self, services):
        """Writes all configurations; the provider offers a number of services beside `register`."""
        self.gateways["directory"].configure(
            "  autoSign:\n    - {grantType: servicePublication, longestValidity: 800d}\n")
        names = ["register"] + [f"service-{number}" for number in range(services)]
        offered = "".join(
            f'  - name: {name}\n    upstream: {{url: "http://127.0.0.1:{self.upstream}"}}\n'
            f'    purposeRequired: false\n    publishIn: ["{IDS["directory"]}"]\n'
            for name in names
        )
        provider = self.gateways["provider"]
        provider.configure(
            "  proposals: {open: 100000, daily: 1000000, size: 1GiB}\n"
            "  autoSign:\n    - grantType: serviceConnection\n"
            f'      peers: ["{IDS["consumer"]}"]\n      services: [register]\n'
            "      longestValidity: 800d\n"
            f"inway:\n  listen: 127.0.0.1:{provider.inway}\n"
            f"  address: https://{provider.inway_host}:443\nservices:\n{offered}")
        consumer = self.gateways["consumer"]
        consumer.configure(
            f"outway:\n  listen: 127.0.0.1:{consumer.outway}\n"
            "  clients:\n    - {name: desk, from: loopback, grants: all}\n")

    def peer(self, gateway, host, port):
        return PeerConnection(host, port, self.context)

    def token(self, grant):
        """An access token of the provider for the consumer's Outway."""
        provider = self.gateways["provider"]
        connection = self.peer(provider, provider.manager_host, provider.manager)
        form = urllib.parse.urlencode({
            "grant_type": "client_credentials", "scope": grant, "client_id": IDS["consumer"]})
        connection.request("POST", "/v1/token", form,
                           {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        found = re.search(r'"access_token" *: *"([^"]+)"', text)
        if not found:
            raise Refused(f"no token: {answer.status} {text}")
        return found.group(1)

    def stop(self):
        for gateway in reversed(list(self.gateways.values())):
            gateway.stop()
