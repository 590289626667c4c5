#!/usr/bin/env python3
"""Set the four thresholds of a profile by whole replays, after `cpec-watch fit` has set the weights.

    tune.py PROGRAM PROFILE SCORER_DIR STREAM...

`fit` weighs each decision by itself; in a replay one decision follows another (a story split once draws its
follow-ups away), so the biases of `relevance`, `same`, `found` and `update` are moved in steps of 0.4 and 0.2 as
long as the mean over the streams of strict alert F1 + 0.4 identity + 0.2 relevance - 0.2 noise rises. Four numbers,
hundreds of articles: there is little to overfit. Writes PROFILE/weights.toml. Standard library only.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

MODELS = ("same", "found", "update", "relevance")


def shifted(text, shifts):
    for model, shift in shifts.items():
        pattern = re.compile(rf'^("{model}\.bias" = )([-\d.]+)$', re.M)
        text = pattern.sub(lambda m: f"{m[1]}{float(m[2]) + shift:.3f}", text)
    return text


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    program, profile, scorer = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    streams = [pathlib.Path(path) for path in sys.argv[4:]]
    sys.path.insert(0, scorer)
    import score  # the scorer's module, beside the labelled data

    text = (profile / "weights.toml").read_text(encoding="utf-8")

    def run(shifts):
        total, shown = 0.0, []
        with tempfile.TemporaryDirectory() as work:
            copy = pathlib.Path(work) / "profile"
            shutil.copytree(profile, copy)
            (copy / "weights.toml").write_text(shifted(text, shifts), encoding="utf-8")
            for stream in streams:
                out = pathlib.Path(work) / "decisions.jsonl"
                command = [program, "replay", "--articles", stream / "articles.jsonl", "--profile", copy, "--out", out]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                found, _ = score.score(score.load(stream / "gold.jsonl"), score.load(out))
                strict, identity = found["alert_strict"][2], found["identity_b3"][2]
                total += strict + 0.4 * identity + 0.2 * found["relevance"][2] - 0.2 * found["noise"]
                shown.append(f"{stream.name} strict {strict:.3f} identity {identity:.3f}")
        return total / len(streams), ", ".join(shown)

    best, shifts = run({})[0], {}
    for step in (0.4, 0.2):
        for model in MODELS:
            for shift in (step, -step):
                while True:
                    trial = {**shifts, model: round(shifts.get(model, 0.0) + shift, 3)}
                    value, shown = run(trial)
                    if value <= best + 0.0005:
                        break
                    best, shifts = value, trial
                    print(f"{best:.4f} {shifts} {shown}", flush=True)
    (profile / "weights.toml").write_text(shifted(text, shifts), encoding="utf-8")


main()
