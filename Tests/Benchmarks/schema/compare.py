"""compare.py WORK: CPU time of reading and checking JSON, by engine; says whether the bars hold.

WORK holds `cases.json`, its payloads, and `*.tsv` with the measurements of all engines (engine, case, step, nanoseconds); of
several the best counts. Exit: 0 when all bars hold, 1 when one does not.
"""
import collections
import glob
import json
import os
import sys

PEER = "jsonschema-rs"
STEPS = ("parse", "validate", "parse+validate", "parse+validate+minimise")
TOTAL_BAR, VALIDATE_BAR = 4.0, 3.0
# What a row that shows one keyword is held to: its payload is made of that keyword and is no answer of a registry.
KEYWORD_BAR = 2.5
# 1.8 ns a byte where jsonschema-rs and orjson take 8.61 to read and check the persons of the BRP. Machines differ, and one
# machine from hour to hour: the bar is how many times as fast that is, and the figure itself is told beside it.
MINIMISE_COST = 1.8
MINIMISE_BAR = 8.61 / MINIMISE_COST


def judge(case, engines):
    """The bars of one case: what is held to what, and whether it holds."""
    own, peer, size = engines["sluis"], engines[PEER], case["bytes"]
    for step, bar in (("parse+validate", TOTAL_BAR), ("validate", VALIDATE_BAR)):
        ratio = peer[step] / own[step]
        bar = KEYWORD_BAR if case["keyword"] else bar
        yield f"{step}: {ratio:.1f} times {PEER}, bar {bar:g}", ratio >= bar
    for step in STEPS if "ajv" in engines else ():
        if step in engines["ajv"] and step in own:
            ratio = engines["ajv"][step] / own[step]
            yield f"{step}: {ratio:.1f} times ajv, bar 1", ratio > 1
    if "parse+validate+minimise" in own:
        cost = own["parse+validate+minimise"]
        ratio = peer["parse+validate"] / cost
        side = "within" if cost / size <= MINIMISE_COST else "above"
        text = f"with minimisation {cost / size:.2f} ns/B, {side} {MINIMISE_COST}; "
        text += f"{ratio:.1f} times {PEER} without, bar {MINIMISE_BAR:.1f}"
        yield text, ratio >= MINIMISE_BAR


def main():
    work = sys.argv[1]
    table = collections.defaultdict(lambda: collections.defaultdict(dict))
    with open(f"{work}/cases.json") as source:
        cases = json.load(source)
    for file in glob.glob(f"{work}/*.tsv"):
        with open(file) as source:
            for line in source:
                engine, name, step, nanoseconds = line.rstrip("\n").split("\t")
                known = table[name][engine]
                known[step] = min(known.get(step, float("inf")), float(nanoseconds))
    missed, results = 0, []
    for case in cases:
        case["bytes"] = os.path.getsize(f"{work}/{case['payload']}")
        engines = table[case["name"]]
        print(f"\n{case['name']} ({case['bytes']} B): CPU ns [ns/B]")
        print(f"  {'':16}" + "".join(f"{step:>26}" for step in STEPS))
        for engine in sorted(engines, key=lambda each: (each != "sluis", each)):
            cells = (engines[engine].get(step) for step in STEPS)
            print(f"  {engine:16}" + "".join(f"{cell:16.0f} [{cell / case['bytes']:7.2f}]" if cell else f"{'-':>26}" for cell in cells))
        bars = list(judge(case, engines))
        for text, holds in bars:
            print(f"  {'holds' if holds else 'MISSED'}: {text}")
        missed += sum(not holds for _, holds in bars)
        results.append({"case": case["name"], "bytes": case["bytes"], "ns": engines, "missed": [text for text, holds in bars if not holds]})
    with open(f"{work}/schema.json", "w") as out:
        json.dump({"benchmark": "schema", "cases": results, "missed": missed}, out, indent=1)
    print(f"\n{missed} bars missed" if missed else "\nall bars hold")
    sys.exit(1 if missed else 0)


main()
