#!/usr/bin/env python3
"""Seeds for the fuzz targets, from the conformance cases: `fuzz/seeds.py CASES` writes a few dozen small ones of each
kind to fuzz/seeds, the shortest of each operation first."""

import hashlib
import json
import pathlib
import re
import sys

MOST_OF_A_KIND = 24
HERE = pathlib.Path(__file__).parent


def operations():
    """The operations of the wire target, in its order."""
    source = (HERE / "fuzz_targets/wire.rs").read_text()
    return re.findall(r'^    "(\w+)",$', source, re.MULTILINE)


def steps(cases):
    for file in sorted(pathlib.Path(cases).rglob("*.json")):
        for case in json.loads(file.read_text()).get("cases", []):
            yield from (step for step in case.get("steps", []) if "op" in step and "in" in step)


def concrete(value):
    """The request with the fixture's names in the place of what the cases leave open."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(r"\{\{\w+\}\}", "tab", text)


def keep(target, seeds):
    folder = HERE / "seeds" / target
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


def shortest(seeds, count):
    return sorted(set(seeds), key=lambda seed: (len(seed), seed))[:count]


def snapshots():
    """The snapshot of the first release without its frame: whole, with fewer items, each table alone, no table."""
    lines = (HERE.parent / "src/snapshot/version_1.snapshot").read_text().splitlines()[1:-1]
    store, tables = json.loads(lines[0]), []
    for line in lines[1:]:
        if line.startswith('{"name"'):
            tables.append((json.loads(line), []))
        else:
            tables[-1][1].append(line)
    for chosen, items in ((tables, 99), (tables, 2), (tables[:1], 0), (tables[1:], 1), ([], 0)):
        text = [json.dumps({**store, "tables": len(chosen)}, separators=(",", ":"))]
        for table, lines in chosen:
            text.append(json.dumps({**table, "items": len(lines[:items])}, separators=(",", ":")))
            text.extend(lines[:items])
        yield "".join(line + "\n" for line in text).encode()


def main():
    known = operations()
    requests, expressions, statements = {}, [], []
    for step in steps(sys.argv[1]):
        body = concrete(step["in"])
        if step["op"] in known and "$" not in body:
            code = bytes([known.index(step["op"])])
            requests.setdefault(step["op"], []).append(code + body.encode())
        expressions += re.findall(r'Expression": "((?:[^"\\]|\\.)*)"', body)
        statements += re.findall(r'Statement": "((?:[^"\\]|\\.)*)"', body)
    for seeds in requests.values():
        spread = shortest(seeds, len(seeds))
        keep("wire", spread[:: max(1, len(spread) // 3)][:3])
    keep("snapshots", snapshots())
    for target, texts in (("expressions", expressions), ("partiql", statements)):
        texts = shortest([json.loads(f'"{text}"').encode() for text in texts], len(texts))
        texts = [text for text in texts if len(text) < 400]
        keep(target, texts[:: max(1, len(texts) // MOST_OF_A_KIND)][:MOST_OF_A_KIND])


main()
