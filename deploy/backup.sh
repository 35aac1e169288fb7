#!/bin/sh
# Back up what Charley keeps: backup.sh <folder for conversations> <folder for keys>
# The two folders must not end up in the same place: whoever has both, and the master key, can read everything;
# with the first alone nothing. A conversation that was forgotten stays unreadable in the first as soon as the
# older files of the second are gone, so keys are kept for KEEP_KEYS days only.
set -eu
umask 077
talks=${1:?folder for conversations and receipts}
keys=${2:?folder for keys, elsewhere}
keep_keys=${KEEP_KEYS:-7}
keep_talks=${KEEP_TALKS:-30}
now=$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$talks" "$keys"
if [ "$(cd "$talks" && pwd -P)" = "$(cd "$keys" && pwd -P)" ]; then
    echo "Keys must not lie beside what they open." >&2
    exit 1
fi

dump() { # address, file: whole or not there
    case $1 in
    postgresql://*) pg_dump --format=custom --no-owner --dbname="$1" --file="$2.part" ;;
    sqlite:////*) python3 -c 'import sqlite3, sys
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as a, sqlite3.connect(sys.argv[2]) as b: a.backup(b)' \
        "${1#sqlite:///}" "$2.part" ;;
    *) echo "Cannot back up $(echo "$1" | cut -d: -f1)." >&2; exit 1 ;;
    esac
    mv "$2.part" "$2"
}

data=${DATA_DIR:-}
conversations=${CHARLEY_CONVERSATIONS_URL:-sqlite:///$data/conversations.sqlite}
journal=${CHARLEY_JOURNAL_URL:-sqlite:///$data/journal.sqlite}
# Keys last: a conversation that begins meanwhile has its key, and not the other way round.
dump "$conversations" "$talks/conversations-$now"
[ "$journal" = "$conversations" ] || dump "$journal" "$talks/journal-$now"
dump "${CHARLEY_KEYS_URL:-sqlite:///$data/keys.sqlite}" "$keys/keys-$now"
find "$talks" -type f -mtime +"$keep_talks" -delete
find "$keys" -type f -mtime +"$keep_keys" -delete
echo "Backed up $now."
