"""cases.py WORK [SHARED]: makes the payloads and schemas below WORK, and lists the cases in cases.json.

With SHARED, the folder of published test data, the base registry of persons (BRP) is among them.
"""
import importlib.util
import json
import os
import sys

import persons
from rewriting import plain_schema


def case(name, document, pointer, payload, plain, peers="all", release=None, keyword=False):
    found = {"name": name, "document": document, "pointer": pointer, "payload": payload, "plain": plain, "peers": peers, "keyword": keyword}
    return found | {"release": release} if release else found


BRP_POLICY = {
    "purpose": "https://example.nl/purposes/measuring", "title": "Measuring",
    "operations": {"Personen": {"response": {"allow": [
        "/type", "/personen/*/burgerservicenummer", "/personen/*/naam/voornamen", "/personen/*/naam/geslachtsnaam",
        "/personen/*/geboorte/datum/datum", "/personen/*/verblijfplaats/verblijfadres/**", "/personen/*/partners/*/naam/**",
        "/personen/*/nationaliteiten/*/nationaliteit/code", "/personen/*/leeftijd",
    ]}}},
}


def own_cases():
    release = {"policy": "policy.json", "method": "GET", "target": "/persons"}
    document, place = "persons.openapi.json", "/components/schemas/"
    yield case("query", document, place + "Query", "query.json", "Query-rewritten.schema.json")
    for size in ("p1", "p10", "p100"):
        plain = "Answer-plain.schema.json"
        yield case(f"{size} plain", plain, "", f"{size}.json", plain)
        yield case(f"{size} discriminators", document, place + "Answer", f"{size}.json", "Answer-rewritten.schema.json", release=release)
    for keyword, payload in (("unevaluatedProperties", "closed"), ("oneOf", "choice"), ("dynamicRef", "tree")):
        schema = f"{keyword}.schema.json"
        # What jsonschema-rs has of these keywords neither ajv 6 nor fastjsonschema has, but for oneOf.
        yield case(keyword, schema, "", f"{payload}.json", schema, "all" if keyword == "oneOf" else "rs", keyword=True)


def published_cases(work, shared):
    file, maker = f"{shared}/testdata/openapi/brp-personen-2.7.0.json", f"{shared}/bench/schema/gen.py"
    if not (os.path.exists(file) and os.path.exists(maker)):
        print(f"skipped: the persons of the BRP ({file} is not there)")
        return
    spec = importlib.util.spec_from_file_location("gen", maker)
    gen = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gen)
    with open(file) as source:
        document = json.load(source)
    with open(f"{work}/brp-policy.json", "w") as out:
        json.dump(BRP_POLICY, out)
    answer = {"policy": "brp-policy.json", "method": "POST", "target": "/haalcentraal/api/brp/personen"}
    for root, payload, release in (("PersonenQuery", "req", None), ("PersonenQueryResponse", "p1", answer),
                                   ("PersonenQueryResponse", "p10", answer), ("PersonenQueryResponse", "p100", answer)):
        plain = plain_schema(document, persons.ref(root))
        with open(f"{work}/{root}.schema.json", "w") as out:
            json.dump(plain, out, ensure_ascii=False)
        with open(f"{work}/brp-{payload}.json", "w") as out:
            out.write(gen.payloads()[payload])
        yield case(f"BRP {payload}", file, "/components/schemas/" + root, f"brp-{payload}.json", f"{root}.schema.json", release=release)


def main():
    work = sys.argv[1]
    persons.generate(work, persons.document())
    cases = list(own_cases()) + list(published_cases(work, sys.argv[2] if len(sys.argv) > 2 else ""))
    with open(f"{work}/cases.json", "w") as out:
        json.dump(cases, out, indent=1)


main()
