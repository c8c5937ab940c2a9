#!/bin/sh
# Install Debian's Chromium, where there is apt and the right to use it; else print a message and continue.
if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here: the tests that need Chromium will be skipped." >&2
    exit 0
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
    chromium fonts-noto-color-emoji >/dev/null; then
    chromium --version
else
    echo "Chromium could not be installed: the tests that need it will be skipped." >&2
fi
