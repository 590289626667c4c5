# cpec-watch for the benchmark that runs peers beside it. Sourced; OURS names the program.
#   describe              one line: version and how it is run
#   prepare LIST BASE     a configuration under BASE for the addresses of LIST, loopback allowed
#   cold, warm, incremental LIST BASE    one check of all of them; state and mail stay under BASE
#   stored LIST BASE      how many articles the store holds
describe() {
    [ -x "$OURS" ] || { echo "set OURS to the program"; exit 1; }
    echo "$("$OURS" --version); check --all, full texts from the feeds, mail into a folder"
}

prepare() {
    mkdir -p "$2/config"
    cat >"$2/config/cpec-watch.toml" <<TOML
[watch]
state = "$2/state"
[http]
allow_private = ["127.0.0.0/8"]
spacing = "0s"
concurrency = 64
per_host = 64
[check]
max_articles = 1000000
fetch_pages = false
[[recipient]]
address = "desk@example.org"
TOML
    awk 'NF { printf "[[source]]\nid = \"s%05d\"\nurl = \"%s\"\nfull_text = true\nmax_entries = 10000\n\n", NR, $1 }' \
        "$1" >"$2/config/sources.toml"
}

cold() { exec "$OURS" --config "$2/config" check --all --format json; }
warm() { cold "$@"; }
incremental() { cold "$@"; }
stored() {
    python3 - "$2/state/cpec-watch.db" <<'PY'
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("select count(*) from article").fetchone()[0])
PY
}
