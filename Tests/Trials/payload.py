"""Runs every input of ../shared/testdata/found-2/payload on built programs and compares with what is expected.

    SLUIS_PROGRAMS=.build/release python3 Tests/Trials/payload.py                all: half a minute
    SLUIS_PROGRAMS=… python3 Tests/Trials/payload.py --part commands             without a gateway: `sluis` alone
    SLUIS_PROGRAMS=… python3 Tests/Trials/payload.py --part gateway

The inputs lie beside the project and are no part of it: where they are not there, the trial says so and ends with 0.
Ends with 1 where something is otherwise than expected. Python 3.9 and openssl.
"""
import argparse
import http.client
import http.server
import pathlib
import shutil
import subprocess
import sys
import threading

import group

INPUTS = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "testdata" / "found-2" / "payload"


def check(holds, what, shown=""):
    print("%-4s %s%s" % ("ok" if holds else "FAIL", what, "" if holds or shown == "" else ": %s" % shown), flush=True)
    return 0 if holds else 1


# The document, the operation, which body, the data, further arguments; the exit code; words of the output; words not in it.
VALIDATIONS = [
    ("discriminator-patch.yaml", "patchObject", "--request", "discriminator-patch-request.json", [], 0, [], ["#"]),
    ("discriminator-patch.yaml", "getObject", "200", "discriminator-patch-answer.json", [], 0, [], ["#"]),
    ("discriminator-outcome.yaml", "base", "--request", "discriminator-outcome-base.json", [], 0, [], ["#"]),
    ("discriminator-outcome.yaml", "one", "--request", "discriminator-outcome-one.json", [], 0, [], ["#"]),
    # The choice stays for mapped values: docs/validation.md says that it deviates.
    ("discriminator-outcome.yaml", "both", "--request", "discriminator-outcome-both.json", [], 0, [], ["#"]),
    ("references-30.yaml", "getCase", "200", "references-30-answer.json",
     ["--reference", "https://catalogue.example.nl/openapi.yaml=references-30-target.yaml"], 0, [], ["#"]),
    ("references-30.yaml", "getCase", "200", "references-30-answer.json",
     ["--reference", "https://catalogue.example.nl/openapi.yaml=references-30-target-2.yaml"], 0, [], ["#"]),
    ("references-responses.yaml", "getCases", "200", "references-responses-answer.json",
     ["--reference", "https://common.example.nl/common.yaml=references-responses-common.yaml"], 0, [], ["#"]),
    ("references-responses.yaml", "getCases", "200", "references-responses-answer.json", [], 2,
     ["'references'", "--reference URI=FILE"], []),
    ("parent/api/openapi.yaml", "getCases", "200", "references-responses-answer.json", [], 2,
     ["'../common.yaml' lies outside", "--root"], []),
    ("parent/api/openapi.yaml", "getCases", "200", "references-responses-answer.json", ["--root", "parent"], 0, [], ["#"]),
    ("byte-order-mark.yaml", "a", "200", "dialect-unknown-data.json", [], 0, [], ["#"]),
    ("version-number.yaml", "a", "200", "dialect-unknown-data.json", [], 2,
     ["version-number.yaml:2#/info/version: must be a text: write it in quotes"], ["missing"]),
    ("openapi-short.yaml", "a", "200", "dialect-unknown-data.json", [], 2,
     ["openapi-short.yaml:1#/openapi", "needs three numbers", "'3.0.0'"], ["only OpenAPI 3.0"]),
    ("three-faults.yaml", "a", "200", "dialect-unknown-data.json", [], 2,
     ["three-faults.yaml:7#", "there is no type 'date'", "'type: string' with 'format: date'", "integer",
      "three-faults.yaml:11#", "pattern", "three-faults.yaml:13#", "'{id}'"], ["wrong type"]),
]
SCHEMAS = [
    ("recursive-ref-2019.json", "recursive-ref-2019-data.json", 1, ["#/child/name: type"]),
    ("dialect-unknown.json", "dialect-unknown-data.json", 2,
     ["the dialect 'https://example.org/our-own-dialect' is not known here"]),
]


