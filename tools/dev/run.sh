# shellcheck shell=bash
# ./dev run: from nothing to a server with the demo district in it.

cmd_run() {
  local port=8080 data=var/demo db=() rtmp
  while (($#)); do
    case $1 in
      --port) port=${2:?--port needs a number} ;;
      --data) data=${2:?--data needs a directory} ;;
      --db) db=(--db "${2:?--db needs a URL}") ;;
      *) die "./dev run [--port N] [--data DIR] [--db URL]" ;;
    esac
    shift 2
  done
  rtmp=$((port + 20)) # live streams of the demo, on loopback as everything else
  cmd_setup build
  build_cpp release
  build_web || die "The front ends could not be built."
  seed_if_empty "$data" "${db[@]}"
  exec build/release/wushuang serve --data "$data" "${db[@]}" --port "$port" --assets "$ROOT" --show-codes --rtmp "$rtmp"
}

# A seeding that was cut off leaves its marker behind and is done again from the start.
seed_if_empty() {
  local data=${1%/}
  shift
  [[ -e $data.seeding ]] && rm -rf -- "$data"
  [[ -n $(ls -A "$data" 2> /dev/null) ]] && return 0
  say "Creating the demo district in $data"
  mkdir -p "$data"
  touch "$data.seeding"
  build/release/wushuang seed pidu --data "$data" "$@" || die "The demo district could not be created."
  rm -f -- "$data.seeding"
}
