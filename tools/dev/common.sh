# shellcheck shell=bash
# Words, colours, stamps and child processes for ./dev.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  # shellcheck disable=SC2034
  BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[38;5;160m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
  # shellcheck disable=SC2034
  BOLD='' DIM='' RED='' GREEN='' PLAIN=''
fi

say() { printf '%s%s%s\n' "$DIM" "$*" "$PLAIN" >&2; }
warn() { printf '%s%s%s\n' "$RED" "$*" "$PLAIN" >&2; }
die() {
  warn "$*"
  exit 1
}
have() { command -v "$1" > /dev/null 2>&1; }

# A stamp remembers the hash of what something was made from.
hash_of() { find "$@" -type f -print0 2> /dev/null | sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1; }
stamp_is() { [[ -f var/stamps/$1 && $(< "var/stamps/$1") == "$2" ]]; }
stamp_set() {
  mkdir -p var/stamps
  printf '%s' "$2" > "var/stamps/$1"
}

# Processes this script started, each the leader of a process group of its own, ended again when it leaves.
STARTED=()
# start LOG COMMAND…: in the background; its pid is in STARTED_PID.
start() {
  local log=$1
  shift
  set -m
  "$@" > "$log" 2>&1 < /dev/null &
  STARTED_PID=$!
  set +m
  STARTED+=("$STARTED_PID")
}
# stop PID [SIGNAL]: asks politely, waits ten seconds, then insists.
stop() {
  local pid=$1 signal=${2:-TERM} tries
  if kill -s "$signal" -- "-$pid" 2> /dev/null; then
    for ((tries = 0; tries < 100; tries++)); do
      kill -0 -- "-$pid" 2> /dev/null || break
      sleep 0.1
    done
    kill -s KILL -- "-$pid" 2> /dev/null || true
  fi
  wait "$pid" 2> /dev/null || true
  forget "$pid"
}
forget() {
  local kept=() pid
  for pid in "${STARTED[@]}"; do [[ $pid == "$1" ]] || kept+=("$pid"); done
  STARTED=("${kept[@]}")
}
stop_all() {
  local pid
  for pid in "${STARTED[@]}"; do stop "$pid"; done
}
