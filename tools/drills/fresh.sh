#!/usr/bin/env bash
# From a bare Debian to a served page and green tests, with nothing but ./dev.
#
#   ./dev drill fresh [bookworm|trixie] [STAGE…]      stages: setup build run test
#
# Without stages: run and test on bookworm, run on trixie. Everything happens in mount and process namespaces of its
# own, so nothing stays mounted or running however it ends. Where packages come from is asked of this machine's own
# configuration; the result is JSON lines and the exit code.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PLACE=/srv/wushuang # where the project stands inside
CERTIFICATES=/etc/certificates-of-the-host.crt

main() {
  local release=${1:-bookworm}
  shift || true
  local stages=("$@")
  [[ $release == bookworm || $release == trixie ]] || { echo "fresh [bookworm|trixie] [STAGE…]" >&2 && exit 2; }
  if ((${#stages[@]} == 0)); then
    stages=(run)
    [[ $release == bookworm ]] && stages=(run test)
  fi
  ((EUID == 0)) || { echo "This drill needs root." >&2 && exit 2; }

  local inside=$ROOT/var/fresh/$release passed_on
  make_base "$release"
  refuse_if_mounted "$inside"
  rm -rf -- "$inside"
  cp -a "$inside.base" "$inside"
  furnish "$inside"
  git -C "$ROOT" archive HEAD | tar -x -C "$inside$PLACE"

  mapfile -t passed_on < <(env | grep -iE '^(npm_config_[a-z_]+|https?_proxy|no_proxy|CI|TERM)=')
  # Debian's own bundle is made anew inside; authorities that only this machine knows would be lost with it.
  [[ ! -f $inside$CERTIFICATES ]] || passed_on+=("NODE_EXTRA_CA_CERTS=$CERTIFICATES" "npm_config_cafile=$CERTIFICATES")
  # unshare ignores polite signals while it waits; killed, it takes the namespaces with it.
  trap '[[ -z ${namespaces:-} ]] || kill -KILL "$namespaces" 2> /dev/null' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  unshare --mount --pid --fork --kill-child \
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${passed_on[@]}" \
    bash -c "$(declare -f enter); enter \"\$@\"" fresh "$inside" \
    "$PLACE" "$release" "${stages[@]}" 3< <(program_inside) < /dev/null &
  namespaces=$!
  local status=0
  wait "$namespaces" || status=$?
  namespaces=
  exit "$status"
}

# The bare system is made once and copied for each drill.
make_base() {
  local release=$1 base=$ROOT/var/fresh/$1.base
  [[ -f $base.done ]] && return 0
  refuse_if_mounted "$base"
  rm -rf -- "$base"
  mkdir -p "$base"
  debootstrap --variant=minbase "$release" "$base" "$(mirror)" > "$base.log" 2>&1 || { tail "$base.log" >&2 && exit 1; }
  touch "$base.done"
}

refuse_if_mounted() {
  ! grep -qF " $1/" /proc/self/mounts || { echo "$1 still holds mounts; unmount them first." >&2 && exit 2; }
}

# The mirror this machine itself installs from.
mirror() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  {
    apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" "Codename: $codename" "Component: main"
    sed -nE 's/^URIs: *([^ ]+).*/\1/p' /etc/apt/sources.list.d/*.sources 2> /dev/null
    sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+).*/\2/p' /etc/apt/sources.list 2> /dev/null
  } | awk 'NF && !found { print; found = 1 }'
}

# What the machine's network asks of apt and npm goes along; services must not start by themselves.
furnish() {
  local inside=$1 certificates=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}
  mkdir -p "$inside$PLACE"
  cp -L /etc/resolv.conf "$inside/etc/resolv.conf"
  apt-config dump | grep -E '^Acquire::(https?|Check-)' > "$inside/etc/apt/apt.conf.d/99-host" || true
  [[ ! -f $HOME/.npmrc ]] || cp "$HOME/.npmrc" "$inside/root/.npmrc"
  [[ ! -f $certificates ]] || cp -L "$certificates" "$inside$CERTIFICATES"
  printf '#!/bin/sh\nexit 101\n' > "$inside/usr/sbin/policy-rc.d"
  chmod +x "$inside/usr/sbin/policy-rc.d"
}

# The first process of the namespaces: when it ends, all that it started and mounted is gone. The program comes on
# descriptor 3.
enter() {
  set -euo pipefail
  local inside=$1
  shift
  mount --make-rprivate /
  mount -t proc proc "$inside/proc"
  mount -t sysfs sysfs "$inside/sys"
  mount --rbind /dev "$inside/dev"
  chroot "$inside" /bin/bash -c "$(cat <&3)" fresh "$@" 3<&-
}

# What runs inside: PLACE RELEASE STAGE…
program_inside() {
  cat << 'INSIDE'
set -euo pipefail
place=$1 release=$2
shift 2
cd "$place"
failed=0

report() { # STAGE STATUS SECONDS
  local ok=true
  [[ $2 == 0 ]] || ok=false
  printf '{"drill":"fresh","release":"%s","stage":"%s","ok":%s,"seconds":%d}\n' "$release" "$1" "$ok" "$3"
}

stage_setup() { ./dev setup build test > setup.log 2>&1; }
stage_build() { ./dev build release > build.log 2>&1; }
stage_test() { ./dev test 2>&1 | tee test.log; }

# ./dev run becomes the server, so its pid is the server's.
stage_run() {
  local port=$((18000 + RANDOM % 10000)) pid tries status=1
  ./dev run --port "$port" > run.log 2>&1 &
  pid=$!
  for ((tries = 0; tries < 2400; tries++)); do
    kill -0 "$pid" 2> /dev/null || break
    if curl -fsS -m 5 "http://127.0.0.1:$port/healthz" > /dev/null 2>&1; then
      status=0
      break
    fi
    sleep 1
  done
  kill -TERM "$pid" 2> /dev/null || true
  wait "$pid" || true
  return "$status"
}

for stage in "$@"; do
  began=$SECONDS status=0
  "stage_$stage" || status=$?
  report "$stage" "$status" $((SECONDS - began))
  if [[ $status != 0 ]]; then
    failed=1
    tail -n 40 "$stage.log" >&2
  fi
done
exit "$failed"
INSIDE
}

main "$@"
