#!/bin/sh
# Put back one backup: restore.sh <folder for conversations> <folder for keys> <the time in its names>
# Stop every process of Charley first. The databases must exist; what is in them is replaced.
set -eu
talks=${1:?folder of conversations and receipts}
keys=${2:?folder of keys}
when=${3:?the time in the names, such as 20261130T033000Z}

load() { # file, address
    [ -f "$1" ] || { echo "$1 is missing." >&2; exit 1; }
    case $2 in
    postgresql://*) pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction --dbname="$2" "$1" ;;
    sqlite:////*) path=${2#sqlite:///}; rm -f "$path-wal" "$path-shm"; install -m 600 "$1" "$path" ;;
    *) echo "Cannot restore $(echo "$2" | cut -d: -f1)." >&2; exit 1 ;;
    esac
}

data=${DATA_DIR:-}
conversations=${CHARLEY_CONVERSATIONS_URL:-sqlite:///$data/conversations.sqlite}
journal=${CHARLEY_JOURNAL_URL:-sqlite:///$data/journal.sqlite}
load "$keys/keys-$when" "${CHARLEY_KEYS_URL:-sqlite:///$data/keys.sqlite}"
load "$talks/conversations-$when" "$conversations"
[ "$journal" = "$conversations" ] || load "$talks/journal-$when" "$journal"
echo "Restored $when."
