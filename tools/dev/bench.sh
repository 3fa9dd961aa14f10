# shellcheck shell=bash
# ./dev bench and ./dev drill: dispatchers over tools/bench and tools/drills.

cmd_bench() {
  local name=${1:-}
  [[ -n $name ]] || { list_of "Benches" tools/bench cpp sh mjs && return; }
  shift
  cmd_setup build bench
  build_cpp release wushuang
  build_web || die "The front ends could not be built."
  if [[ -f tools/bench/$name.sh ]]; then
    exec bash "tools/bench/$name.sh" "$@"
  elif [[ -f tools/bench/$name.mjs ]]; then
    build_programs "tools/bench/$name.mjs"
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
  [[ $name == fresh ]] || build_cpp release wushuang # that one builds its own
  [[ -f tools/drills/$name.sh ]] && exec bash "tools/drills/$name.sh" "$@"
  [[ -f tools/drills/$name.mjs ]] && exec node "tools/drills/$name.mjs" "$@"
  die "There is no drill '$name'; ./dev drill lists them."
}

# build_programs FILE: those its line "// Programs: …" names.
build_programs() {
  local programs
  read -ra programs < <(sed -n 's|^// Programs: ||p' "$1") || return 0
  build_cpp release "${programs[@]}"
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
