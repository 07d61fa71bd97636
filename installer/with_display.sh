#!/bin/sh
# Runs a command on a virtual X display with Qt's real xcb plugin where Xvfb is installed, and
# without a display otherwise.
set -eu
if command -v xvfb-run >/dev/null 2>&1; then
    export QT_QPA_PLATFORM=xcb
    exec xvfb-run -a -s "-screen 0 1600x1200x24" "$@"
fi
echo "xvfb-run is not installed: windows are drawn without a display." >&2
export QT_QPA_PLATFORM=offscreen
exec "$@"
