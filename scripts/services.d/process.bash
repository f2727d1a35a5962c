# Starting, watching and ending processes. A pid file holds "pid start-time": an id that was reused is never mistaken for ours.

# As root a server runs as its own user, else as whoever calls.
user_of() { "${1}_user"; }

prepare_directory() {
  mkdir -p "$base/$1"
  [[ $(id -u) -eq 0 ]] || return 0
  chown "$(user_of "$1")" "$base/$1"
  as "$1" test -w "$base/$1" ||
    fail "the user '$(user_of "$1")' cannot reach $base/$1: a folder above it is closed. Set ISTHMUS_SERVICES_DIR to one that is open, such as /var/tmp/isthmus-services."
}

as() {
  local name=$1
  shift
  if [[ $(id -u) -ne 0 ]]; then "$@"; return; fi
  setpriv --reuid="$(user_of "$name")" --regid="$(id -g "$(user_of "$name")")" --clear-groups -- "$@"
}

# launch NAME LABEL COMMAND...: in the background, in its own session, output to .services/NAME/LABEL.log.
launch() {
  local name=$1 label=$2
  shift 2
  local log=$base/$name/$label.log prefix=()
  if [[ $(id -u) -eq 0 ]]; then
    prefix=(setpriv --reuid="$(user_of "$name")" --regid="$(id -g "$(user_of "$name")")" --clear-groups --)
  fi
  (cd "$base/$name" && exec setsid "${prefix[@]}" "$@" >>"$log" 2>&1 </dev/null 9>&-) &
  record "$name" "$label" "$!"
}

record() { printf '%s %s\n' "$3" "$(started_at "$3")" >"$base/$1/$2.pid"; }

started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

alive() {
  local pid= since=
  [[ -r $1 ]] && read -r pid since <"$1" && [[ -n $since && $(started_at "$pid") == "$since" ]] && ! zombie "$pid"
}

zombie() { [[ $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1) == Z ]]; }

running() {
  local file found=1
  for file in "$base/$1"/*.pid; do
    [[ -e $file ]] || continue
    alive "$file" || return 1
    found=0
  done
  return "$found"
}

await_ready() {
  local name=$1 deadline=$((SECONDS + start_timeout))
  until "${name}_ready" 2>/dev/null; do
    running "$name" || { last_words "$name"; fail "$name ended before it answered. Its logs are in $base/$name."; }
    ((SECONDS < deadline)) || { last_words "$name"; fail "$name did not answer within $start_timeout s. Its logs are in $base/$name."; }
    sleep 0.2
  done
  if declare -F "${name}_after_start" >/dev/null; then "${name}_after_start"; fi
}

last_words() { tail -n 15 "$base/$1"/*.log >&2 || true; }

end_processes() {
  local file
  for file in "$base/$1"/*.pid; do
    [[ -e $file ]] || continue
    end_process "$1" "$file"
    rm -f "$file"
  done
}

end_process() {
  local name=$1 file=$2 pid deadline=$((SECONDS + stop_timeout)) signal=TERM
  read -r pid _ <"$file" || return 0
  alive "$file" || return 0
  say "stopping $name (process $pid)"
  if declare -F "${name}_stop_signal" >/dev/null; then signal=$("${name}_stop_signal"); fi
  kill -s "$signal" "$pid"
  while alive "$file"; do
    if ((SECONDS >= deadline)); then
      say "$name did not end within $stop_timeout s: killing process $pid"
      kill -s KILL "$pid"
      deadline=$((SECONDS + stop_timeout))
    fi
    sleep 0.1
  done
}

# speak PORT REQUEST COUNT: sends the bytes (printf escapes) and prints the first COUNT bytes of the answer in hex.
speak() {
  timeout 3 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "$1" >&3 && head -c "$2" <&3 | od -An -v -tx1 | tr -d " \n"' "$1" "$2" "$3"
}
