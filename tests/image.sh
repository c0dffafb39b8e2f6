#!/usr/bin/env bash
# The image's steps without Docker: install into a clean folder, then use it as a user of its own,
# read-only, the way the image does. Says what it saw; exit code 1 at the first thing that is wrong.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
clean=$(mktemp -d /tmp/engage-image-XXXXXX)
trap 'kill "${serving:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$clean"' EXIT
chmod 755 "$clean"

as_user=()
if [[ $(id -u) == 0 ]]; then
  as_user=(setpriv --reuid nobody --regid nogroup --clear-groups)
  # The user cannot reach an interpreter that lies below root's home.
  "$here/tests/needs.sh" python3-venv
  export PYTHON=${PYTHON:-/usr/bin/python3}
fi

git -C "$here" archive HEAD | (mkdir "$clean/source" && tar -x -C "$clean/source")
"$here/docker/install.sh" "$clean/source" "$clean/engage"
rm -rf "$clean/source" # as in the second stage, where it never was
size=$(du -sm "$clean/engage" | cut -f1)
compiled=$(find "$clean/engage/app" -name '*.pyc' | wc -l)
sources=$(find "$clean/engage/app" -name '*.py' | wc -l)
[[ $compiled -ge $sources ]] || { echo "Only $compiled of $sources modules are compiled."; exit 1; }
echo "installed: $size MB with $("${PYTHON:-python3}" -V), $compiled modules of Engage compiled"

mkdir -m 700 "$clean/data"
[[ $(id -u) != 0 ]] || chown nobody:nogroup "$clean/data"
run() { env -i PATH="$clean/engage/venv/bin:/usr/bin:/bin" PYTHONDONTWRITEBYTECODE=1 HOME="$clean/data" \
  ENGAGE_HOST=127.0.0.1 ENGAGE_PORT=0 ENGAGE_LOG_LEVEL=info ENGAGE_DATA_DIR="$clean/data" "${@:2}" \
  "${as_user[@]}" "$clean/engage/venv/bin/engage" $1; }

run --help >/dev/null
run manifest | grep 'name: Engage' >/dev/null
run 'ask how.many.replies.this.week --account sample:harbourlight.coffee' | grep 'replies' >/dev/null
echo "as nobody: help, manifest and an answer work"
run backup\ "$clean/data/engage.zip" >/dev/null && [[ -s "$clean/data/engage.zip" ]]
echo "as nobody: a backup is written"

port=$("${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
run serve ENGAGE_PORT="$port" SLACK_BOT_TOKEN=xoxb-nobody SLACK_SIGNING_SECRET=secret \
  SLACK_API_URL=http://127.0.0.1:9/api/ 2>"$clean/serve.log" & serving=$!
for _ in $(seq 120); do
  "${PYTHON:-python3}" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz', timeout=2)" 2>/dev/null && break
  kill -0 $serving 2>/dev/null || { cat "$clean/serve.log"; exit 1; }
  sleep 0.25
done
"${PYTHON:-python3}" -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$port/healthz', timeout=2)"
[[ -z $(find "$clean/engage" -newer "$clean/serve.log" -type f) ]] || { echo "It wrote into its own folder."; exit 1; }
pkill -TERM -P $serving 2>/dev/null || kill -TERM $serving
wait $serving && echo "as nobody: serves /healthz, writes nothing into its folder, and ends with 0 at SIGTERM"
serving=
