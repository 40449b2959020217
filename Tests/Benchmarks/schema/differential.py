"""differential.py WORK SLUIS COUNT [SHARED]: the verdicts of the product against those of jsonschema-rs.

Documents are made by mutation.py from examples of each family, and checked by `sluis validate --jsonl` against the OpenAPI
schema, and by jsonschema-rs against what rewriting.py makes of that schema. Exit: 0 when all verdicts agree, 1 when some do
not, 3 when the product could not be run.
"""
import importlib.util
import json
import os
import subprocess
import sys
import time
from decimal import Decimal

import jsonschema_rs
import yaml

from mutation import Mutation
from rewriting import plain_schema

HERE = os.path.dirname(os.path.abspath(__file__))
SHOWN = 10


def exact(text):
    """A document whose numbers are what they say, as the product reads them."""
    return json.loads(text, parse_float=Decimal)


class Subject:
    """A schema of a family with the documents that nearly conform to it."""

    def __init__(self, family, name, document_file, document, root, arguments, examples, direction=None):
        self.family, self.name, self.examples = family, name, examples
        self.document, self.arguments = document, arguments
        self.file = document_file
        self.plain = plain_schema(document, root, direction)


def component(family, file, document, name, examples):
    arguments = ["--schema", file, "--pointer", "/components/schemas/" + name]
    return Subject(family, name, file, document, {"$ref": "#/components/schemas/" + name}, arguments, examples)


def without(value, name):
    """The value without the members of a name, wherever they stand."""
    if isinstance(value, dict):
        return {key: without(inner, name) for key, inner in value.items() if key != name}
    return [without(inner, name) for inner in value] if isinstance(value, list) else value


def body(family, file, document, operation, way, examples):
    for item in document["paths"].values():
        for found in item.values():
            if isinstance(found, dict) and found.get("operationId") == operation:
                holder = found["requestBody"] if way == "request" else found["responses"]["200"]
                root = next(iter(holder["content"].values()))["schema"]
    arguments = ["--openapi", file, "--operation", operation] + (["--request"] if way == "request" else ["--response", "200"])
    return Subject(family, f"{operation} {way}", file, document, root, arguments, examples, way)


def own(family):
    file = f"{HERE}/{family}.openapi.yaml"
    with open(file) as source:
        document = yaml.safe_load(source)
    with open(f"{HERE}/{family}.examples.json") as source:
        return file, document, json.load(source)


def persons(shared):
    """The family of the base registry of persons, whose documents are not part of this project."""
    file = f"{shared}/testdata/openapi/brp-personen-2.7.0.json"
    maker = f"{shared}/bench/schema/gen.py"
    if not (os.path.exists(file) and os.path.exists(maker)):
        print(f"skipped: the persons of the BRP ({file} is not there)")
        return []
    spec = importlib.util.spec_from_file_location("gen", maker)
    gen = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gen)
    payloads = gen.payloads()
    with open(file) as source:
        document = json.load(source)
    answers, requests = [json.loads(payloads["p1"])], [json.loads(payloads["req"])]
    return [
        component("brp", file, document, "PersonenQueryResponse", answers),
        component("brp", file, document, "PersonenQuery", requests),
    ]


def subjects(shared):
    file, document, examples = own("vehicles")
    yield component("vehicles", file, document, "Vehicle", examples["Vehicle"])
    yield body("vehicles", file, document, "putVehicle", "request", examples["Change"])
    yield component("vehicles", file, document, "Change", examples["Change"])
    file, document, examples = own("incomes")
    yield component("incomes", file, document, "Income", examples["Income"])
    # `kept` is readOnly and may not be in a request of OpenAPI 3.0; `pin` is writeOnly and may not be in an answer.
    yield body("incomes", file, document, "postIncome", "request", without(examples["Income"], "kept"))
    yield body("incomes", file, document, "postIncome", "response", without(examples["Income"], "pin"))
    yield component("incomes", file, document, "Permit", examples["Permit"])
    yield body("incomes", file, document, "getPermits", "response", [examples["Permit"], examples["Permit"][:1]])
    yield from persons(shared)


def own_verdicts(sluis, subject, file):
    command = [sluis, "validate", *subject.arguments, "--jsonl", file]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stderr[-2000:], file=sys.stderr)
        print(f"differential.py: {' '.join(command)} ended with {result.returncode}", file=sys.stderr)
        sys.exit(3)
    return [line == "true" for line in result.stdout.splitlines()]


def disagreement(subject, text, own, other, plain):
    print(f"\nDISAGREEMENT in {subject.family}, {subject.name}: sluis says {own}, jsonschema-rs says {other}")
    print(f"  schema: {' '.join(subject.arguments)}")
    print(f"  document: {text}")
    document = exact(text)
    validator = jsonschema_rs.Draft202012Validator(plain, validate_formats=True)
    for error in list(validator.iter_errors(document))[:3]:
        print(f"  jsonschema-rs at {list(error.instance_path)}: {error.message[:200]}")


def compare(work, sluis, subject, count, seed):
    started = time.monotonic()
    mutation = Mutation(seed, subject.document, subject.examples)
    texts = [json.dumps(example, ensure_ascii=False) for example in subject.examples]
    texts += [mutation.document() for _ in range(max(0, count - len(texts)))]
    file = f"{work}/documents.jsonl"
    with open(file, "w") as out:
        out.writelines(text + "\n" for text in texts)
    own = own_verdicts(sluis, subject, file)
    if len(own) != len(texts):
        print(f"differential.py: {len(texts)} documents, {len(own)} verdicts", file=sys.stderr)
        sys.exit(3)
    validator = jsonschema_rs.Draft202012Validator(subject.plain, validate_formats=True)
    for text in texts[: len(subject.examples)]:
        if not validator.is_valid(exact(text)):
            disagreement(subject, text, "nothing: an example must conform", False, subject.plain)
            return len(texts), 0, 1
    others = [validator.is_valid(exact(text)) for text in texts]
    wrong = [index for index in range(len(texts)) if own[index] != others[index]]
    for index in sorted(wrong, key=lambda each: len(texts[each]))[:SHOWN]:
        disagreement(subject, texts[index], own[index], others[index], subject.plain)
    seconds = time.monotonic() - started
    print(
        f"{subject.family:9} {subject.name:22} {len(texts):7} documents, {sum(others):6} conform, "
        f"{len(wrong)} disagreements, {seconds:.1f} s",
        flush=True,
    )
    return len(texts), sum(others), len(wrong)


def main():
    work, sluis, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    shared = sys.argv[4] if len(sys.argv) > 4 else ""
    all_subjects = list(subjects(shared))
    families = sorted({subject.family for subject in all_subjects})
    totals, results = [0, 0, 0], []
    for index, subject in enumerate(all_subjects):
        alike = sum(other.family == subject.family for other in all_subjects)
        share = -(-count // (len(families) * alike))
        found = compare(work, sluis, subject, share, seed=index)
        results.append({"family": subject.family, "schema": subject.name, "documents": found[0], "conform": found[1], "disagree": found[2]})
        totals = [a + b for a, b in zip(totals, found)]
    print(f"\n{totals[0]} documents of {len(families)} families, {totals[1]} conform, {totals[2]} disagreements")
    with open(f"{work}/schema-differential.json", "w") as out:
        json.dump({"benchmark": "schema-differential", "documents": totals[0], "disagreements": totals[2], "subjects": results}, out, indent=1)
    sys.exit(1 if totals[2] else 0)


main()
