#!/bin/sh
# What the project needs of the machine itself. Each part looks first and touches nothing that is there already.
#
#   scripts/system.sh venv        a virtual environment in .venv, of Python 3.11 or newer
#   scripts/system.sh libraries   the libraries that WeasyPrint draws PDFs with
#   scripts/system.sh browser     a Chromium for the browser tests
#
# Missing system packages are installed when this runs as root or sudo asks for no password;
# otherwise the one command to type is printed.
set -eu
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }

give_up() {
    printf '%s\n' "$@" >&2
    exit 1
}

# The front of a command that needs root: empty as root, "sudo -n" where that works, else nothing to be had.
root_prefix() {
    if [ "$(id -u)" -eq 0 ]; then
        echo "env"
    elif have sudo && sudo -n true 2>/dev/null; then
        echo "sudo -n env"
    else
        return 1
    fi
}

# install PURPOSE DEBIAN-PACKAGES FEDORA-PACKAGES BREW-PACKAGES
install() {
    purpose=$1
    if have apt-get; then
        command="apt-get install -y --no-install-recommends $2"
        refresh="apt-get update"
    elif have dnf; then
        command="dnf install -y $3"
        refresh="true"
    elif have brew; then
        echo "Installing $4 with Homebrew, for $purpose."
        # shellcheck disable=SC2086  # several packages, several words
        brew install $4
        return
    else
        give_up "Needed for $purpose, and not found: what Debian calls $2." \
            "Install it with your system's own package manager, then run the same make command again."
    fi
    prefix=$(root_prefix) || give_up "Needed for $purpose. Type this, then run the same make command again:" \
        "" "    sudo $command" ""
    echo "Installing for $purpose: ${command##*recommends }"
    log=$(mktemp)
    # The first try may fail only because the package lists are empty or old.
    # shellcheck disable=SC2086
    if ! $prefix DEBIAN_FRONTEND=noninteractive $command >"$log" 2>&1 </dev/null; then
        if ! { $prefix $refresh && $prefix DEBIAN_FRONTEND=noninteractive $command; } >"$log" 2>&1 </dev/null; then
            tail -n 20 "$log" >&2
            rm -f "$log"
            give_up "" "That did not work: $command"
        fi
    fi
    rm -f "$log"
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

makes_venvs() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# The system's own Python comes first: distributions compile theirs with profile-guided optimization, which one built on
# the machine often lacks (the tests take 1.2 times as long with such a one). Before any that can make no virtual
# environments, one that can.
find_python() {
    for fit in makes_venvs true; do
        for name in ${PYTHON:-/usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11}; do
            if have "$name" && new_enough "$name" && "$fit" "$name"; then
                command -v "$name"
                return
            fi
        done
    done
    return 1
}

make_venv() {
    python=$(find_python) || give_up \
        "Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || echo 'no python3')." \
        "Install one, or say where it is: make setup PYTHON=/path/to/python3.12"
    if ! makes_venvs "$python"; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install "virtual environments" "$package" python3-pip python
    fi
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv --clear .venv
}

check_libraries() {
    if .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; then
        return
    fi
    install "drawing PDFs" "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" pango pango
    .venv/bin/python -c 'import weasyprint' || give_up \
        "WeasyPrint still cannot be loaded, for the reason above."
}

# The path of a Chromium that starts: the system's, or the one that Playwright keeps.
find_browser() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome; do
        if have "$name" && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    kept=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
    [ -x "$kept" ] && echo "$kept"
}

check_browser() {
    if find_browser >/dev/null; then
        return
    fi
    # Debian has Chromium as a plain package; elsewhere Playwright's own build is the surer one.
    if grep -q '^ID=debian' /etc/os-release 2>/dev/null && root_prefix >/dev/null; then
        install "the browser tests" chromium-headless-shell chromium chromium
    elif root_prefix >/dev/null && have apt-get; then
        .venv/bin/playwright install --with-deps chromium
    else
        .venv/bin/playwright install chromium
    fi
    find_browser >/dev/null || give_up "No Chromium that starts was found after installing it."
}

case "${1:-}" in
    venv) make_venv ;;
    libraries) check_libraries ;;
    browser) check_browser ;;
    *) give_up "Use: scripts/system.sh venv | libraries | browser" ;;
esac
