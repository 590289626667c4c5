#!/usr/bin/env python3
"""Conformance of the feed reader with Python's feedparser (pip install "feedparser>=6,<7").

    python3 tests/conformance/feeds.py --program target/debug/cpec-watch [--own-tests] [--keep DIR] [--floor 98]

Makes some 3,000 feed files from the seeds beside this file, reads each with `inspect feed --json` and with
feedparser, and states by field how far the two agree. `--own-tests` also reads the test files of feedparser's
source distribution, fetched with pip. What differs on purpose is counted apart, with its reason.
"""

import argparse
import calendar
import collections
import difflib
import html
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
import warnings
from datetime import datetime, timezone

import feedparser

import mutations
import seeds

BASE = "https://feed.invalid/"
FIELDS = ["title", "link", "id", "published", "updated"]


# --- the files -------------------------------------------------------------------------------------------------------

def make(folder):
    """Writes all files; returns how many."""
    count = 0

    def write(name, data):
        nonlocal count
        (folder / f"{name}.xml").write_bytes(data)
        count += 1

    for form, build in seeds.FORMATS.items():
        for manner in range(14):
            write(f"{form}-{manner}-plain", build("all", random.Random(f"{form}{manner}")).encode())
        for change in mutations.ALL:
            for manner in range(6):
                rng = random.Random(f"{form}{change.__name__}{manner}")
                write(f"{form}-{change.__name__}-{manner}", change(build("all", rng), rng).encode())
        for n, (script, codec, declared) in enumerate(mutations.ENCODINGS):
            for manner in range(2):
                text = build(script, random.Random(f"{form}{n}{manner}"))
                write(f"{form}-{codec}-as-{declared}-{manner}", mutations.encoded(text, codec, declared))
        for manner in range(40):
            rng = random.Random(f"{form}two{manner}")
            first, second = rng.sample(mutations.ALL, 2)
            text = second(first(build("all", rng), rng), rng)
            write(f"{form}-{first.__name__}+{second.__name__}-{manner}", text.encode())
    return count


def own_tests(folder):
    """The test files of feedparser's source distribution that hold entries."""
    version = feedparser.__version__
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "feedparser",
               f"feedparser=={version}", "--dest", str(folder)]
    subprocess.run(command, check=True)
    with tarfile.open(next(folder.glob("feedparser-*.tar.gz"))) as archive:
        for member in archive.getmembers():
            inside = member.name.split("/tests/", 1)
            if member.isfile() and len(inside) == 2 and member.name.endswith(".xml"):
                name = "own-" + inside[1].replace("/", "-")
                (folder / name).write_bytes(archive.extractfile(member).read())


# --- the two readers -------------------------------------------------------------------------------------------------

def ours(program, files):
    """What the program says of each file, by name."""
    said = {}
    for at in range(0, len(files), 200):
        command = [program, "inspect", "feed", "--json", *map(str, files[at:at + 200])]
        done = subprocess.run(command, capture_output=True, check=False)
        for line in done.stdout.decode().splitlines():
            line = json.loads(line)
            said[pathlib.Path(line["file"]).name] = line
    return said


def theirs(data):
    """feedparser's entries as our fields; `None` where it fails with an exception."""
    try:
        read = feedparser.parse(io.BytesIO(data), response_headers={"content-location": BASE})
    except Exception:  # noqa: BLE001 - it stumbles over some files in many ways
        return None
    entries = []
    for entry in read.entries:
        kind = dict.get(entry, "title_detail", {}).get("type", "text/plain")
        entries.append({
            "title": words(dict.get(entry, "title", ""), kind),
            "link": dict.get(entry, "link") or None,
            "id": dict.get(entry, "id") or None,
            "published": seconds(dict.get(entry, "published_parsed")),
            "updated": seconds(dict.get(entry, "updated_parsed")),
        })
    return entries


def words(text, kind):
    """A title's words; white space does not count. Of one that should be plain, markup is told from words by its end tags."""
    if kind != "text/plain" or re.search(r"</\w+>", text):
        text = html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", text, flags=re.S))
    return squeezed(text)


def squeezed(text):
    return re.sub(r"[\s\x00-\x1f\x7f\ufeff]+", "", text or "")


def seconds(parsed):
    try:
        return calendar.timegm(parsed) if parsed else None
    except (ValueError, OverflowError):
        return None


def our_entry(entry):
    def at(text):
        return text and int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())

    return {"title": squeezed(entry["title"]), "link": entry["link"], "id": entry["id"],
            "published": at(entry["published"]), "updated": at(entry["updated"])}


# --- agreement -------------------------------------------------------------------------------------------------------

