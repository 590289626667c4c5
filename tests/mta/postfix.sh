#!/bin/sh
# The same mail through a real mail server: Postfix on loopback, with STARTTLS and AUTH, in a folder
# of its own on a free port. Sends with the built program, reads the mailbox, compares with the file
# that the folder transport writes. Usage: tests/mta/postfix.sh PROGRAM (as root).
set -eu
program=$(realpath "$1")
work=$(mktemp -d)
chmod 755 "$work"
trap 'postfix -c "$work/etc" stop >/dev/null 2>&1 || true; rm -rf "$work" /var/log/cpec-watch-mta.log' EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir -p "$work/etc/sasl" "$work/queue" "$work/data" "$work/box"
chown postfix "$work/data"

# A certificate of its own and one account.
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -addext basicConstraints=critical,CA:FALSE -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
printf 'a password\n' >"$work/password"
printf 'a password' | saslpasswd2 -p -c -u localhost -f "$work/etc/sasl/db" watch
chown postfix "$work/etc/sasl/db"
cat >"$work/etc/sasl/smtpd.conf" <<EOF
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: $work/etc/sasl/db
mech_list: PLAIN LOGIN
EOF

cat >"$work/etc/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = $work/box
virtual_mailbox_maps = inline:{desk@example.org=desk/}
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_minimum_uid = 1
smtpd_tls_cert_file = $work/cert.pem
smtpd_tls_key_file = $work/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $work/etc/sasl
smtpd_sasl_local_domain = localhost
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
maillog_file = /var/log/cpec-watch-mta.log
EOF
cat >"$work/etc/master.cf" <<EOF
127.0.0.1:$port inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
EOF
chown nobody "$work/box"
postfix -c "$work/etc" start >"$work/start.log" 2>&1 || { cat "$work/start.log"; exit 1; }

settings() {
    mkdir -p "$work/$1"
    printf '' >"$work/$1/sources.toml"
    cat >"$work/$1/cpec-watch.toml" <<EOF
[watch]
state = "state"
[mail]
from = "cpec-watch <watch@example.org>"
list_id = "watch.example.org"
unsubscribe = "mailto:watch@example.org?subject=unsubscribe"
$2
[[recipient]]
address = "desk@example.org"
EOF
}
settings smtp "transport = \"smtp\"
host = \"localhost\"
port = $port
tls = \"starttls\"
username = \"watch@localhost\"
password_file = \"$work/password\"
ca_file = \"$work/cert.pem\""
settings folder 'transport = "folder"'

now=2026-03-11T08:00:00Z
"$program" --config "$work/smtp" --now $now mail test
"$program" --config "$work/folder" --now $now mail test

# A wrong password, and a certificate nobody vouches for, are refused with a clear word.
printf 'wrong\n' >"$work/password"
if "$program" --config "$work/smtp" mail test >"$work/out" 2>&1; then echo "a wrong password passed"; exit 1; fi
grep -q AUTH "$work/out" || { cat "$work/out"; exit 1; }
printf 'a password\n' >"$work/password"
sed -i '/^ca_file/d' "$work/smtp/cpec-watch.toml"
if "$program" --config "$work/smtp" mail test >"$work/out" 2>&1; then echo "an unknown certificate passed"; exit 1; fi
grep -q STARTTLS "$work/out" || { cat "$work/out"; exit 1; }

python3 - "$work" <<'EOF'
import email, email.policy, pathlib, sys, time

work = pathlib.Path(sys.argv[1])
for _ in range(100):  # until the server has put it into the mailbox
    arrived = list((work / "box/desk/new").glob("*"))
    if arrived:
        break
    time.sleep(0.1)
read = lambda path: email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
assert len(arrived) == 1, f"{len(arrived)} mails in the mailbox, not 1"
got, sent = read(arrived[0]), read(next((work / "folder/state/mail").glob("*.eml")))
for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted"):
    assert got[name] is not None and got[name] == sent[name], (name, got[name], sent[name])
assert "ESMTPSA" in got["Received"], got["Received"]  # encrypted and logged in
plain = lambda mail, kind: mail.get_body((kind,)).get_content()
ways = ("by localhost", "into the folder")
for kind in ("plain", "html"):
    ours, theirs = plain(sent, kind), plain(got, kind)
    differ = [(a, b) for a, b in zip(ours.splitlines(), theirs.splitlines()) if a != b]
    assert "داسو" in theirs and "达苏" in theirs, "a script was lost"
    assert len(differ) <= 4, differ  # the sentence that says by which way it was sent
print("postfix: the mail arrived encrypted, logged in and whole")
EOF
