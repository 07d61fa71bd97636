#!/bin/sh
# The demo case in the window; without a display the report only: `demo.sh BIN OUT`.
set -eu
bin=$1
out=$2
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" = Darwin ]; then
    exec "$bin/intronaut" demo
fi
echo "No display here: making the demo report without a window."
"$bin/intronaut" demo --headless --out "$out"
echo "The report of the demo case is in $out:"
ls "$out"
