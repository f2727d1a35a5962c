# SQS and SNS as moto imitates them. It keeps nothing on disk. Any credentials do.
moto_port=15450
moto_version=5.2.5

moto_variable() { echo ISTHMUS_TEST_SQS_ENDPOINT; }
moto_url() { echo "http://127.0.0.1:$moto_port"; }
moto_user() { echo nobody; }
moto_packages() { echo python3-venv; }
moto_installed() { [[ -x $base/moto/venv/bin/moto_server ]]; }

moto_install() {
  local python=python3
  ! moto_installed || return 0
  # A Python under somebody's home is closed to the user that runs the server.
  [[ ! -x /usr/bin/python3 ]] || python=/usr/bin/python3
  say "fetching moto $moto_version"
  "$python" -m venv "$base/moto/venv"
  "$base/moto/venv/bin/python" -m pip install --quiet --disable-pip-version-check "moto[server]==$moto_version" >&2
}

moto_start() { launch moto server "$base/moto/venv/bin/python" "$base/moto/venv/bin/moto_server" --host 127.0.0.1 --port "$moto_port"; }

moto_ready() { [[ $(speak "$moto_port" 'GET /moto-api/ HTTP/1.0\r\n\r\n' 12) == 485454502f312e3?20323030 ]]; }
