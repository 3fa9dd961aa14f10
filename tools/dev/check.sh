# shellcheck shell=bash
# ./dev check [tidy], ./dev fmt, ./dev routes: what can be told without running the tests.

cmd_check() {
  local failed=0
  cmd_setup build check
  try_check "format" check_format || failed=1
  try_check "layers" node tools/layers.mjs || failed=1
  try_check "shell" check_shell || failed=1
  if has_script web check; then
    try_check "web" check_web || failed=1
  fi
  if [[ ${1:-} == tidy ]]; then
    try_check "tidy" check_tidy || failed=1
  fi
  return $failed
}

try_check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '  %s✓%s %-8s %s\n' "$GREEN" "$PLAIN" "$name" "$(tail -n1 <<< "$output")"
  else
    printf '  %s✗ %s%s\n%s\n' "$RED" "$name" "$PLAIN" "$(tail -n 60 <<< "$output")"
    return 1
  fi
}

# Tracked files; all of them where there is no git (an unpacked archive).
files_like() {
  git ls-files -co --exclude-standard -- "$@" 2> /dev/null && return
  local pattern
  for pattern in "$@"; do
    find . \( -name node_modules -o -name build -o -name var \) -prune -o -type f -name "${pattern##*/}" -print
  done
}

# Another major version of clang-format formats differently; the sources follow Debian 12's.
FORMAT_MAJOR=14

check_format() {
  local found
  found=$(clang-format --version | sed -E 's/.*version ([0-9]+).*/\1/')
  if [[ $found != "$FORMAT_MAJOR" ]]; then
    echo "skipped: clang-format $found, the sources follow $FORMAT_MAJOR"
    return 0
  fi
  files_like '*.cpp' '*.h' | xargs -r clang-format --dry-run -Werror
}

check_shell() {
  have shellcheck || { echo "skipped: no shellcheck" && return 0; }
  { echo dev && echo .ci/run && files_like '*.sh'; } | xargs shellcheck --severity=warning
}

check_web() {
  npm_install web || return 1
  cd web && npm run --silent check
}

check_tidy() {
  cmd_setup tidy
  cmake --preset debug > /dev/null
  files_like 'src/*.cpp' | xargs -r -P "$(nproc)" -n 4 clang-tidy --quiet -p build/debug
}

cmd_fmt() {
  cmd_setup check
  files_like '*.cpp' '*.h' | xargs -r clang-format -i
}

cmd_routes() {
  cmd_build release
  build_web # the server registers its pages with their assets
  if [[ ${1:-} == --update ]]; then
    local routes
    routes=$(build/release/wushuang routes)
    printf '%s\n' "$routes" > tools/routes.golden
    say "$(wc -l < tools/routes.golden) routes in tools/routes.golden"
  else
    build/release/wushuang routes
  fi
}