def address(text):
    """An address without differences that mean nothing."""
    if not text:
        return None
    if "://" not in text:
        return text.strip()
    try:
        parts = urllib.parse.urlsplit(re.sub(r"\s", "", text))
    except ValueError:
        return text.strip()
    path = urllib.parse.unquote(parts.path) or "/"
    host = parts.netloc.lower().removesuffix(":80")
    return (parts.scheme.lower(), host, path, urllib.parse.unquote(parts.query), urllib.parse.unquote(parts.fragment))


def same(field, a, b):
    if field == "link":
        return address(a) == address(b)
    if field == "title":
        return a in (b, words(b, "text/plain"))
    if field == "id":
        return squeezed(a) == squeezed(b)
    return (a or None) == (b or None)


def on_purpose(field, one, two):
    """Why we do not follow feedparser here, or `None` where the difference is a fault."""
    a, b = one[field], two[field]
    if field in ("link", "id", "published", "updated") and b is None and "cut" in one["file"]:
        return "cut: half an address, id or date at the end of a cut document is none"
    if field == "link" and b is None and a and not re.match(r"https?://", a, re.I):
        return "link: not an address of the web (mailto:, urn:, tag:), so none"
    if field == "link" and b is None and a == one["id"] and not re.search("[/?]", two["id"] or "/"):
        return "link: an id that is no address (`story-7`, `7@paper.example`) is no link"
    if field == "link" and b and "\u2329" in a and address(a.replace("\u2329", "&lang")) == address(b):
        return "link: feedparser reads `&lang=` as \u2329"
    if field == "id" and a and b and address(a) == address(urllib.parse.urljoin(a, b)) and "://" not in b:
        return "id: kept as written; feedparser resolves it against the base as if it were an address"
    if field == "title" and a and b:
        if is_mojibake(a, b):
            return "title: feedparser takes a wrong charset for Latin-1"
        if re.sub(r"&(#?\w+);", r"&\1", a) == re.sub(r"&(#?\w+);", r"&\1", b) and "&" in b:
            return "title: a bare & is an &; feedparser makes `B&B` into `B&B;`"
    if field in ("published", "updated") and a and b:
        return date_on_purpose(datetime.fromtimestamp(a, timezone.utc), datetime.fromtimestamp(b, timezone.utc))
    return None


def is_mojibake(a, b):
    """Whether `a` is `b` in a wrong charset, or with each letter beyond ASCII broken into its bytes."""
    for codec in ("cp1251", "koi8-r", "gb18030", "shift_jis", "euc_jp"):
        try:
            if squeezed(a.encode("cp1252").decode(codec)) == b:
                return True
        except UnicodeError:
            continue
    left, right = re.sub(r"[^!-~]", "", a), re.sub(r"[^!-~]", "", b)
    return left == right and len(a) - len(left) > len(b) - len(right) and bool(re.search("[À-ÿ]", a))


