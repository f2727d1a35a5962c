# Debian packages, installed so that no server of theirs is started on its default port.

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  require_debian_root "${missing[*]}"
  say "installing ${missing[*]}"
  forbid_autostart
  DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >"$base/apt.log" 2>&1 9>&- ||
    { tail -20 "$base/apt.log" >&2; fail "apt-get could not install: ${missing[*]}. The whole output is in $base/apt.log."; }
  allow_autostart
  disable_units "${missing[@]}"
}

require_debian_root() {
  [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null && return 0
  fail "missing: $1. Installing needs Debian 12 and root. With Docker instead: 'docker compose up --detach --wait' (compose.yaml) gives the same servers on the same ports."
}

# Debian asks /usr/sbin/policy-rc.d before it starts a freshly installed server; 101 means no.
forbid_autostart() {
  policy=/usr/sbin/policy-rc.d
  kept=
  if [[ -e $policy ]]; then
    kept=$policy.isthmus-kept
    mv "$policy" "$kept"
  fi
  trap allow_autostart EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

allow_autostart() {
  trap - EXIT
  rm -f "$policy"
  if [[ -n $kept ]]; then mv "$kept" "$policy"; fi
}

# Nor may they come up by themselves at the next boot. Only packages that this run installed are touched.
disable_units() {
  local package
  command -v systemctl >/dev/null || return 0
  for package in "$@"; do
    case $package in
      postgresql | redis-server | rabbitmq-server | nats-server) systemctl --quiet disable "$package" >/dev/null 2>&1 || true ;;
    esac
  done
}
