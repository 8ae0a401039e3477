#!/bin/sh
# Makes this machine a worker of the party at @MASTER@.
#
#   curl -fsSL @MASTER@/join.sh | BYOB_TICKET=... sh
#   curl -fsSL @MASTER@/join.sh | BYOB_TICKET=... sh -s -- --service     comes back when the machine starts
#   curl -fsSL @MASTER@/join.sh | sh -s -- --uninstall                   undoes all of it
#
# It fetches one program from the master, checks its SHA-256, puts it below your home and starts it. It needs no other rights than
# yours. Run again, it fetches only what has changed and goes on. Other options go to "byob join": --preset, --machine, --slots.
#
# The ticket comes in the environment and not as an argument: everybody on a machine can read the arguments of its processes,
# but only you can read your processes' environment. Without a ticket it asks for the party password.
set -eu

master='@MASTER@'
# Set when no authority vouches for the master's certificate. Then the line that fetched this script has pinned the master's key, and the
# program is checked by the sum below; so fetching it needs no other proof, and the worker pins the certificate from here on.
fingerprint='@FINGERPRINT@'

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" > /dev/null 2>&1; }

usage() {
    say "Joins this machine to the party at $master. Options:"
    say "  --service     let the system start the worker, so that it comes back after a restart"
    say "  --uninstall   leave the party, and take program, service and settings away"
    say "  --preset P    how much of the machine to lend: quiet (default), balanced or full"
    say "  --machine N   what to call this machine;  --slots N  chunks to count side by side"
}

# The SHA-256 of the program for a platform, as this master had it when it served this script; nothing when it has none.
sum_of() {
    case $1 in
        @SUMS@) ;;
    esac
}

platform() {
    case $(uname -s) in
        Linux) os=linux ;;
        Darwin) os=osx ;;
        *) os=$(uname -s) ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) cpu=x64 ;;
        aarch64 | arm64) cpu=arm64 ;;
        *) cpu=$(uname -m) ;;
    esac
    # A shell that is translated says x86_64 on a newer Mac.
    if [ "$os" = osx ] && [ "$(sysctl -n hw.optional.arm64 2> /dev/null || echo 0)" = 1 ]; then cpu=arm64; fi
    # The programs need the C library that most systems have; Alpine and its kin have another.
    if [ "$os" = linux ] && ls /lib/ld-musl-* > /dev/null 2>&1; then os=linux-musl; fi
    echo "$os-$cpu"
}

sum_file() {
    if has sha256sum; then
        sha256sum "$1" | cut -d ' ' -f 1
    elif has shasum; then
        shasum -a 256 "$1" | cut -d ' ' -f 1
    elif has openssl; then
        openssl dgst -sha256 "$1" | sed 's/.*[= ]//'
    else
        die "Nothing here can compute a SHA-256 (sha256sum, shasum or openssl), so the program cannot be checked. Install one of them and run the line again."
    fi
}

fetch() {
    if has curl; then
        curl -fsSL ${fingerprint:+-k} --connect-timeout 15 -o "$2" "$1"
    elif has wget; then
        wget -q ${fingerprint:+--no-check-certificate} -T 60 -O "$2" "$1"
    else
        die "Neither curl nor wget is here to fetch the program. Install one of them and run the line again."
    fi
}

no_program() {
    say "The master at $master has no program for this platform ($1)." >&2
    say "Its host can make one with ./publish-workers.sh, if it is linux-x64, linux-arm64, osx-arm64, osx-x64 or win-x64." >&2
    die "With the .NET 10 SDK and a clone of the repository this works everywhere: dotnet run -c Release --project Byob.Worker -- join $master"
}