def date_on_purpose(a, b):
    """feedparser's readings that a reader of the text would not share."""
    if (a.hour, a.minute, a.second) != (0, 0, 0):
        return None
    if a.date() == b.date():
        return "date: feedparser drops a time of day that it cannot read"
    if a.year == b.year and a.day in (1, b.day) and a.month == datetime.now(timezone.utc).month:
        return "date: feedparser takes the current month where it cannot read the one written"
    months = 12 * (a.year - b.year) + a.month
    if months in (int(f"{b:%j}") // 10, int(f"{b:%j}"[:2])):
        return "date: feedparser reads the day of the year, as in 2019-066 or 2019165, as a month"
    return None


def pairs(a, b):
    """Entries of the two side by side, though one may have more."""
    if len(a) == len(b):
        return list(zip(a, b))
    key = lambda entry: (entry["title"], squeezed(entry["id"]))
    matcher = difflib.SequenceMatcher(None, list(map(key, a)), list(map(key, b)), autojunk=False)
    found, left, right = [], 0, 0
    for i, j, size in matcher.get_matching_blocks():
        gap = max(i - left, j - right)
        for n in range(gap):
            found.append((a[left + n] if left + n < i else None, b[right + n] if right + n < j else None))
        found.extend(zip(a[i:i + size], b[j:j + size]))
        left, right = i + size, j + size
    return found


def compare(name, a, line, totals, faults):
    b = [our_entry(entry) for entry in line["entries"]]
    totals["files"] += 1
    if len(a) == len(b):
        totals["files, same number of entries"] += 1
    whole = len(a) == len(b)
    for one, two in pairs(a, b):
        totals["entries only here"] += one is None
        if one is None:
            faults.append((name, "entry only here", None, two["title"][:60]))
            continue
        totals["entries"] += 1
        one["file"] = name
        if two is None:
            totals["entries missing here"] += 1
            faults.append((name, "entry missing", one["title"][:60], line["error"]))
            whole = False
            continue
        totals["entries here"] += 1
        for field in FIELDS:
            if not one[field]:
                totals[f"{field} only here"] += bool(two[field])
                continue
            totals[f"{field} said"] += 1
            agree = same(field, one[field], two[field])
            reason = None if agree else on_purpose(field, one, two)
            if reason:
                totals[f"on purpose: {reason}"] += 1
            totals[f"{field} same"] += agree
            totals[f"{field} on purpose"] += bool(reason)
            if not agree and not reason:
                whole = False
                faults.append((name, field, one[field], two[field]))
    totals["files, all fields the same"] += whole


def check_json(program, folder):
    """JSON Feed, which feedparser does not read, against what the seeds put in."""
    files, wanted = [], {}
    for manner in range(60):
        text, items = seeds.json_feed("all", random.Random(f"json{manner}"))
        file = folder / f"json-{manner}.json"
        file.write_text(text, encoding="utf-8-sig" if manner % 3 == 0 else "utf-8")
        files.append(file)
        wanted[file.name] = items
    faults = 0
    for name, line in ours(program, files).items():
        for item, entry in zip(wanted[name], line["entries"], strict=True):
            entry = our_entry(entry)
            link = urllib.parse.urljoin(BASE, item.link)
            right = (squeezed(item.title), address(link), item.id, int(item.at.timestamp()))
            faults += right != (entry["title"], address(entry["link"]), entry["id"], entry["published"])
    return len(files), faults


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def report(totals, floor):
    """Prints the figures; whether every field reaches the floor."""
    print(f"files from which feedparser gets entries: {totals['files']}")
    for name in ["files, same number of entries", "files, all fields the same"]:
        print(f"  {name.removeprefix('files, '):32} {totals[name]:7}  {percent(totals[name], totals['files']):6.2f} %")
    print(f"entries: {totals['entries']}; missing here {totals['entries missing here']}, only here {totals['entries only here']}")
    lowest = percent(totals["entries here"], totals["entries"])
    print(f"  {'read here':32} {totals['entries here']:7}  {lowest:6.2f} %")
    print(f"{'field':12}{'feedparser':>10}{'the same':>10}{'on purpose':>12}{'faults':>8}{'agreement':>12}{'only here':>12}")
    for field in FIELDS:
        said, same, purpose = (totals[f"{field} {word}"] for word in ("said", "same", "on purpose"))
        agrees = percent(same, said - purpose)
        lowest = min(lowest, agrees)
        print(f"{field:12}{said:10}{same:10}{purpose:12}{said - same - purpose:8}{agrees:10.2f} %{totals[f'{field} only here']:12}")
    for name in sorted(totals):
        if name.startswith("on purpose: "):
            print(f"{name}: {totals[name]}")
    return lowest >= floor


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the built program")
    parser.add_argument("--own-tests", action="store_true", help="also read feedparser's own test files")
    parser.add_argument("--keep", type=pathlib.Path, help="leave the files and faults.tsv in this folder")
    parser.add_argument("--floor", type=float, default=98.0, help="least agreement of each field, in per cent")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        made = make(folder)
        if args.own_tests:
            own_tests(folder)
        files = sorted(folder.glob("*.xml"))
        print(f"{made} files made, {len(files) - made} taken from feedparser {feedparser.__version__}")
        said = ours(args.program, files)
        groups = collections.defaultdict(collections.Counter)
        faults = []
        for file in files:
            entries = theirs(file.read_bytes())
            if entries:
                group = "feedparser's tests" if file.name.startswith("own-") else "made"
                compare(file.name, entries, said[file.name], groups[group], faults)
            else:
                groups["others"]["crashes"] += entries is None
                groups["others"]["read only here"] += bool(said[file.name]["entries"])
        good = True
        for group in ["made", "feedparser's tests"]:
            if groups[group]:
                print(f"\n== {group}")
                good &= report(groups[group], args.floor)
        others = groups["others"]
        print(f"\nfiles from which only we get entries: {others['read only here']}"
              f" (feedparser fails with an exception on {others['crashes']})")
        count, wrong = check_json(args.program, folder)
        print(f"JSON Feed against the seeds: {count} files, {wrong} entries wrong")
        if args.keep:
            lines = ("\t".join(map(str, fault)).replace("\n", " ") for fault in faults)
            (folder / "faults.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if good and wrong == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
