#!/bin/sh
# Installs the jaspar pack (CC BY 4.0) unless it is here already: `jaspar_pack.sh BIN`. Its tests skip
# themselves without it, so a machine that cannot fetch 60 MB still runs all others.
set -eu
bin=$1

if "$bin/python" -c '
import sys
from models.packs import PackState, status
sys.exit(status("jaspar").state is not PackState.INSTALLED)
'; then
    exit 0
fi
"$bin/intronaut" packs install jaspar ||
    echo "The jaspar pack could not be fetched: its tests will be skipped."
