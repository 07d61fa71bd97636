#!/bin/sh
# Makes sure that the system libraries of Qt are here: `system_libraries.sh window [display]`.
#   window   the six that a window or a PDF needs, also without a display: status 1 when one is missing
#   display  what a real X11 window and tests under Xvfb need in addition: a notice when one is missing
# Missing packages are installed by apt where that is allowed (root, or sudo without a password),
# and named otherwise. On systems without dpkg nothing can be checked.
set -eu

window="libglib2.0-0 libgl1 libegl1 libfontconfig1 libxkbcommon0 libdbus-1-3"
display="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 xvfb xauth"

# Debian 13 and Ubuntu 24.04 renamed some packages for 64-bit time; the old name stays as a provided one.
is_installed() {
    dpkg-query -W -f='${Status}\n' "$1" "$1t64" 2>/dev/null | grep -q 'ok installed'
}

missing_of() {
    for package in $1; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of package names is meant
    as_root apt-get install -y -q --no-install-recommends $1 </dev/null >/dev/null 2>&1 && return 0
    as_root apt-get update -q </dev/null >/dev/null 2>&1 || return 1
    # shellcheck disable=SC2086
    as_root apt-get install -y -q --no-install-recommends $1 </dev/null >/dev/null 2>&1
}

# name of the set, packages, what happens without them; status 1 when some are still missing
provide() {
    absent=$(missing_of "$2")
    [ -z "$absent" ] && return 0
    echo "Installing system libraries ($1): $absent"
    apt_install "$absent" || true
    absent=$(missing_of "$2")
    [ -z "$absent" ] && return 0
    echo "Missing system packages ($1): $absent" >&2
    echo "$3 Install them with: sudo apt-get install $absent" >&2
    return 1
}

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "No dpkg here: the system libraries of Qt are not checked." >&2
    exit 0
fi

for wanted in "${@:-window}"; do
    case "$wanted" in
    window) provide window "$window" "Without them neither the window nor a PDF can be drawn." ;;
    display) provide display "$display" "Without them tests of the window run without a display." || true ;;
    *)
        echo "Unknown set of libraries: $wanted (window or display)." >&2
        exit 2
        ;;
    esac
done
