#!/usr/bin/env bash
# What the tests need beside Python: a browser, node, strace. Uses what is there, else Debian's packages, else npm-free fall-backs.
set -eu
bin=$1
missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v strace >/dev/null || missing+=(strace)
if [ ${#missing[@]} -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
command -v chromium >/dev/null || "$bin/playwright" install chromium
command -v node >/dev/null || { echo "node is missing: install it to test the JavaScript"; exit 1; }
