#!/usr/bin/env bash
# Makes the environments of the peers under build/peers, anew only when a pin has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=bench/peers there=build/peers
mkdir -p "$there/node"

if ! cmp --silent "$here/requirements.txt" "$there/requirements.txt"; then
  "${PYTHON:-python3}" -m venv --clear "$there/python"
  "$there/python/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$here/requirements.txt"
  cp "$here/requirements.txt" "$there/requirements.txt"
fi

cp "$here/runner.js" "$there/node/runner.js"
if ! cmp --silent "$here/package.json" "$there/node/package.json"; then
  cp "$here/package.json" "$there/node/package.json.new"
  mv "$there/node/package.json.new" "$there/node/package.json"
  (cd "$there/node" && npm install --silent --no-package-lock --no-audit --no-fund) ||
    { rm "$there/node/package.json"; exit 1; }
fi
