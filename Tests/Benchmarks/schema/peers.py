"""peers.py WORK MILLISECONDS: CPU time of reading and checking JSON, by the engines that run in Python.

WORK holds the payloads and schemas of persons.py and `cases.json`. Measures jsonschema-rs with orjson, and fastjsonschema;
prints engine, case, step and nanoseconds, a line each. Time is that of the process, the best of five runs.
"""
import json
import sys
import time

import fastjsonschema
import jsonschema_rs
import orjson


def best_nanoseconds(work, floor):
    work()
    count = 1
    while True:
        start = time.process_time()
        for _ in range(count):
            work()
        if time.process_time() - start > floor:
            break
        count *= 2
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(count):
            work()
        best = min(best, (time.process_time() - start) / count)
    return best * 1e9


def read(folder, name, loads=json.loads):
    with open(f"{folder}/{name}", "rb") as source:
        return loads(source.read())


def measure(work, case, floor):
    """Yields engine, step and nanoseconds of the engines that run in Python."""
    schema = read(work, case["plain"])
    raw = read(work, case["payload"], bytes)
    document = orjson.loads(raw)
    rust = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    assert rust.is_valid(document), case["name"]
    yield "jsonschema-rs", "parse", best_nanoseconds(lambda: orjson.loads(raw), floor)
    yield "jsonschema-rs", "validate", best_nanoseconds(lambda: rust.is_valid(document), floor)
    yield "jsonschema-rs", "parse+validate", best_nanoseconds(lambda: rust.is_valid(orjson.loads(raw)), floor)
    if case["peers"] == "all":
        generated = fastjsonschema.compile(schema)
        yield "fastjsonschema", "validate", best_nanoseconds(lambda: generated(document), floor)


def main():
    work, floor = sys.argv[1], float(sys.argv[2]) / 1000
    for case in read(work, "cases.json"):
        for engine, step, nanoseconds in measure(work, case, floor):
            print(f"{engine}\t{case['name']}\t{step}\t{nanoseconds:.1f}")


main()
