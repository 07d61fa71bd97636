#!/bin/sh
# Installs the mmsplice pack (MIT) unless it is here already: `mmsplice_pack.sh BIN`. Its tests skip
# themselves without it, so a machine that cannot fetch 60 MB still runs all others.
set -eu
bin=$1

if "$bin/python" -c '
import sys
from models.packs import PackState, status
sys.exit(status("mmsplice").state is not PackState.INSTALLED)
'; then
    exit 0
fi
"$bin/intronaut" packs install mmsplice ||
    echo "The mmsplice pack could not be fetched: its tests will be skipped."
