#!/usr/bin/env bash
# Takes one outgoing webhook of the gate: the body on standard input, its X-Inquest-Signature as the first argument.
# Usage: receive-hook.sh SIGNATURE < body.json      with HOOK_SECRET, and ROLLBACK or REVIEW_FOLDER, in the environment
#
# A backend is rolled back at once: ROLLBACK is run with the release as its argument, e.g. "kubectl rollout undo deployment/game".
# A store (Play, App Store) waits for a person: the request is put into REVIEW_FOLDER, and whoever confirms it halts the
# staged release there (Play: Edits.tracks, status halted; App Store: pause the phased release).
set -euo pipefail
body=$(cat; printf x); body=${body%x}
expected=sha256=$(printf '%s' "$body" | openssl dgst -sha256 -hmac "$HOOK_SECRET" -r | cut -d' ' -f1)
[ "${1:-}" = "$expected" ] || { echo "signature does not match" >&2; exit 4; }

field() { printf '%s' "$body" | jq -r ".$1 // empty"; }
[ "$(field verdict)" = halt ] || { echo "nothing to do: $(field release) is $(field verdict)"; exit 0; }

if [ -n "${ROLLBACK:-}" ]; then
  echo "rolling back $(field release): $(field reason)"
  exec $ROLLBACK "$(field release)"
fi
file="${REVIEW_FOLDER:?set ROLLBACK or REVIEW_FOLDER}/gate-$(field id).json"
printf '%s' "$body" > "$file"
echo "waiting for a person: $file"
