"""A Group on loopback for trials of whole programs: directory, provider, consumer and a source registry.

Python 3.9 or later and the openssl program, nothing else. Programs are those in the folder that SLUIS_PROGRAMS names.
Everything is made in a temporary folder and removed at the end; ports are free ones of loopback.
"""
import http.client
import http.server
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

SIDES = {
    "directory": ("Directory", "00000099000000001000"),
    "provider": ("Gemeente", "00000099000000002000"),
    "consumer": ("Uitkeringsdienst", "00000099000000003000"),
}
EXTENSIONS = """subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
basicConstraints=critical,CA:false
keyUsage=critical,digitalSignature
extendedKeyUsage=clientAuth,serverAuth
subjectAltName=DNS:localhost
"""


def programs():
    folder = pathlib.Path(os.environ.get("SLUIS_PROGRAMS", "")).resolve()
    if not (folder / "sluis").exists() or not (folder / "sluis-demo").exists():
        raise SystemExit("SLUIS_PROGRAMS must name the folder of sluis and sluis-demo")
    return folder


def run(*arguments, **options):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit("%s ended with %d\n%s%s" % (arguments[0], done.returncode, done.stdout, done.stderr))
    return done.stdout


def free_ports(count):
    """So many ports that were free a moment ago, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for s in sockets:
            s.bind(("127.0.0.1", 0))
        return [s.getsockname()[1] for s in sockets]
    finally:
        for s in sockets:
            s.close()


class Source:
    """A source registry that answers every request with a small document, and counts them by what they name."""

    def __init__(self):
        self.bodies, self.transactions, self.lock = {}, {}, threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with outer.lock:
                    for counts, key in ((outer.bodies, sent), (outer.transactions, self.headers.get("Fsc-Transaction-Id"))):
                        if key:
                            counts[key] = counts.get(key, 0) + 1
                body = b'{"found": true}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = answer

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


    @property
    def repeated(self):
        """The changes, and the transactions, that came more than once."""
        with self.lock:
            return [key for counts in (self.bodies, self.transactions) for key, n in counts.items() if n > 1]


class Group:
    """The three gateways, running, with one service that the consumer has a contract for."""

    def __init__(self, protocol="HTTP_1_1"):
        self.programs = programs()
        self.protocol = protocol
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="sluis-trial-"))
        self.processes = {}
        self.source = Source()
        names = ["directory", "provider", "consumer", "inway", "outway"]
        self.port = dict(zip(names, free_ports(len(names))))
        self.pki = self.root / "group"
        try:
            self.begin()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *why):
        self.close()

    def begin(self):
        arguments = [self.programs / "sluis-demo", "pki", "--directory", self.pki]
        for side, (name, oin) in SIDES.items():
            arguments += ["--organisation", "%s=%s:%s:localhost" % (side, name, oin)]
        run(*arguments)
        for side in SIDES:
            (self.root / side).mkdir()
            (self.root / side / "sluis.yaml").write_text(self.configuration(side))
            self.start(side)
        self.sluis("provider", "service", "publish", "persons")
        self.until("the proposal", lambda: self.sluis(
            "consumer", "contract", "propose", "--peer", SIDES["provider"][1], "--service", "persons",
            "--alias", "persons", check=False).returncode == 0)
        # Asked of the store, not of the Outway: it has asked for no token yet.
        self.until("the contract", lambda: '"valid"' in self.sluis("consumer", "contract", "list", "--json").stdout)

    def configuration(self, side):
        name, oin = SIDES[side]
        text = """organisation: {name: %s, peerID: "%s"}
dataFolder: data
group:
  id: trial
  test: true
  anyAdvertisedPort: true
  allowPrivateAddresses: true
  trustAnchors: ../group/anchors.pem
  revocationLists: [../group/root.crl, ../group/intermediate.crl]
""" % (name, oin)
        if side != "directory":
            text += '  directories: [{peerID: "%s", address: "https://localhost:%d"}]\n' % (
                SIDES["directory"][1], self.port["directory"])
        text += """identity: {certificate: ../group/%s.pem, privateKey: ../group/%s.key}
log: {pseudonymKey: keys/pseudonym.key, checkpointKey: keys/checkpoint.key, segmentSize: 1MiB}
manager:
  listen: "127.0.0.1:%d"
  address: "https://localhost:%d"
""" % (side, side, self.port[side], self.port[side])
        if side == "directory":
            return text + ("  autoSign: [{grantType: servicePublication, longestValidity: 800d}]\n"
                           "roles: [manager, directory]\n")
        if side == "provider":
            return text + """  autoSign: [{grantType: serviceConnection, peers: ["%s"], longestValidity: 800d}]
roles: [manager, inway]
inway: {listen: "127.0.0.1:%d", address: "https://localhost:%d"}
services:
  - name: persons
    publishIn: ["%s"]
    purposeRequired: false
    protocol: %s
    upstream: {url: "http://127.0.0.1:%d"}
""" % (SIDES["consumer"][1], self.port["inway"], self.port["inway"], SIDES["directory"][1], self.protocol,
                self.source.port)
        return text + """roles: [manager, outway]
outway:
  listen: "127.0.0.1:%d"
  clients: [{name: applications, from: loopback, grants: all}]
