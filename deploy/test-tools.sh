#!/usr/bin/env bash
# What the tests need beside Python: a browser, node, strace. Takes what is there, else Debian's packages, else what
# Playwright brings along. Ends with one line that names what is still missing.
set -u
bin=$1
missing() { ! command -v "$1" >/dev/null; }

# Playwright's browser needs libraries that only Debian's or Ubuntu's packages bring.
deps=()
command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] && deps=(--with-deps)

if [ ${#deps[@]} = 1 ] && { missing chromium || missing node || missing strace; }; then
  apt-get update -qq || true
  for tool in chromium:chromium node:nodejs strace:strace; do
    missing "${tool%%:*}" && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "${tool##*:}" >/dev/null
  done
fi
missing chromium && "$bin/playwright" install ${deps[@]+"${deps[@]}"} chromium
if missing node; then
  driver=$("$bin/python" -c 'from playwright._impl._driver import compute_driver_executable as f; print(f()[0])')
  [ -x "$driver" ] && ln -sf "$driver" "$bin/node"
fi

lacking=()
missing chromium && ! ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1 && lacking+=("a Chromium")
missing node && [ ! -x "$bin/node" ] && lacking+=("node")
missing strace && lacking+=("strace")
[ ${#lacking[@]} = 0 ] || { printf 'For the tests, install:'; printf ' %s' "${lacking[@]}"; printf '\n'; exit 1; }
