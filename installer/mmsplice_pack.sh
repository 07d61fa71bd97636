#!/bin/sh
# Installs the mmsplice pack (MIT) unless it is here already: `mmsplice_pack.sh BIN`. Its tests skip
# themselves without it, so a machine that cannot fetch 60 MB still runs all others.
set -eu
bin=$1

if "$bin/python" -c '
import sys
from models.packs import PackState, card, pack_folder, status
tables = [pack_folder("mmsplice") / name for name in card("mmsplice").exon_tables.values()]
is_whole = status("mmsplice").state is PackState.INSTALLED
# A pack that an older version installed has no tables of exons.
sys.exit(not (is_whole and all(table.is_file() for table in tables)))
'; then
    exit 0
fi
"$bin/intronaut" packs install mmsplice ||
    echo "The mmsplice pack could not be fetched: its tests will be skipped."
