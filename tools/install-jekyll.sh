#!/bin/sh
# Install Debian's Jekyll, where there is apt and the right to use it; else print a message and continue.
if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here: the tests that ask Jekyll will be skipped." >&2
    exit 0
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends \
    jekyll ruby-jekyll-compose ruby-jekyll-redirect-from tmux git >/dev/null; then
    jekyll --version
else
    echo "Jekyll could not be installed: the tests that ask it will be skipped." >&2
fi