def told(program, arguments, folder):
    done = subprocess.run([str(program), *arguments], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def compare(what, code, output, expected, words, absent=()):
    missing = [w for w in words if w not in output] + ["not " + w for w in absent if w in output]
    return check(code == expected and not missing, what, "%d %s %s" % (code, missing, output.strip()))


def commands(program):
    wrong = 0
    for document, operation, body, data, more, expected, words, absent in VALIDATIONS:
        side = [body] if body.startswith("--") else ["--response", body]
        code, output = told(program, ["validate", "--openapi", document, "--operation", operation, *side, *more, data], INPUTS)
        wrong += compare("validate %s %s %s" % (document, operation, " ".join(more)), code, output, expected, words, absent)
    for schema, data, expected, words in SCHEMAS:
        code, output = told(program, ["validate", "--schema", schema, data], INPUTS)
        wrong += compare("validate %s" % schema, code, output, expected, words)
    return wrong


class Registry:
    """A source that answers as it was told."""

    def __init__(self):
        self.requests = []
        self.answer = (200, "application/json", b"{}")
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def reply(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.requests.append((self.command, self.path, body))
                status, type, text = outer.answer
                self.send_response(status)
                self.send_header("Content-Type", type)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PUT = reply

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class RuledGroup(group.Group):
    """A Group whose service is described by one document after the other."""

    described = ""

    def configuration(self, side):
        text = super().configuration(side)
        return text + self.described if side == "provider" else text

    def describe(self, document, more="validation: {request: enforce, answer: enforce}", change=("", "")):
        folder = self.root / "provider"
        text = (INPUTS / document).read_text(encoding="utf-8")
        (folder / "openapi.yaml").write_text(text.replace(*change) if change[0] else text, encoding="utf-8")
        self.described = "    openapi: openapi.yaml\n    %s\n" % more
        (folder / "sluis.yaml").write_text(self.configuration("provider"))
        self.sluis("provider", "reload")

    def ask(self, method, path, fields=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port["outway"], timeout=20)
        try:
            connection.request(method, path, body=body, headers={"Sluis-Alias": "persons", **(fields or {})})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()


def expect(group, registry, what, request, status, words=(), answer=(200, "application/json", b"{}"), reaches=True):
    registry.requests.clear()
    registry.answer = answer
    code, text = group.ask(*request)
    missing = [w for w in words if w not in text]
    reached = len(registry.requests) > 0
    return check(code == status and not missing and reached == reaches, what,
                 "%d %s %s, source %s" % (code, missing, text[:300], "asked" if reached else "not asked"))


def gateway():
    wrong = 0
    original = group.Source
    registry = Registry()
    group.Source = lambda: registry
    try:
        with RuledGroup() as parties:
            parties.describe("cookies.yaml")
            for path, cookie, status in [("/needed", "session=5", 200), ("/needed", "session=abc", 400), ("/needed", None, 400),
                                         ("/optional", "session=abc", 400), ("/optional", "session=5; other=x", 200),
                                         ("/optional", None, 200)]:
                request = ("GET", path, {"Cookie": cookie} if cookie else {})
                words = [] if status == 200 else ["cookie:session"]
                wrong += expect(parties, registry, "GET %s with the cookie %s" % (path, cookie), request, status, words,
                                reaches=status == 200)
            parties.describe("other-bodies.yaml")
            done = (200, "application/json", b"{}")
            empty = (204, "application/json", b"")
            for method, path, type, status in [("PUT", "/octets", "application/octet-stream", 204),
                                               ("POST", "/csv", "text/csv", 204), ("POST", "/any", "text/plain", 204),
                                               ("PUT", "/octets", "text/csv", 400), ("POST", "/csv", "application/pdf", 400)]:
                words = [] if status == 204 else ["mediaType"]
                wrong += expect(parties, registry, "%s %s of %s" % (method, path, type),
                                (method, path, {"Content-Type": type}, b"a;b\n\x00"), status, words, empty, status == 204)
            wrong += expect(parties, registry, "GET /extract, a declared PDF", ("GET", "/extract"), 200, ["%PDF-1.7"],
                            (200, "application/pdf", b"%PDF-1.7"))
            wrong += expect(parties, registry, "GET /extract, an undeclared page", ("GET", "/extract"), 502, ["does not declare"],
                            (200, "text/html", b"<p>"))
            parties.describe("encoded-path.yaml")
            for path in ["/items/a%2Fb", "/items/100%25"]:
                wrong += expect(parties, registry, "GET %s" % path, ("GET", path), 400, ["%2F", "%25", "query"], done, False)
            wrong += expect(parties, registry, "GET /items/plain", ("GET", "/items/plain"), 200, [], done)
            fault = (404, "application/problem+json", (INPUTS / "format-of-others-answer.json").read_bytes())
            made, declared = (201,) + fault[1:], ("default:", "'201':")
            annotate = "validation: {request: enforce, answer: enforce, formats: annotate}"
            parties.describe("format-of-others.yaml")
            # Errors of a source are never edited where no policy applies (FSC Core 2.0.0, 4.6.1.4).
            wrong += expect(parties, registry, "an error with a broken format", ("GET", "/a"), 404, ["10.4.4"], fault)
            parties.describe("format-of-others.yaml", change=declared)
            wrong += expect(parties, registry, "a broken format, asserted", ("GET", "/a"), 502, ["format"], made)
            parties.describe("format-of-others.yaml", annotate, declared)
            wrong += expect(parties, registry, "a broken format, annotated", ("GET", "/a"), 201, ["10.4.4"], made)
            wrong += checks(parties)
    finally:
        group.Source = original
    return wrong


def checks(parties):
    """What `sluis check` says of a service with a document, and of its policy."""
    wrong = 0
    folder = parties.root / "provider"
    for name in ["policy-without-effect.policy.yaml", "policy-without-effect.openapi.yaml", "three-faults.yaml",
                 "discriminator-outcome.yaml"]:
        shutil.copy(INPUTS / name, folder / name)

    def checked(described):
        parties.described = described
        text = parties.configuration("provider")
        (folder / "checked.yaml").write_text(text)
        return told(parties.programs / "sluis", ["check", "--config", "checked.yaml"], folder)

    purpose = ("    openapi: policy-without-effect.openapi.yaml\n    purposes:\n"
               "      - {policy: policy-without-effect.policy.yaml, label: Nothing, legalBasis: OfficialAuthorityOfController}\n")
    code, output = checked(purpose)
    wrong += compare("check of a policy without effect", code, output, 0, [
        "policy-without-effect.policy.yaml:7#", "'famly'", "did you mean 'family'?",
        "policy-without-effect.policy.yaml:8#", "'/name/**'",
        "policy-without-effect.policy.yaml:9#", "whose items have no names",
        "policy-without-effect.policy.yaml:10#", "'/tags/*'", "no subjects"])
    code, output = checked("    openapi: three-faults.yaml\n")
    wrong += compare("check of a document with three faults", code, output, 2, [
        "three-faults.yaml:7#", "three-faults.yaml:11#", "three-faults.yaml:13#", "there is no type 'date'"], ["wrong type"])
    code, output = checked("    openapi: discriminator-outcome.yaml\n")
    wrong += compare("check of a discriminator whose values can never pass", code, output, 0, [
        "'Cat', 'Dog' of 'kind' can never pass", "'cat', 'dog' of 'kind' can stand there"])
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", choices=["commands", "gateway"])
    part = parser.parse_args().part
    if not INPUTS.is_dir():
        print("skipped: the inputs are not there (%s)" % INPUTS)
        return 0
    wrong = 0
    if part != "gateway":
        wrong += commands(group.programs() / "sluis")
    if part != "commands":
        wrong += gateway()
    print("%d otherwise than expected" % wrong if wrong else "all as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
