#!/usr/bin/env python3
"""Import raw seed documents into an empty store and compare the ledger with what they are known to tell.

    seeds.py PROGRAM SEEDS_DIR

SEEDS_DIR holds the documents (*.txt) and gold.json: their dates and events, and with each event the documents
that tell of it and the figures they state. Exit status 1 where an event is missing or doubled beyond
seeds.toml, where two happenings became one, or where something became an event that is none. Standard library only.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
# Types that writers of labels may exchange: a demand is put in a talk, a measure is agreed in one.
AKIN = {"diplomacy": {"diplomacy", "security_measure", "other"}, "security_measure": {"security_measure", "diplomacy"}}


def days(text):
    """First and last day of "2024", "2024-10", "2024-10-06" or two of them with a stroke between."""
    if not text:
        return None
    first, _, last = text.partition("/")
    low = (first + "-01-01")[:10] if len(first) < 10 else first
    last = last or first
    high = {4: last + "-12-31", 7: last + "-31"}.get(len(last), last)
    return low, high


class Store:
    """A program with a state folder of its own that knows nothing."""

    def __init__(self, program, folder):
        self.program, self.config = program, folder / "cpec-watch.toml"
        (folder / "none").mkdir()
        self.config.write_text(f'[watch]\nstate = "{folder}/state"\nseeds = "{folder}/none"\n', encoding="utf-8")
        (folder / "sources.toml").touch()

    def run(self, *words):
        done = subprocess.run([self.program, "--config", self.config, *words], check=True, capture_output=True, text=True)
        return done.stdout

    def lines(self, *words):
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def events(self, place=None):
        where = ["--place", place] if place else []
        return {e["id"]: e for e in self.lines("events", "list", "--all", "--limit", "1000", *where)}


def figures(event, article):
    found = {}
    for fact in event["facts"]:
        if fact["article"] == article and isinstance(fact["value"], dict) and "count" in fact["value"]:
            found.setdefault(fact["key"], fact["value"]["count"])
    return found


def fit(gold, event, inside, articles):
    """How well a known event is the happening `gold`: 0 where it cannot be."""
    kinds = AKIN.get(gold["type"], {gold["type"]})
    want, when = days(gold["date"]), event["when"]
    told = {row["article"] for row in event["articles"]} & {articles[d] for d in gold["documents"]}
    # "In October" is October's 6th: one of the two holds the other, or a day lies a day beside.
    dated = not want or not when or (when["start"] <= want[1] and want[0] <= when["end"])
    near = [p for p in gold["places"][:2] if p in inside]
    placed = not near or any(event["id"] in inside[p] for p in near)
    if event["kind"] not in kinds or not told or not dated or not placed:
        return 0
    score = 1 + len(told)
    places = [p for p in gold["places"] if p in inside]
    score += 2 * any(event["id"] in inside[p] for p in places[:1]) + any(event["id"] in inside[p] for p in places[1:2])
    for document, facts in gold.get("facts", {}).items():
        stated = figures(event, articles[document])
        score += sum(3 if stated.get(key) == value else -2 if key in stated else -1 for key, value in facts.items())
    return max(score, 0)


def pair(gold_events, events, inside, articles):
    """Each gold event with its best known event, each known event used once."""
    scored = sorted(((fit(g, e, inside, articles), g["id"], e["id"]) for g in gold_events for e in events.values()), reverse=True)
    pairs, used = {}, set()
    for score, gold, event in scored:
        if score > 0 and gold not in pairs and event not in used:
            pairs[gold] = event
            used.add(event)
    return pairs


def compare(gold, store, documents):
    store.run("baseline", "import", *documents)
    articles = {row["name"][:3]: row["article"] for row in store.lines("baseline", "list")}
    first = store.events()
    store.run("baseline", "import", *documents)
    if store.events() != first:
        print("FAIL a second import changed the ledger")
        return 1
    inside = {}
    for place in {p for g in gold["events"] for p in g["places"]}:
        try:
            inside[place] = set(store.events(place))
        except subprocess.CalledProcessError:
            print(f"  the profile knows no place {place!r}")
    events = {i: e for i, e in first.items() if not e["merged_into"]}
    pairs = pair(gold["events"], events, inside, articles)
    names = {article: document for document, article in articles.items()}
    failed = {"missing": [], "undocumented": [], "figures": [], "extra": [], "dates": []}
    for g in gold["events"]:
        event = events.get(pairs.get(g["id"]))
        if not event:
            failed["missing"].append(g["id"])
            continue
        told = {names[row["article"]]: row["role"] for row in event["articles"]}
        print(f"  {g['id']:<36} {event['id']:<44} {event['when'] and event['when']['start']}..{event['when'] and event['when']['end']} "
              f"{','.join(sorted(told))}")
        lacks = sorted(set(g["documents"]) - set(told))
        if lacks:
            failed["undocumented"].append(f"{g['id']}: not joined with {', '.join(lacks)}")
        for document, facts in g.get("facts", {}).items():
            stated = figures(event, articles[document])
            wrong = {k: (v, stated.get(k)) for k, v in facts.items() if stated.get(k) != v}
            if wrong:
                failed["figures"].append(f"{g['id']} in {document}: wanted and found {wrong}")
    failed["extra"] = [f"{i} ({', '.join(names[r['article']] for r in events[i]['articles'])}): {events[i]['title']}"
                       for i in events if i not in pairs.values()]
    texts = {}
    for line in store.run("export").splitlines():
        row = json.loads(line)
        if row.get("record") == "article":
            texts[names.get(row["id"])] = row
    for name, want in gold["documents"].items():
        row, low_high = texts.get(name[:3]), days(want["published"])
        day = row and row["published"][:10]
        if not day or not low_high[0] <= day <= low_high[1]:
            failed["dates"].append(f"{name[:3]}: {day} is not in {want['published']}")
    return failed


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, seeds = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    gold = json.loads((seeds / "gold.json").read_text(encoding="utf-8"))
    documents = sorted(seeds.glob("*.txt"))
    limits = tomllib.loads((HERE / "seeds.toml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as work:
        failed = compare(gold, Store(program, pathlib.Path(work)), documents)
    if failed == 1:
        sys.exit(1)
    beyond = 0
    for what, limit in limits.items():
        found = failed[what]
        beyond += len(found) > limit
        print(f"  {'ok  ' if len(found) <= limit else 'FAIL'} {what}: {len(found)}, at most {limit}")
        for line in found:
            print(f"         {line}")
    if beyond:
        sys.exit(f"{beyond} counts are past their limit")


main()
