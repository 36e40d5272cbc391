#!/usr/bin/env bash
# Without arguments: builds, installs the interfaces for the current user, and shows a connection being closed, in the real tshark.
# With arguments: builds where something has changed, and runs the command line: ./run.sh lab handshake -w FILE
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="$here/artifacts/program/tcpengine"
log="$here/artifacts/build.log"

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

# need COMMAND PACKAGE: the command, from the distribution's package.
need() {
  command -v "$1" >/dev/null && return 0
  if command -v apt-get >/dev/null; then
    say "Installing $2 ..."
    { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2"; } >>"$log" 2>&1 && return 0
  fi
  return 1
}

build() {
  if [ -x "$program" ] && [ -z "$(find "$here/src" "$here/specs" "$here"/Directory.* "$here/global.json" -newer "$program" -type f -not -path '*/bin/*' -not -path '*/obj/*' -print -quit)" ]; then
    return 0
  fi
  command -v dotnet >/dev/null || { say "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"; exit 1; }
  say "Building (the first time takes a minute) ..."
  local published
  if ahead_of_time; then
    published="$here/artifacts/aot/publish/Extcap/release_$(rid)"
  else
    say "Without ahead-of-time compilation (see artifacts/build.log): the program starts more slowly, and does the same."
    dotnet publish "$here/src/Extcap" -c Release --artifacts-path "$here/artifacts/plain" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }
    published="$here/artifacts/plain/publish/Extcap/release"
  fi
  rm -rf "$here/artifacts/program"
  cp -r "$published" "$here/artifacts/program"
  touch "$program"
}

rid() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) echo linux-x64 ;;
    Linux-aarch64) echo linux-arm64 ;;
    Darwin-arm64) echo osx-arm64 ;;
    *) echo unknown ;;
  esac
}

# .NET 10's native runtime pack is not in every registry; .NET 9's is tried where it is missing.
ahead_of_time() {
  [ "$(rid)" != unknown ] || return 1
  need gcc gcc || return 1
  if command -v dpkg >/dev/null && ! dpkg -s zlib1g-dev libc6-dev >/dev/null 2>&1; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends zlib1g-dev libc6-dev >>"$log" 2>&1 || return 1
  fi
  local framework
  for framework in net10.0 net9.0; do
    dotnet publish "$here/src/Extcap" -c Release -r "$(rid)" -p:AheadOfTime=true "-p:ProductFramework=$framework" --artifacts-path "$here/artifacts/aot" >>"$log" 2>&1 && return 0
  done
  return 1
}

mkdir -p "$here/artifacts"
: >"$log"
if [ $# -gt 0 ]; then
  build
  exec "$program" "$@"
fi

need tshark tshark || { say "Wireshark's tshark is needed: install it (macOS: brew install wireshark; Fedora: dnf install wireshark-cli)."; exit 1; }
build
"$program" install >>"$log" || { tail -n 5 "$log" >&2; exit 1; }
say "Playing the scenario 'close' into tshark -i tcpengine-lab ..."
columns="$(sed -n 's/^gui.column.format: //p' "${XDG_CONFIG_HOME:-$HOME/.config}/wireshark/profiles/tcpengine/preferences")"
row='%-12s %-9s %-8s %5s %5s %5s  %-13s %-13s %6s  %s\n'
# shellcheck disable=SC2059
printf "$row" Time Direction Flags Seq Ack Len Before After cwnd Reason
tshark -i tcpengine-lab -T tabs -o extcap.tcpengine_lab.scenario:close -o "gui.column.format:$columns" 2>>"$log" \
  | awk -F'\t' -v row="$row" '{ for (i = 1; i <= 10; i++) gsub(/^ +| +$/, "", $i); printf row, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 }' \
  || { tail -n 5 "$log" >&2; exit 1; }
say "The same in the window: wireshark -C tcpengine, interface 'TCP engine: a scenario in the simulator'."
