# shellcheck shell=bash
# ./dev build [PRESET] [TARGET…], and the front ends. Nothing is done twice: ninja knows for C++, stamps for npm and Vite.

export CCACHE_BASEDIR=$ROOT CCACHE_NOHASHDIR=1

cmd_build() {
  local preset=${1:-release}
  shift || true
  cmd_setup build
  build_cpp "$preset" "$@"
}

# The release build makes the server alone; tests and benches are made where they are run.
build_cpp() {
  local preset=$1 made_from
  shift
  local targets=("$@")
  ((${#targets[@]})) || { [[ $preset == release ]] && targets=(wushuang) || targets=(all); }
  made_from=$(hash_of CMakePresets.json)
  if [[ ! -f build/$preset/build.ninja ]] || ! stamp_is "cmake-$preset" "$made_from"; then
    cmake --preset "$preset" > /dev/null
    stamp_set "cmake-$preset" "$made_from"
  fi
  local quiet=(--quiet)
  [[ -t 1 ]] && quiet=()
  ninja -C "build/$preset" -j "$(nproc)" "${quiet[@]}" "${targets[@]}"
}

# npm_install DIR: npm ci, only when the lockfile is not the one installed.
npm_install() {
  local dir=$1 made_from
  made_from=$(hash_of "$dir/package-lock.json")
  [[ -d $dir/node_modules ]] && stamp_is "npm-${dir//\//-}" "$made_from" && return 0
  say "npm ci in $dir"
  (cd "$dir" && npm ci --no-audit --no-fund --loglevel=error) || return 1
  stamp_set "npm-${dir//\//-}" "$made_from"
}

has_script() { [[ -f $1/package.json ]] && jq -e --arg name "$2" '.scripts[$name]' "$1/package.json" > /dev/null; }

web_sources() {
  find web api data tools/verify-ledger tools/verify-certificate.mjs \( -name node_modules -o -path web/dist -o -path web/templates \) -prune -o -type f -print0 2> /dev/null |
    sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
}

build_web() {
  [[ -f web/package.json ]] || return 0
  npm_install web || return 1
  has_script web build || return 0
  local made_from
  made_from=$(web_sources)
  [[ -d web/dist ]] && stamp_is web-dist "$made_from" && return 0
  say "Building the front ends"
  (cd web && npm run --silent build) || return 1
  # The build may write into its own sources (generated types): what counts is what is there afterwards.
  stamp_set web-dist "$(web_sources)"
}
