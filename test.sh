#!/usr/bin/env bash
# Installs what the tests need, runs all of them, and closes with one line: N passed, N failed, N skipped.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$here"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download"; exit 1; }

install() {
  echo "Installing $* ..."
  { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null \
    || echo "Not all could be installed: the tests that need them are skipped."
}

# Debian's packages: the real Wireshark, Linux's TCP in namespaces, and what an ahead-of-time build links with.
packages="tshark iproute2 nftables curl netcat-openbsd gcc libc6-dev zlib1g-dev"
if command -v apt-get >/dev/null; then
  missing=""
  for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
  done
  [ -z "$missing" ] || install $missing
  # By themselves: node may come from elsewhere than Debian, and then does not go with Debian's npm.
  { command -v node && command -v npm; } >/dev/null || install nodejs npm
else
  echo "Not Debian: the tests that need one of these are skipped where it is missing: $packages nodejs npm"
fi

# Kaitai's compiler, the judge of ours, as the lock file pins it; not again where it is already there.
oracle=tests/HeaderSpec.Generator.Tests/Oracle
if [ -z "${KAITAI_MODULES:-}" ] && ! [ "$oracle/node_modules/.package-lock.json" -nt "$oracle/package-lock.json" ]; then
  (cd "$oracle" && npm ci --silent) || echo "Kaitai's compiler could not be installed: the tests that compare with it are skipped."
fi

# The tests of the program run what users run: compiled ahead of time where that works.
./run.sh lab >/dev/null || exit 1
export TCPENGINE_PROGRAM="$here/artifacts/program/tcpengine"

log=artifacts/test.log
dotnet test Tcp.sln -c Release --logger "console;verbosity=normal" 2>&1 | tee "$log" | grep -vE '^ *(Passed|Determining|All projects|Restored|Test run for|A total of|Starting test|VSTest version)|->|^$'
result=${PIPESTATUS[0]}

# Each test project closes with lines of its own: they are summed.
sum() { grep -E "^ +$1: [0-9]+" "$log" | awk '{ n += $2 } END { print n + 0 }'; }
passed=$(sum Passed)
failed=$(sum Failed)
skipped=$(sum Skipped)
if [ "$passed" -eq 0 ] || [ "$failed" -gt 0 ]; then
  result=1
fi
if [ "$result" -ne 0 ] && [ "$failed" -eq 0 ]; then
  echo "The tests could not all be built or run: see above."
  failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$((result != 0))"
