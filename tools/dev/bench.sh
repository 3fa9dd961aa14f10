# shellcheck shell=bash
# ./dev bench and ./dev drill: dispatchers over tools/bench and tools/drills.

cmd_bench() {
  local name=${1:-}
  [[ -n $name ]] || { list_of "Benches" tools/bench cpp sh mjs && return; }
  shift
  cmd_setup build bench
  build_cpp release wushuang
  if [[ -f tools/bench/$name.sh ]]; then
    exec bash "tools/bench/$name.sh" "$@"
  elif [[ -f tools/bench/$name.mjs ]]; then
    exec node "tools/bench/$name.mjs" "$@"
  elif [[ -f tools/bench/$name.cpp ]]; then
    build_cpp release "$name"
    exec "build/release/$name" "$@"
  fi
  die "There is no bench '$name'; ./dev bench lists them."
}

cmd_drill() {
  local name=${1:-}
  [[ -n $name ]] || { list_of "Drills" tools/drills sh mjs && return; }
  shift
  cmd_setup build drill
  [[ -f tools/drills/$name.sh ]] && exec bash "tools/drills/$name.sh" "$@"
  [[ -f tools/drills/$name.mjs ]] && exec node "tools/drills/$name.mjs" "$@"
  die "There is no drill '$name'; ./dev drill lists them."
}

# list_of TITLE DIR EXTENSION…: each with the first comment line of its file.
list_of() {
  local title=$1 dir=$2 extension file
  shift 2
  printf '%s%s%s\n' "$BOLD" "$title" "$PLAIN"
  for extension in "$@"; do
    for file in "$dir"/*."$extension"; do
      [[ -f $file ]] || continue
      printf '  %s%-14s%s %s\n' "$RED" "$(basename "$file" ".$extension")" "$PLAIN" \
        "$(grep -m1 -E '^(# |// )' "$file" | sed -E 's/^(#|\/\/) //')"
    done
  done
}
