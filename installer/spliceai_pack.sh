#!/bin/sh
# Installs the spliceai pack unless it is here already: `spliceai_pack.sh BIN [WHEEL, FOLDER or URL]`.
set -eu
bin=$1
from=${2:-}

if "$bin/python" -c '
import sys
from models.packs import PackState, status
sys.exit(status("spliceai").state is not PackState.INSTALLED)
'; then
    exit 0
fi
echo "The spliceai weights are licensed CC BY-NC 4.0: academic and non-commercial use only."
echo "https://creativecommons.org/licenses/by-nc/4.0/  Accepted here on behalf of whoever runs make."
exec "$bin/intronaut" packs install spliceai --accept-licence ${from:+--from "$from"}
