# shellcheck shell=bash
# ./dev fuzz: a parser of what anybody may send is given made-up input, under the sanitizers of memory and behaviour.
# A new input that takes another way through the code stays in tools/fuzz/corpus/NAME when --keep is given.

cmd_fuzz() {
  local name=${1:-}
  [[ -n $name ]] || { list_of "Fuzzers" tools/fuzz cpp && return; }
  local seconds=${2:-60} keep=${3:-}
  [[ -f tools/fuzz/$name.cpp ]] || die "There is no fuzzer '$name'; ./dev fuzz lists them."
  [[ $seconds =~ ^[0-9]+$ ]] || die "./dev fuzz NAME SECONDS [--keep]"
  cmd_setup fuzz
  local place=var/fuzz/$name sources libraries words=()
  read -ra sources < <(sed -n 's|^// Sources: ||p' "tools/fuzz/$name.cpp")
  read -ra libraries < <(sed -n 's|^// Libraries: |-l|p' "tools/fuzz/$name.cpp" | sed 's| | -l|g') || true
  [[ ! -f tools/fuzz/$name.dict ]] || words=("-dict=tools/fuzz/$name.dict")
  mkdir -p "$place/corpus" "tools/fuzz/corpus/$name"
  clang++ -std=c++20 -O1 -g -Isrc -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
    "tools/fuzz/$name.cpp" "${sources[@]}" "${libraries[@]}" -o "$place/$name"
  "$place/$name" -max_total_time="$seconds" -max_len=8192 -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
    "${words[@]}" -artifact_prefix="$place/found-" "$place/corpus" "tools/fuzz/corpus/$name" ||
    die "The input that did it is $place/found-*. Make a test of it."
  [[ $keep != --keep ]] || "$place/$name" -merge=1 "tools/fuzz/corpus/$name" "$place/corpus"
}
