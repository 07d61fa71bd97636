#!/bin/sh
# Makes the virtual environment: `python_environment.sh FOLDER [PYTHON]`. Python 3.11 or newer.
set -eu
folder=$1
python=${2:-python3}

if ! command -v "$python" >/dev/null 2>&1; then
    echo "$python is not installed. Install Python 3.11 or newer (Debian, Ubuntu: sudo apt-get install python3 python3-venv)." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$python is $("$python" -V 2>&1), Intronaut needs 3.11 or newer: make setup PYTHON=python3.12" >&2
    exit 1
fi

has_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

# Debian and Ubuntu ship these two modules in a package of their own.
if ! has_venv; then
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "The module venv is missing; trying to install $version."
    if [ "$(id -u)" -eq 0 ]; then
        root=""
    else
        root="sudo -n"
    fi
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get install -y -q "$version" </dev/null >/dev/null 2>&1 ||
        { $root apt-get update -q </dev/null && $root apt-get install -y -q "$version" </dev/null; } >/dev/null 2>&1 ||
        true
    if ! has_venv; then
        echo "Python's module venv is missing. Install it with: sudo apt-get install $version" >&2
        exit 1
    fi
fi

[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
