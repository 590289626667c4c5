#!/usr/bin/env python3
"""Check a labelled stream: check.py DIR... (default: every folder beside this file).

In: DIR/articles.jsonl and DIR/gold.jsonl. Out: one line per fault, then a summary of each stream;
exit code 1 if anything is wrong. Standard library only.
"""

import collections
import json
import pathlib
import re
import statistics
import sys
from datetime import datetime

ARTICLE_KEYS = {"id", "url", "outlet", "published", "lang", "title", "text"}
GOLD_KEYS = {"id", "relevant", "mentions", "tags", "dup_of"}
MENTION_KEYS = {"event", "role", "status", "facts", "changed", "qualifier", "prior", "derived"}
COUNTS = {"killed", "killed_chinese", "injured", "injured_chinese"}
FACTS = COUNTS | {"attackers_killed", "claimed"}
QUALIFIERS = {"at_least", "more_than", "partial"}
EVENT = re.compile(r"^(E|PR)-\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*$")
WORDS = (30, 900)


def read(path):
    """The records of a JSON Lines file, in order."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_count(value):
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)


def article_faults(articles):
    """What is wrong with the articles alone: keys, order in time, lengths, doubled ids and addresses."""
    last = None
    for article in articles:
        name = article.get("id", "?")
        if set(article) != ARTICLE_KEYS:
            yield f"{name}: keys {sorted(set(article) ^ ARTICLE_KEYS)} missing or unknown"
            continue
        when = datetime.fromisoformat(article["published"])
        if when.tzinfo is None:
            yield f"{name}: published without an offset"
        elif last is not None and when < last:
            yield f"{name}: published before the article above it"
        last = when
        words = len(article["text"].split())
        if not WORDS[0] <= words <= WORDS[1]:
            yield f"{name}: {words} words, {WORDS[0]} to {WORDS[1]} expected"
        if not article["title"].strip():
            yield f"{name}: no title"
        host = article["url"].split("/")[2]
        if not host.endswith(".example"):
            yield f"{name}: {host} is not an invented host (.example)"
    for key in ("id", "url"):
        counts = collections.Counter(article.get(key) for article in articles)
        for value, times in counts.items():
            if times > 1:
                yield f"{key} {value} used {times} times"


def figure_faults(mention):
    """What is wrong with the figures of one mention."""
    facts = mention["facts"]
    for key in set(facts) - FACTS:
        yield f"unknown fact {key}"
    for key in COUNTS - set(facts):
        yield f"fact {key} missing"
    for key, value in facts.items():
        if key == "claimed":
            if not isinstance(value, dict) or not value or set(value) - COUNTS:
                yield "claimed must name counts"
            elif not all(is_count(one) for one in value.values()):
                yield "claimed holds something that is no count"
        elif not is_count(value):
            yield f"fact {key} is no count"
    for part, whole in (("killed_chinese", "killed"), ("injured_chinese", "injured")):
        if facts.get(part) is not None and facts.get(whole) is not None and facts[part] > facts[whole]:
            yield f"{part} above {whole}"
    for key, value in mention.get("qualifier", {}).items():
        if value not in QUALIFIERS:
            yield f"unknown qualifier {value}"
        elif facts.get(key) is None:
            yield f"qualifier of {key}, which has no figure"
    for key in mention.get("derived", []):
        source = facts.get("claimed", {}) if key.startswith("claimed.") else facts
        if source.get(key.removeprefix("claimed.")) is None:
            yield f"derived {key}, which has no figure"


def mention_faults(mention, told, recalled):
    """What is wrong with one mention, given the events told so far and those recalled so far."""
    event, role, status = mention["event"], mention["role"], mention["status"]
    for key in set(mention) - MENTION_KEYS:
        yield f"unknown key {key}"
    if not EVENT.match(event):
        yield "no event id of the form E-2024-03-20-some-name or PR-..."
    if role not in ("primary", "background"):
        yield f"unknown role {role}"
    if status not in ("new", "update", "repeat"):
        yield f"unknown status {status}"
    if role == "background" and status != "repeat":
        yield f"background cannot be {status}"
    if role == "primary" and event.startswith("PR-"):
        yield "an event that this stream never tells (PR-) cannot be primary"
    if role == "primary" and status == "new" and event in told:
        yield "new a second time"
    if role == "primary" and status != "new" and event not in told:
        yield f"{status} before new"
    if bool(mention["changed"]) != (status == "update"):
        yield f"changed {mention['changed']} with status {status}"
    if role == "background":
        first = event not in told and event not in recalled
        if first != mention.get("prior", False):
            yield "prior must mark the first recall of an event never told before, and only that"
    elif "prior" in mention:
        yield "prior on a primary"
    yield from figure_faults(mention)


def gold_faults(articles, gold):
    """What is wrong with the labels, and with how they follow each other."""
    if [one["id"] for one in articles] != [one["id"] for one in gold]:
        yield "articles and gold do not hold the same ids in the same order"
        return
    told, recalled, seen = set(), set(), set()
    for label in gold:
        name = label["id"]
        for key in set(label) - GOLD_KEYS:
            yield f"{name}: unknown key {key}"
        if not isinstance(label["relevant"], bool):
            yield f"{name}: relevant must be true or false"
        if label["mentions"] and not label["relevant"]:
            yield f"{name}: mentions in an irrelevant article"
        if label["relevant"] and not label["mentions"]:
            yield f"{name}: relevant, but without a mention"
        if "dup_of" in label and label["dup_of"] not in seen:
            yield f"{name}: dup_of {label['dup_of']} is not an earlier article"
        events = [mention["event"] for mention in label["mentions"]]
        for event in {event for event in events if events.count(event) > 1}:
            yield f"{name}: {event} mentioned twice"
        for mention in label["mentions"]:
            for fault in mention_faults(mention, told, recalled):
                yield f"{name}: {mention['event']}: {fault}"
        for mention in label["mentions"]:
            (told if mention["role"] == "primary" else recalled).add(mention["event"])
        seen.add(name)


def summary(articles, gold):
    """One line that says what the stream holds."""
    mentions = [mention for label in gold for mention in label["mentions"]]
    kinds = collections.Counter(
        mention["status"] if mention["role"] == "primary" else "background" for mention in mentions
    )
    words = statistics.median(len(article["text"].split()) for article in articles)
    irrelevant = sum(not label["relevant"] for label in gold)
    told = ", ".join(f"{kinds[kind]} {kind}" for kind in ("new", "update", "repeat", "background"))
    return f"{len(articles)} articles, {irrelevant} irrelevant; {told}; median {words:.0f} words"


def main():
    here = pathlib.Path(__file__).resolve().parent
    folders = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(
        path.parent for path in here.glob("*/gold.jsonl")
    )
    if not folders:
        print(f"{here}: no stream found", file=sys.stderr)
        return 1
    wrong = False
    for folder in folders:
        articles, gold = read(folder / "articles.jsonl"), read(folder / "gold.jsonl")
        for fault in [*article_faults(articles), *gold_faults(articles, gold)]:
            print(f"{folder.name}: {fault}", file=sys.stderr)
            wrong = True
        print(f"{folder.name}: {summary(articles, gold)}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
