#!/bin/sh
# Runs a command with a virtual X display where Xvfb is installed, and without a display otherwise.
# With one, tests of the window in subprocesses and marked e2e use Qt's real xcb plugin.
set -eu
if command -v xvfb-run >/dev/null 2>&1; then
    exec xvfb-run -a -s "-screen 0 1600x1200x24" "$@"
fi
echo "xvfb-run is not installed: tests of the window run without a display." >&2
exec "$@"