""" % self.port["outway"]

    def start(self, side, wait=True):
        folder = self.root / side
        (folder / "out").write_bytes(b"")
        with open(folder / "out", "wb") as out, open(folder / "err", "ab") as err:
            self.processes[side] = subprocess.Popen(
                [str(self.programs / "sluis"), "serve", "--config", "sluis.yaml"], cwd=folder, stdout=out, stderr=err)
        if wait:
            self.until("the start of the " + side, lambda: self.is_ready(side))

    def is_ready(self, side):
        if self.processes[side].poll() is not None:
            raise SystemExit("the %s did not start:\n%s" % (side, (self.root / side / "err").read_text()[-4000:]))
        return b"ready" in (self.root / side / "out").read_bytes()

    def stop(self, side, how=signal.SIGTERM):
        process = self.processes.pop(side, None)
        if process and process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(45)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def close(self):
        for side in list(self.processes):
            self.stop(side)
        shutil.rmtree(self.root, ignore_errors=True)

    def until(self, what, holds, seconds=60):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise SystemExit("%s did not come within %d seconds" % (what, seconds))
            time.sleep(0.1)

    def sluis(self, side, *arguments, check=True):
        done = subprocess.run([str(self.programs / "sluis"), *arguments], cwd=self.root / side,
                              capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit("sluis %s ended with %d\n%s%s" % (
                " ".join(arguments), done.returncode, done.stdout, done.stderr))
        return done

    def words(self, side):
        """What a gateway wrote to its own log."""
        return (self.root / side / "err").read_text()

    # Certificates.

    def make_certificates(self, side, count):
        """So many further certificates of a side, each with a key of its own; `renew` takes them one by one."""
        name, oin = SIDES[side]
        extensions = self.pki / "renewal.ext"
        extensions.write_text(EXTENSIONS)
        issuer = (self.pki / "intermediate.pem").read_text()
        made = []
        for number in range(count):
            base = self.pki / ("%s.%d" % (side, number))
            key, request, leaf = (base.with_suffix(base.suffix + "." + s) for s in ("key", "csr", "pem"))
            run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", key, "-out", request, "-subj", "/O=%s/CN=localhost/serialNumber=%s" % (name, oin))
            run("openssl", "x509", "-req", "-sha256", "-days", "30", "-in", request,
                "-CA", self.pki / "intermediate.pem", "-CAkey", self.pki / "intermediate.key",
                "-set_serial", str(time.time_ns()), "-extfile", extensions, "-out", leaf)
            leaf.write_text(leaf.read_text() + issuer)
            key.chmod(0o600)
            made.append((leaf, key))
        return made

    def renew(self, side, certificate):
        """Puts a certificate and its key in the place of a side's, and has the gateway take them."""
        for new, kind in zip(certificate, ("pem", "key")):
            os.replace(new, self.pki / ("%s.%s" % (side, kind)))
        return self.sluis(side, "reload", check=False)


class Load:
    """Requests to the Outway at a steady rate, over kept connections; every answer is counted."""

    def __init__(self, group, rate, changes=4, connections=32):
        self.group, self.rate, self.changes = group, rate, changes
        self.answers, self.samples, self.slowest, self.sent, self.posts = {}, {}, 0.0, 0, 0
        self.refusals = []
        self.lock, self.ended = threading.Lock(), threading.Event()
        self.begin = time.monotonic()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(connections)]
        for thread in self.threads:
            thread.start()

    def turn(self):
        """Waits for the moment of the next request; false at the end."""
        with self.lock:
            moment = self.begin + self.sent / self.rate
            self.sent += 1
        return not self.ended.wait(max(0.0, moment - time.monotonic()))

    def work(self):
        connection, number = None, 0
        while self.turn():
            number += 1
            connection = connection or http.client.HTTPConnection("127.0.0.1", self.group.port["outway"], timeout=60)
            began, body = time.monotonic(), None
            # Every n-th request may change something, so that it must never arrive twice; 0 stands for none.
            method, content = "GET", None
            if self.changes and number % self.changes == 0:
                method, content = "POST", b'{"of": "%d-%d"}' % (threading.get_ident(), time.monotonic_ns())
            try:
                connection.request(method, "/persons", body=content, headers={"Sluis-Alias": "persons"})
                answer = connection.getresponse()
                body = answer.read()
                result = "%d %s" % (answer.status, answer.getheader("Fsc-Error-Code") or "")
                if answer.getheader("Connection", "").lower() == "close":
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as fault:
                result = type(fault).__name__
                connection.close()
                connection = None
            with self.lock:
                self.answers[result.strip()] = self.answers.get(result.strip(), 0) + 1
                self.posts += method == "POST"
                self.samples.setdefault(result.strip(), "%s %s" % (method, (body or b"")[:300].decode("utf-8", "replace")))
                taken = time.monotonic() - began
                self.slowest = max(self.slowest, taken)
                if result.strip() != "200":
                    self.refusals.append(taken)

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join(90)

    @property
    def failed(self):
        return sum(n for result, n in self.answers.items() if result != "200")

    def refused_within(self, seconds):
        """The requests that failed before so many seconds had passed."""
        return sum(taken < seconds for taken in self.refusals)

    def report(self):
        taken = time.monotonic() - self.begin
        print("%d requests, %d of them POST, in %.0f s, slowest %.2f s: %s" % (
            sum(self.answers.values()), self.posts, taken, self.slowest,
            ", ".join("%s: %d" % a for a in sorted(self.answers.items()))))
        for result, sample in sorted(self.samples.items()):
            if result != "200":
                print("  %s, for example: %s" % (result, sample))
