#!/usr/bin/env python3
"""Replay the labelled streams, score them, compare with floors.toml.

    floors.py PROGRAM EVAL_DIR

EVAL_DIR holds the scorers and one folder a stream (articles.jsonl, gold.jsonl) or set of pages (gold.json, *.html.gz).
Exit status 1 where a figure is below its floor. Standard library only.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def stream(program, data, folder, want, work):
    out = work / f"{folder.name}.jsonl"
    command = [program, "replay", "--articles", folder / "articles.jsonl", "--out", out]
    if "profile" in want:
        command += ["--profile", ROOT / want["profile"]]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    scored = subprocess.run([sys.executable, data / "score.py", folder / "gold.jsonl", out, "--json"],
                            check=True, capture_output=True, text=True)
    figures = json.loads(scored.stdout)
    found = {key: value[2] if isinstance(value, list) and len(value) == 3 else value for key, value in figures.items()}
    for key, value in figures["facts"].items():
        found[f"fact_{key}"] = value["accuracy"]
    found["missed"] = len(figures["events_missed"])
    lines = sum(1 for line in (folder / "articles.jsonl").open(encoding="utf-8") if line.strip())
    print(f"{folder.name}: {lines} articles in {took:.2f} s")
    return found


def pages(program, data, folder, _want, work):
    out = work / "pages.jsonl"
    files = sorted(folder.glob("*.html.gz"))
    with out.open("w", encoding="utf-8") as texts:
        subprocess.run([program, "inspect", "page", "--json", *files], check=True, stdout=texts)
    scored = subprocess.run([sys.executable, data / "score_pages.py", folder, out],
                            check=True, capture_output=True, text=True)
    print(f"{folder.name}: {scored.stdout.splitlines()[0]}")
    return {"f1": float(re.search(r"F1 ([0-9.]+)", scored.stdout).group(1))}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, data = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    below = 0
    with tempfile.TemporaryDirectory() as work:
        for name, want in floors.items():
            folder = ROOT / want["stream"] if "stream" in want else data / name
            if not folder.is_dir():
                print(f"{name}: not here, skipped")
                continue
            run = pages if (folder / "gold.json").exists() and not (folder / "gold.jsonl").exists() else stream
            found = run(program, data, folder, want, pathlib.Path(work))
            for key, bound in want.items():
                if key in ("profile", "stream"):
                    continue
                ceiling = isinstance(bound, dict)
                limit = bound["at_most"] if ceiling else bound
                good = found[key] <= limit if ceiling else found[key] >= limit
                below += not good
                print(f"  {'ok  ' if good else 'FAIL'} {key:<18} {found[key]:.3f}  {'at most' if ceiling else 'at least'} {limit}")
    if below:
        sys.exit(f"{below} figures are past their floor")


main()
