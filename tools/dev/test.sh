# shellcheck shell=bash
# ./dev test: every step runs to its end whatever the others do; the last line is the totals, the exit code follows it.
#
# A step is a function run in a process group of its own with its output in var/test/NAME.log. It may write
# "PASSED FAILED" to $COUNTS; a step that ends badly without saying what failed counts as one failure.
#
# What a step finds in its environment:
#   WS_TEST_POSTGRES   postgresql://… of a private server, superuser, database postgres   (C++ tests, e2e)
#   WS_CONTRACT_LOG    the file a test process appends its recorded exchanges to           (C++ tests)
#   WS_BINARY, WS_ROOT the release server and the project root for --assets                (e2e; it starts its own servers)
#   CHROMIUM           the browser                                                         (e2e)
#   WS_E2E_RESULT      where e2e writes {"passed":N,"failed":M}                            (e2e)

cmd_test() {
  local what=${1:-all}
  shift || true
  mkdir -p var/test
  rm -rf var/test/*
  TOTAL_PASSED=0 TOTAL_FAILED=0 ROWS=()
  trap end_test EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  case $what in
    all) test_all ;;
    cpp) test_cpp debug "${1:-*}" ;;
    sanitized) test_cpp sanitized "${1:-*}" ;;
    tsan) test_cpp tsan "${1:-*}" ;;
    web) prepare build && step "web units" step_web_units ;;
    e2e) test_e2e ;;
    tools) test_tools ;;
    measures) test_measures_alone ;;
    *) die "./dev test [cpp|sanitized|tsan [FILTER] | web | e2e | tools | measures]" ;;
  esac
  summary
}

test_all() {
  prepare build test check bench || return 0
  test_tools
  step "format" check_format
  step "shell" check_shell
  step "web build" build_web # the server under test serves its pages
  step "web types" check_web
  step "build release" step_build release wushuang
  step "build sanitized" step_build sanitized wushuang_tests
  start_postgres
  run_cpp sanitized '*'
  step "routes golden" step_routes
  step "contract" step_contract
  if [[ -f web/package.json ]]; then
    step "web units" step_web_units
    step "e2e" step_e2e
  fi
  test_measures
}

# The crash drill and the benches in small: they must run and their invariants hold; the bars are for ./dev bench.
test_measures() {
  step "crash drill" step_crash
  step "benches, tiny" step_benches
}

test_measures_alone() {
  prepare build test bench || return 0
  step "web build" build_web
  step "build release" step_build release wushuang
  test_measures
}

test_cpp() {
  prepare build test || return 0
  step "web build" build_web
  step "build $1" step_build "$1" wushuang_tests
  start_postgres
  run_cpp "$1" "$2"
}

test_e2e() {
  prepare build test || return 0
  step "build release" step_build release wushuang
  step "web build" build_web
  start_postgres
  step "e2e" step_e2e
}

test_tools() {
  prepare build || return 0
  step "layers" node tools/layers.mjs
  step "layers proof" node tools/layers.mjs --self-test
  step "contract proof" step_contract_proof
  step "verifier proof" node tools/verify-certificate.mjs --self-test
  step "draw verifier proof" node tools/verify-draw.mjs --self-test
}

# Installing may ask sudo and changes PATH, so it is no step of its own process; its failure is one of the totals.
prepare() {
  (cmd_setup "$@") || { count "setup" 0 1 0 && return 1; }
  use_node
}

# ---- steps and totals

step() {
  local name=$1 began=$SECONDS status=0 passed='' failed=''
  shift
  local slug=${name// /-}
  local log=var/test/$slug.log
  export COUNTS=$ROOT/var/test/$slug.counts
  [[ -t 1 ]] && printf '  %s… %s%s\r' "$DIM" "$name" "$PLAIN"
  start "$log" "$@"
  wait "$STARTED_PID" || status=$?
  stop "$STARTED_PID" # whatever it left running
  [[ -f $COUNTS ]] && read -r passed failed < "$COUNTS"
  if [[ -z $failed ]]; then
    ((status == 0)) && passed=1 failed=0 || passed=0 failed=1
  elif ((status != 0 && failed == 0)); then
    failed=1
  fi
  count "$name" "$passed" "$failed" $((SECONDS - began))
  if ((failed)); then
    tail -n 60 "$log" | sed 's/^/    │ /'
    printf '    └ %s\n' "$log"
  fi
  return 0
}

count() {
  local mark="${GREEN}✓${PLAIN}"
  (($3)) && mark="${RED}✗${PLAIN}"
  local row
  row=$(printf '%s %-16s %6d passed %5d failed %5d s' "$mark" "$1" "$2" "$3" "$4")
  ROWS+=("$row")
  printf '  %s\n' "$row"
  TOTAL_PASSED=$((TOTAL_PASSED + $2)) TOTAL_FAILED=$((TOTAL_FAILED + $3))
}

end_test() {
  stop_all
  [[ -z ${POSTGRES_DIR:-} ]] || rm -rf -- "$POSTGRES_DIR"
}

summary() {
  end_test
  trap - EXIT
  printf '\n%sSummary%s\n' "$BOLD" "$PLAIN"
  printf '  %s\n' "${ROWS[@]}"
  printf '\n%d passed, %d failed\n' "$TOTAL_PASSED" "$TOTAL_FAILED"
  if ((TOTAL_FAILED || TOTAL_PASSED == 0)); then exit 1; fi
  exit 0
}

# ---- C++

# A build that fails takes the old program with it, so that nothing is tested that is not what is there.
step_build() { build_cpp "$1" || { rm -f "build/$1/$2" && return 1; }; }

# Both halves run at once, each with its own results and its own record of exchanges.
run_cpp() {
  step "C++ $1" step_cpp "$1" "$2"
}

step_cpp() {
  local preset=$1 filter=$2 shard pids=() status=0 passed=0 failed=0 one
  local layout=()
  [[ $preset == tsan ]] && layout=(setarch -R) # g++ 12's thread sanitizer cannot live with today's address randomisation
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=second_deadlock_stack=1
  export GTEST_TOTAL_SHARDS=2
  for shard in 0 1; do
    GTEST_SHARD_INDEX=$shard WS_CONTRACT_LOG=$ROOT/var/test/contract-$shard.jsonl \
      "${layout[@]}" "build/$preset/wushuang_tests" --gtest_filter="$filter" --gtest_brief=0 --gtest_color=no \
      --gtest_output="json:$ROOT/var/test/cpp-$shard.json" > "var/test/cpp-$shard.log" 2>&1 &
    pids+=($!)
  done
  for shard in 0 1; do
    one=0
    wait "${pids[$shard]}" || one=$?
    ((one == 0)) || status=$one
    cpp_counts "$shard" "$one"
    report_cpp "$shard"
  done
  echo "$passed $failed" > "$COUNTS"
  return "$status"
}

# Adds a shard's figures to passed and failed. A process that died wrote no JSON: then its own lines are counted, and
# the death is a failure of its own.
cpp_counts() {
  local shard=$1 status=$2 json=var/test/cpp-$1.json log=var/test/cpp-$1.log tests failures
  if [[ -s $json ]]; then
    read -r tests failures < <(jq -r '"\(.tests - .disabled) \(.failures + .errors)"' "$json")
    passed=$((passed + tests - failures)) failed=$((failed + failures))
    ((status != 0 && failures == 0)) && failed=$((failed + 1))
  else
    passed=$((passed + $(grep -c '^\[       OK \] .*ms)$' "$log" || true)))
    failed=$((failed + 1 + $(grep -c '^\[  FAILED  \] .*ms)$' "$log" || true)))
  fi
  return 0
}

# Into the step's log: what failed, or the end of what a dead process said.
report_cpp() {
  local json=var/test/cpp-$1.json log=var/test/cpp-$1.log
  if [[ -s $json ]]; then
    jq -r '.testsuites[] | .testsuite[] | select(.failures) | "\(.classname).\(.name)\n  \(.failures[0].failure)"' "$json"
    grep -A 40 -E 'ERROR: .*Sanitizer|WARNING: ThreadSanitizer|runtime error:' "$log" || true
  else
    sed -E '/^Shadow bytes/,/^==/d; /^\[(       OK| RUN  |-----)/d' "$log" | tail -n 50
  fi
}

# ---- a private PostgreSQL

start_postgres() {
  local bin dir user port try as=()
  bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -n1)
  [[ -x $bin/postgres ]] || { count "postgresql" 0 1 0 && return 0; }
  dir=$ROOT/var/test-pg
  if ((EUID == 0)); then # PostgreSQL refuses to run as root, and its user may not be able to walk to the project
    user=postgres
    as=(setpriv "--reuid=$user" "--regid=$user" --clear-groups)
    "${as[@]}" test -x "$ROOT/var" || dir=$(mktemp -d /tmp/wushuang-test-pg.XXXXXX)
  fi
  POSTGRES_DIR=$dir
  rm -rf -- "$dir"
  mkdir -p "$dir"
  ((EUID == 0)) && chown "$user:" "$dir"
  (cd "$dir" && "${as[@]}" "$bin/initdb" -D "$dir/data" -U wushuang --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync) \
    > var/test/postgres-init.log 2>&1 || { count "postgresql" 0 1 0 && return 0; }
  # What survives a crash is the drills' to show, on a PostgreSQL as an installation has it; here it would only wait for the disk.
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    start "var/test/postgres-$try.log" run_in "$dir" "${as[@]}" "$bin/postgres" -D "$dir/data" -p "$port" -k "$dir" \
      -c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=128MB -c jit=off \
      -c wal_level=minimal -c max_wal_senders=0 -c autovacuum_naptime=10s -c fsync=off -c full_page_writes=off
    if postgres_answers "$bin" "$port"; then
      export WS_TEST_POSTGRES=postgresql://wushuang@127.0.0.1:$port/postgres
      return 0
    fi
    stop "$STARTED_PID" INT
  done
  count "postgresql" 0 1 0
}

run_in() {
  cd "$1" || exit 1
  shift
  exec "$@"
}

# True once our own process (not another one on that port) takes connections.
postgres_answers() {
  local bin=$1 port=$2 tries
  for ((tries = 0; tries < 100; tries++)); do
    kill -0 "$STARTED_PID" 2> /dev/null || return 1
    "$bin/pg_isready" -q -h "$POSTGRES_DIR" -p "$port" && return 0
    sleep 0.1
  done
  return 1
}

# ---- the contract, the routes, the front ends

step_routes() {
  build/release/wushuang routes > var/test/routes || return 1
  diff -u tools/routes.golden var/test/routes ||
    { echo "The routes or their access changed. If that is meant: ./dev routes --update" && return 1; }
}

step_contract() {
  local logs=(var/test/contract-*.jsonl)
  npm_install tools || return 1
  [[ -f ${logs[0]} ]] || logs=()
  WS_CONTRACT_LOG=$(IFS=: && echo "${logs[*]}") node tools/contract.mjs --routes var/test/routes --counts "$COUNTS"
}

step_contract_proof() { npm_install tools && node tools/contract.mjs --self-test; }

step_web_units() {
  has_script web test || { echo "no unit tests" && echo "0 0" > "$COUNTS" && return 0; }
  npm_install web || return 1
  local status=0 result=$ROOT/var/test/web-units.json
  (cd web && npm run --silent test -- --reporter=default --reporter=json --outputFile.json="$result") || status=$?
  [[ -s $result ]] && jq -r '"\(.numPassedTests) \(.numFailedTests)"' "$result" > "$COUNTS"
  return "$status"
}

step_e2e() {
  has_script web e2e || { echo "no end-to-end tests" && echo "0 0" > "$COUNTS" && return 0; }
  local status=0
  export WS_BINARY=$ROOT/build/release/wushuang WS_ROOT=$ROOT WS_E2E_RESULT=$ROOT/var/test/e2e.json
  CHROMIUM=$(command -v chromium) && export CHROMIUM
  (cd web && npm run --silent e2e) || status=$?
  [[ -s $WS_E2E_RESULT ]] && jq -r '"\(.passed) \(.failed)"' "$WS_E2E_RESULT" > "$COUNTS"
  return "$status"
}

# ---- the crash drill and the benches, tiny

# One district for all of them; each works on a copy.
tiny_district() {
  export WS_BENCH_DISTRICT=$ROOT/var/test/district
  [[ -d $WS_BENCH_DISTRICT ]] || build/release/wushuang seed pidu --data "$WS_BENCH_DISTRICT" > /dev/null
}

step_crash() { tiny_district && node tools/drills/crash.mjs --tiny; }

step_benches() {
  local bench name passed=0 failed=0 broken=()
  tiny_district && npm_install web || return 1
  for bench in tools/bench/*.mjs; do
    name=$(basename "$bench" .mjs)
    build_programs "$bench" && node "$bench" --tiny 2>&1 | tee "var/test/bench-$name.log"
    if ((PIPESTATUS[0] == 0)); then
      passed=$((passed + 1))
    else
      failed=$((failed + 1)) broken+=("$name")
    fi
  done
  echo "$passed $failed" > "$COUNTS"
  # Last, where a step that failed shows it.
  for name in "${broken[@]}"; do
    echo "failed: $name"
    grep -v '^{' "var/test/bench-$name.log" | grep '✗' || tail -n 15 "var/test/bench-$name.log"
  done
  ((failed == 0))
}
