#!/usr/bin/env bash
# Makes the one-file program `byob` for other machines, and puts it where the master serves it from.
#
#   ./publish-workers.sh                     for every platform
#   ./publish-workers.sh linux-x64 win-x64   for these
#   ./publish-workers.sh --to DIR [RID…]     into DIR (the master then wants --Programs:Directory=DIR)
#
# Each platform gets a folder with the program, the line of its SHA-256 and its version. A master that runs offers it at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly all="linux-x64 linux-arm64 win-x64 osx-arm64 osx-x64"
to=Byob.Web/data/programs
rids=()
while (($# > 0)); do
    case "$1" in
        --to) to=${2:?--to needs a folder}; shift 2 ;;
        -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *)
            [[ " $all " == *" $1 "* ]] || { echo "There is no platform $1. These there are: $all" >&2; exit 1; }
            rids+=("$1"); shift ;;
    esac
done
((${#rids[@]} > 0)) || read -ra rids <<< "$all"

# A folder of its own for what is built on the way: the solution's own build is for no platform, and stays as it is.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)

sum() { if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

for rid in "${rids[@]}"; do
    echo "Publishing for $rid…"
    # The lock files are those of the solution, which is built for no platform; versions are pinned in Directory.Packages.props all the same.
    dotnet publish Byob.Worker -c Release -r "$rid" --self-contained --artifacts-path "$work/artifacts" -o "$work/$rid" -v q --nologo \
        -p:PublishSingleFile=true -p:PublishReadyToRunComposite=false -p:PublishReadyToRun="${BYOB_PUBLISH_R2R:-true}" -p:EnableCompressionInSingleFile="${BYOB_PUBLISH_COMPRESS:-true}" \
        -p:DebugType=none -p:DebugSymbols=false -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false \
        -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=obj/no-lock-for-a-platform.json

    [[ $rid == win-* ]] && suffix=.exe || suffix=
    mkdir -p "$to/$rid"
    # The sum first, and then the program in one move: a master that looks in between still has the old program, which it has measured,
    # and one that serves it to somebody goes on with it.
    cp "$work/$rid/Byob.Worker$suffix" "$to/$rid/.new"
    chmod 755 "$to/$rid/.new"
    echo "$(sum "$to/$rid/.new")  byob$suffix" > "$to/$rid/byob$suffix.sha256"
    mv -f "$to/$rid/.new" "$to/$rid/byob$suffix"
    echo "$version" > "$to/$rid/version"
    echo "  $to/$rid/byob$suffix, $(($(wc -c < "$to/$rid/byob$suffix") / 1000000)) MB"
done
