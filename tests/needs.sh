#!/usr/bin/env bash
# Install Debian packages that are missing, or name in one line what brings them elsewhere.
set -euo pipefail
missing=()
for package in "$@"; do
  case $package in
    chromium) [[ -x ${CHROMIUM:-/usr/bin/chromium} ]] || missing+=("$package") ;;
    *) dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package") ;;
  esac
done
((${#missing[@]})) || exit 0
if ! command -v apt-get >/dev/null; then
  case $(uname) in
    Darwin) echo "Missing: ${missing[*]}. Run: brew install ${missing[*]} (and set CHROMIUM to its path)" >&2 ;;
    *) echo "Missing: ${missing[*]}. Install with your package manager." >&2 ;;
  esac
  exit 1
fi
sudo=""
[[ $(id -u) == 0 ]] || sudo=sudo
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${missing[@]}" >/dev/null