# Puts the program there if it is not there already, and says so.
install() {
    rid=$(platform)
    sum=$(sum_of "$rid")
    [ -n "$sum" ] || no_program "$rid"
    mkdir -p "$bin"
    if [ -x "$program" ] && [ "$(sum_file "$program")" = "$sum" ]; then
        say "The program is here already: $program"
        return
    fi

    new=$bin/.byob.$$
    trap 'rm -f "$new"' EXIT
    trap 'exit 1' HUP INT TERM
    say "Fetching byob for $rid from $master ..."
    fetch "$master/programs/$rid/byob" "$new" || die "The program could not be fetched from $master. Is the master running, and can this machine reach it?"
    got=$(sum_file "$new")
    [ "$got" = "$sum" ] || die "What came is not the program that this master announced (SHA-256 $got instead of $sum), so it was thrown away. Run the line again; if it stays so, somebody between you and the master changes what is sent."
    chmod 755 "$new"
    mv -f "$new" "$program"
    trap - EXIT HUP INT TERM
    say "Installed: $program (its SHA-256 is right)"
}

# A link where the shell looks for programs anyway; the marker tells "byob uninstall" what is ours.
link() {
    link=
    case ":$PATH:" in
        *":$HOME/.local/bin:"*)
            if [ -d "$HOME/.local/bin" ] && { [ -L "$HOME/.local/bin/byob" ] || [ ! -e "$HOME/.local/bin/byob" ]; }; then
                link=$HOME/.local/bin/byob
                ln -sf "$program" "$link"
            fi
            ;;
    esac
    printf '%s\n' "$link" > "$home/installed-by-join"
    if [ -n "$link" ]; then command=byob; else command=$program; fi
}

uninstall() {
    if [ -x "$program" ]; then
        "$program" uninstall || die "Not all of it could be undone; what is left is said above. Mend that and run the line again."
        # What the program could not take away itself.
        if [ -f "$home/installed-by-join" ]; then
            link=$(cat "$home/installed-by-join")
            if [ -n "$link" ] && [ "$(readlink "$link")" = "$program" ]; then rm -f "$link"; fi
            rm -f "$program" "$home/installed-by-join"
            rmdir "$bin" "$home" 2> /dev/null || true
        fi
    else
        say "There is no program of ours at $program; nothing was changed."
    fi
}

main() {
    ticket=${BYOB_TICKET:-}
    unset BYOB_TICKET
    [ -n "${HOME:-}" ] || die "HOME is not set, so there is no place to put the program. Set it and run the line again."
    home=${XDG_DATA_HOME:-$HOME/.local/share}/byob
    bin=$home/bin
    program=$bin/byob
    service=no
    undo=no
    left=$#
    while [ "$left" -gt 0 ]; do
        case $1 in
            --service) service=yes ;;
            --uninstall) undo=yes ;;
            -h | --help)
                usage
                return
                ;;
            *) set -- "$@" "$1" ;;
        esac
        shift
        left=$((left - 1))
    done

    if [ "$undo" = yes ]; then
        uninstall
        return
    fi

    install
    link
    say "It only counts bytes that the master sends, and runs nothing of the master's. It runs as you, with no more rights."
    say "Pause: $command pause 1h   Go on: $command resume   How it is: $command status   Limits: $command config"
    say "Undo all of this: $command uninstall"

    if "$program" status --once > /dev/null 2>&1; then
        say "The worker of this machine runs already; nothing else to do. After an update of the program, stop it and start it again."
        return
    fi

    if [ -n "$ticket" ]; then export BYOB_TICKET="$ticket"; fi
    if [ -n "$fingerprint" ]; then export BYOB_FINGERPRINT="$fingerprint"; fi
    # A script that comes through a pipe has no keyboard of its own; the password may be asked for on the terminal.
    if [ -z "$ticket" ] && (: < /dev/tty) 2> /dev/null; then exec < /dev/tty; fi
    if [ "$service" = yes ]; then
        "$program" join "$master" --no-run "$@"
        "$program" service install
        return
    fi
    say "It works here until Ctrl+C. To go on later: $command run"
    exec "$program" join "$master" "$@"
}

# At the end, so that a script that came only in part does nothing.
main "$@"
