#!/usr/bin/env bash
# Measures what it takes to join: from a bare home with the master running, to a machine that counts, and what it costs when it idles.
#
#   ./publish-workers.sh --to /tmp/programs linux-x64
#   dotnet build Byob.Web -c Release
#   bash tests/measure-joining.sh /tmp/programs [IDLE_SECONDS, default 60]
#
# Everything is on this machine and goes with the script: a master on a loopback port, a home of its own, a text of 32 MB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
programs=$(cd "${1:?which folder holds the programs?}" && pwd)
idle=${2:-60}

work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
url=http://127.0.0.1:$port
master=""
line=""
finish() {
    for pid in $line $master; do kill "$pid" 2> /dev/null || true; done
    wait 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT

now() { date +%s%N; }
since() { awk "BEGIN { printf \"%.1f s\", ($(now) - $1) / 1e9 }"; }
until_ok() { # SECONDS COMMAND…
    local end=$((SECONDS + $1)); shift
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < end)) || { echo "did not come: $*" >&2; cat "$work/master.log" "$work/line.log" >&2; exit 1; }
        sleep 0.1
    done
}

for program in "$programs"/*/byob "$programs"/*/byob.exe; do
    [ -f "$program" ] || continue
    echo "size: $(basename "$(dirname "$program")") $(($(wc -c < "$program") / 1000)) kB, first bytes $(head -c 4 "$program" | od -An -tx1 | tr -d ' ')"
done

TIMEFORMAT='start-up: byob --help %R s, of that processor %U + %S s'
for _ in 1 2 3 4 5; do time "$programs/linux-x64/byob" --help > /dev/null; done

(cd Byob.Web && exec dotnet bin/Release/net10.0/Byob.Web.dll --urls "$url" --Party:DataDirectory="$work/data" --Party:Password='correct horse battery' \
    --Worker:BuiltIn=false --Programs:Directory="$programs") > "$work/master.log" 2>&1 &
master=$!
until_ok 90 curl -fsS "$url/health"

form=$(curl -fsS -c "$work/cookies" "$url/signin" | sed -n 's/.*name="__RequestVerificationToken"[^>]*value="\([^"]*\)".*/\1/p')
curl -fsS -o /dev/null -b "$work/cookies" -c "$work/cookies" --data-urlencode "__RequestVerificationToken=$form" -d name=tester --data-urlencode 'password=correct horse battery' "$url/signin"
ticket=$(curl -fsS -b "$work/cookies" -X POST "$url/api/tickets" | sed 's/.*"ticket":"\([^"]*\)".*/\1/')
token=$(curl -fsS -H 'Content-Type: application/json' -d '{"memberName":"tester","password":"correct horse battery","workerName":"script"}' "$url/api/enrol" | sed 's/.*"token":"\([^"]*\)".*/\1/')
auth="Authorization: Bearer $token"

head -c 32000000 < <(yes 'the quick brown fox jumps over the lazy dog, and the dog does not mind at all') > "$work/text"
upload=$(curl -fsS -D - -o /dev/null -X POST -H "$auth" -H 'Tus-Resumable: 1.0.0' -H 'Upload-Length: 32000000' -H "Upload-Metadata: filename $(printf text.txt | base64)" "$url/api/uploads" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
[[ $upload == http* ]] || upload=$url$upload
curl -fsS -o /dev/null -X PATCH -H "$auth" -H 'Tus-Resumable: 1.0.0' -H 'Upload-Offset: 0' -H 'Content-Type: application/offset+octet-stream' --data-binary "@$work/text" "$upload"
submit() { curl -fsS -H "$auth" -H 'Content-Type: application/json' -d "{\"dataset\":\"${upload##*/}\",\"comment\":\"\",\"resultName\":\"$1\"}" "$url/api/jobs"; }
until_ok 60 submit joined
state() { curl -fsS -H "$auth" "$url/api/jobs/1"; }

mkdir "$work/home"
echo "in the bare home: $(find "$work/home" | wc -l) entry"
start=$(now)
# One command, as the page shows it.
env -i HOME="$work/home" PATH="$PATH" sh -c "curl -fsSL $url/join.sh | BYOB_TICKET=$ticket sh" > "$work/line.log" 2>&1 &
line=$!
until_ok 120 grep -q 'Installed:' "$work/line.log"
echo "fetched and checked: $(since "$start")"
until_ok 120 grep -q 'Joined the party' "$work/line.log"
echo "joined: $(since "$start")"
until_ok 120 bash -c "curl -fsS -H '$auth' $url/api/jobs/1 | grep -Eq '\"chunksDone\":[1-9]|\"state\":\"(Finishing|Done)\"'"
echo "first chunk counted: $(since "$start")"
until_ok 120 bash -c "curl -fsS -H '$auth' $url/api/jobs/1 | grep -q '\"state\":\"Done\"'"
echo "job of 32 MB done: $(since "$start"), with 1 command"

worker=$(pgrep -f "^$work/home/.local/share/byob/bin/byob join")
sleep 5
ticks() { awk '{ print $14 + $15 }' "/proc/$worker/stat"; }
before=$(ticks)
sleep "$idle"
after=$(ticks)
awk "BEGIN { printf \"idle: %.2f %% of one core over $idle s\n\", ($after - $before) * 100 / $(getconf CLK_TCK) / $idle }"
awk '/^(VmRSS|VmHWM|Threads):/ { print "idle: " $0 }' "/proc/$worker/status"
awk '/^(Pss|Private_Dirty):/ { print "idle: " $0 }' "/proc/$worker/smaps_rollup"

start=$(now)
env -i HOME="$work/home" PATH="$PATH" sh -c "curl -fsSL $url/join.sh | sh -s -- --uninstall"
echo "undone: $(since "$start"); left in the home: $(find "$work/home" -type f -o -type l | wc -l) files"
find "$work/home" -mindepth 1
