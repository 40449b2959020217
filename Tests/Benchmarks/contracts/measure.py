"""Measures what contracts cost as they become more; called by run.sh contracts."""

import argparse
import concurrent.futures
import http.client
import http.server
import json
import sys
import threading
import time
import urllib.parse

from gateways import IDS, Group, Refused, transaction
from report import BARS, Report


class Source(http.server.BaseHTTPRequestHandler):
    """The service behind the Inway."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b'{"here":true}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def wait(what, passes, seconds=120, pause=0.2):
    end = time.monotonic() + seconds
    while not passes():
        if time.monotonic() > end:
            raise Refused(f"{what} took more than {seconds} s")
        time.sleep(pause)


class Measurement:
    def __init__(self, group, report, samples, idle):
        self.group, self.report = group, report
        self.samples, self.idle_seconds = samples, idle
        self.provider = group.gateways["provider"]
        self.consumer = group.gateways["consumer"]
        self.directory = group.gateways["directory"]
        self.made = []

    # --- What is done ---------------------------------------------------------------------------

    def propose(self, connection=None):
        body = {"peerID": IDS["provider"], "service": "register", "days": 300}
        made = self.consumer.ask("POST", "/v1/contracts", body, connection)
        self.made.append(made["hash"])
        return made["hash"], made["grants"][0]["hash"]

    def settle(self, *gateways):
        """Waits until nothing waits to be sent."""
        wait("the delivery of messages", lambda: not any(
            one.ask("GET", "/v1/distributions")["distributions"] for one in gateways), 600)

    def grow(self, count):
        missing = count - len(self.made)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: self.propose(), range(missing)))
        self.settle(self.consumer, self.provider)

    def spent(self, gateways, act):
        """Milliseconds of each gateway for an action, without what they take while they do nothing."""
        before, begin = [one.cpu() for one in gateways], time.monotonic()
        act()
        time.sleep(2)
        seconds = time.monotonic() - begin
        return [
            max(0, one.cpu() - was - self.idle[one.name] * seconds)
            for one, was in zip(gateways, before)
        ]

    # --- What is measured -----------------------------------------------------------------------

    def measure_comparing(self, size):
        """What asking the peers what they hold costs after a start, until both sides rest."""
        gateways = [self.consumer, self.provider]
        first = before = [one.cpu() for one in gateways]
        end, quiet = time.monotonic() + 120, 0
        while quiet < 3:
            if time.monotonic() > end:
                raise Refused("the gateways do not come to rest after a start")
            time.sleep(1)
            now = [one.cpu() for one in gateways]
            rests = all(later - earlier <= 30 for later, earlier in zip(now, before))
            quiet, before = (quiet + 1 if rests else 0), now
        for one, was, now in zip(gateways, first, before):
            self.report.add(f"comparing, {one.name}", size, (now - was) / 1000)

    def measure_idle(self, size):
        gateways = [self.consumer, self.provider]
        before = [one.cpu() for one in gateways]
        time.sleep(self.idle_seconds)
        self.idle = {
            one.name: (one.cpu() - was) / self.idle_seconds for one, was in zip(gateways, before)}
        for name, cost in self.idle.items():
            self.report.add(f"idle, {name}", size, cost)

    def measure_proposals(self, size):
        connection = self.consumer.socket()

        def act():
            for _ in range(self.samples):
                self.propose(connection)
                time.sleep(0.05)

        gateways = [self.consumer, self.provider]
        for one, cost in zip(gateways, self.spent(gateways, act)):
            self.report.add(f"proposal, {one.name}", size, cost / self.samples)
        connection.close()
        self.settle(*gateways)
        for digest in self.made[-self.samples:]:
            state = self.consumer.contract(digest)["state"]
            if state != "valid":
                raise Refused(f"a proposal is {state}")

    def measure_use(self, size):
        """A grant is used once the provider has the 201 to its accept."""
        unusable = 0
        for _ in range(min(10, self.samples)):
            digest, grant = self.propose()
            watch = self.provider.socket()

            def is_told():
                try:
                    return self.provider.has_told(digest, IDS["consumer"], "accept", watch)
                except Refused:
                    return False

            wait("the accept", is_told, pause=0.005)
            client = http.client.HTTPConnection("127.0.0.1", self.consumer.outway, timeout=60)
            client.request("GET", "/", headers={"Fsc-Grant-Hash": grant})
            unusable += client.getresponse().status != 200
            client.close()
            watch.close()
        self.report.add("grants not usable", size, unusable)

    def measure_revocations(self, size):
        """Nothing is served after the answer to a revoke: the operator's, or the 201 to a peer."""
        served = 0
        for number in range(min(10, self.samples)):
            digest, grant = self.propose()
            self.settle(self.consumer, self.provider)
            headers = {"Fsc-Authorization": "Bearer " + self.group.token(grant)}
            inway = self.group.peer(self.provider, self.provider.inway_host, self.provider.inway)

            def status():
                inway.request("GET", "/", headers=headers | {"Fsc-Transaction-Id": transaction()})
                answer = inway.getresponse()
                answer.read()
                return answer.status

            if status() != 200:
                raise Refused("the Inway does not serve a valid token")
            path = f"/v1/contracts/{urllib.parse.quote(digest, safe='')}/revoke"
            if number % 2 == 0:
                self.provider.ask("PUT", path)
            else:
                watch = self.consumer.socket()
                self.consumer.ask("PUT", path, connection=watch)
                wait("the revoke", lambda: self.consumer.has_told(
                    digest, IDS["provider"], "revoke", watch), pause=0.005)
                watch.close()
            served += sum(status() == 200 for _ in range(3))
            inway.close()
        self.report.add("served after a revoke", size, served)

    def measure_list(self, size):
        connection, cursor, pages = self.consumer.socket(), None, 0
        before, begin = self.consumer.cpu(), time.monotonic()
        while pages < 30:
            query = "?limit=100" + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else "")
            cursor = self.consumer.ask(
                "GET", "/v1/contracts" + query, connection=connection).get("next")
            pages += 1
        took = (time.monotonic() - begin) * 1000 / pages
        connection.close()
        self.report.add("contract list, CPU", size, (self.consumer.cpu() - before) / pages)
        self.report.add("contract list, time", size, took)

    def measure_start(self, size):
        for one in [self.consumer, self.provider]:
            one.stop()
            self.report.add(f"start, {one.name}", size, one.start())
        self.settle(self.consumer, self.provider)

    def measure_contracts(self, size):
        self.grow(size)
        self.measure_start(size)
        self.measure_comparing(size)
        self.measure_idle(size)
        self.measure_proposals(size)
        self.measure_use(size)
        self.measure_revocations(size)
        self.measure_list(size)

    # --- The directory --------------------------------------------------------------------------

    def publish(self, numbers):
        connection = self.provider.socket()
        for number in numbers:
            self.provider.ask("POST", f"/v1/services/service-{number}/publish",
                              connection=connection)
            time.sleep(0.02)
        connection.close()

    def measure_services(self, size, published):
        last = size - min(self.samples, size // 2)
        self.publish(range(published, last))
        self.settle(self.provider, self.directory)
        gateways = [self.provider, self.directory]
        costs = self.spent(gateways, lambda: self.publish(range(last, size)))
        for one, cost in zip(gateways, costs):
            self.report.add(f"publishing, {one.name}", size, cost / (size - last))
        self.settle(*gateways)
        for name, query in [("any page", ""), ("by name", "&service_name=service-1")]:
            pages = self.read_pages(query, size + 1 if not query else None)
            self.report.add(f"services, {name}", size, pages)

    def read_pages(self, query, expected):
        """Milliseconds of the directory for a page of 100 services, every page in turn."""
        directory = self.directory
        connection = self.group.peer(directory, directory.manager_host, directory.manager)
        before, pages, seen, cursor, rounds = directory.cpu(), 0, 0, "", 0
        while pages < 50 or cursor:
            path = f"/v1/services?limit=100{query}" + (f"&cursor={cursor}" if cursor else "")
            connection.request("GET", path)
            answer = connection.getresponse()
            page = json.loads(answer.read())
            seen += len(page["services"])
            cursor = urllib.parse.quote(page["pagination"].get("next_cursor") or "")
            pages += 1
            if not cursor:
                rounds += 1
                if expected not in (None, seen):
                    raise Refused(f"{seen} services are listed, not {expected}")
                seen = 0
        connection.close()
        return (directory.cpu() - before) / pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("work")
    parser.add_argument("results")
    parser.add_argument("--contracts", required=True)
    parser.add_argument("--services", type=int, required=True)
    parser.add_argument("--samples", type=int, required=True)
    parser.add_argument("--idle", type=float, required=True)
    options = parser.parse_args()
    sizes = sorted(int(size) for size in options.contracts.split(","))
    source = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Source)
    threading.Thread(target=source.serve_forever, daemon=True).start()
    group = Group(options.programs, options.work, source.server_address[1])
    report = Report()
    try:
        group.configure(0)
        for gateway in group.gateways.values():
            gateway.start()
        group.gateways["provider"].ask("POST", "/v1/services/register/publish")
        measurement = Measurement(group, report, options.samples, options.idle)
        measurement.settle(*group.gateways.values())
        for size in sizes:
            print(f"{size} contracts", flush=True)
            measurement.measure_contracts(size)
        group.configure(options.services)
        provider = group.gateways["provider"]
        provider.stop()
        provider.start()
        measurement.idle = {name: 0 for name in IDS}
        published = 0
        for size in sorted({max(2, options.services // 10), options.services}):
            print(f"{size} services", flush=True)
            measurement.measure_services(size, published)
            published = size
    except Refused as problem:
        print(f"run.sh: {problem}", file=sys.stderr)
        sys.exit(1)
    finally:
        group.stop()
        source.shutdown()
    passes = report.show(BARS)
    report.write(options.results, BARS)
    sys.exit(0 if passes else 1)


main()
