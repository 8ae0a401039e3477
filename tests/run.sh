#!/usr/bin/env bash
# Runs everything that proves BYOB: restore from the lock files, a build without warnings, every test.
# Installs what the tests need and is missing (Chromium, systemd, curl, wget) when this is root on a Debian; says what to do otherwise.
# Last line: "N passed, N failed". Ends non-zero on any failure, and when no test ran.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# need PACKAGE WHY: for the tests that WHY tells of.
need() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $1, $2…"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
  else
    echo "$1 is missing, $2. Install it (Debian: sudo apt-get install $1) and run this again." >&2
    exit 1
  fi
}

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

find_chromium >/dev/null || need chromium "which the browser tests drive"
export BYOB_CHROMIUM="$(find_chromium)"
command -v systemd-analyze >/dev/null || need systemd "which is asked about the units of the worker"
for fetcher in curl wget; do
  command -v "$fetcher" >/dev/null || need "$fetcher" "with which the line that joins fetches its script"
done

dotnet restore Byob.Web.sln --locked-mode
dotnet build Byob.Web.sln -c Release --no-restore

# One project at a time: the party tests start whole parties of processes and want the machine to themselves.
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
dotnet test --solution Byob.Web.sln -c Release --no-build --max-parallel-test-modules 1 --no-progress --no-ansi 2>&1 | tee "$log" || status=$?

count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }
passed="$(count succeeded)"
failed="$(count failed)"
passed="${passed:-0}"
failed="${failed:-0}"
if [ "$passed" = 0 ] && [ "$failed" = 0 ]; then
  echo "No test ran." >&2
  status=1
fi
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
  failed=1
fi
echo "$passed passed, $failed failed"
[ "$status" = 0 ] && [ "$failed" = 0 ]
