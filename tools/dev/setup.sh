# shellcheck shell=bash
# ./dev setup [GROUP…]: installs what tools/packages.txt lists and the machine lacks; then a Node new enough for Vite.

cmd_setup() {
  local groups=("$@")
  ((${#groups[@]})) || groups=(build)
  install_packages "${groups[@]}"
  use_node
}

release_name() {
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  case $codename in
    bookworm | trixie) echo "$codename" ;;
    *) warn "Not Debian 12 or 13 ('${codename:-unknown}'): trying the package names of Debian 13." && echo trixie ;;
  esac
}

# wanted GROUP…: the packages of these groups on this release that no other command stands in for.
wanted() {
  local release group package condition
  release=$(release_name)
  while read -r group package condition; do
    [[ " $* " == *" $group "* ]] || continue
    case $condition in
      only=*) [[ ${condition#only=} == "$release" ]] || continue ;;
      unless=*) have "${condition#unless=}" && continue ;;
    esac
    echo "$package"
  done < <(grep -v '^#' tools/packages.txt)
}

install_packages() {
  local packages missing
  mapfile -t packages < <(wanted "$@")
  mapfile -t missing < <(
    comm -23 <(printf '%s\n' "${packages[@]}" | sort -u) \
      <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2> /dev/null |
        sed -n 's/ installed$//p' | sort -u)
  )
  [[ -n ${missing[*]} ]] || return 0
  say "Installing: ${missing[*]}"
  # Package lists that are absent or too old to have these packages are the only reason to fetch new ones.
  apt_install "${missing[@]}" || { as_root apt-get update && apt_install "${missing[@]}"; } ||
    die "apt could not install: ${missing[*]}"
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" < /dev/null
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "Installing packages needs root or sudo."
  fi
}

# Vite 8 runs on Node 20.19 and later, 22.12 and later. Debian 12's is 18: then npm's package 'node' gives one.
NODE_WANTED=20.20.2

node_is_new_enough() {
  local version major minor
  have node || return 1
  version=$(node --version)
  IFS=. read -r major minor _ <<< "${version#v}"
  ((major == 20 && minor >= 19 || major == 22 && minor >= 12 || major > 22))
}

use_node() {
  local own=$ROOT/var/tools/node_modules/node/bin
  [[ -x $own/node ]] && PATH=$own:$PATH && export PATH
  node_is_new_enough && return 0
  say "Node $(node --version 2> /dev/null || echo 'is missing'); installing $NODE_WANTED under var/tools"
  mkdir -p var/tools
  npm install --prefix var/tools --no-save --no-package-lock --no-audit --no-fund --loglevel=error "node@$NODE_WANTED" ||
    die "npm could not install node@$NODE_WANTED."
  export PATH=$own:$PATH
  hash -r
  node_is_new_enough || die "The Node under var/tools does not run."
}
