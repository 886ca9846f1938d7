#!/bin/sh
# What docs/operations.md says, step by step, for Debian 12 or Ubuntu 24.04: run as root in a checkout under /opt/lscb.
# It can be run again: each step looks first, and nothing that was set is set anew. It ends with what is left to do.
#
#   deploy/install.sh plan.example.org
set -eu
name=${1:?Say by which name people will reach it: deploy/install.sh plan.example.org}
here=$(cd "$(dirname "$0")/.." && pwd)
settings=/etc/lscb/environment
manage() { runuser -u lscb -- "$here/.venv/bin/python" "$here/manage.py" "$@"; }
say() { printf '\n== %s\n' "$*"; }

[ "$(id -u)" -eq 0 ] || { echo "Run this as root." >&2; exit 1; }
[ "$here" = /opt/lscb ] || { echo "The units expect the product in /opt/lscb, not in $here." >&2; exit 1; }

say "Packages"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    git gnupg make python3 python3-venv postgresql libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null

say "A user without a password or a shell, and its folder"
id lscb >/dev/null 2>&1 || useradd --system --home-dir /var/lib/lscb --shell /usr/sbin/nologin lscb
install --directory --owner lscb --group lscb --mode 0750 /var/lib/lscb
install --directory --owner root --group lscb --mode 0750 /etc/lscb

say "The product's packages, by their hashes"
make --directory "$here" --silent setup

say "The database"
pg_isready --quiet || pg_ctlcluster "$(pg_lsclusters --no-header | awk 'NR == 1 {print $1}')" main start
as_postgres() { runuser -u postgres -- psql --quiet --tuples-only --no-align --command "$1" postgres; }
[ "$(as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'lscb'")" ] || as_postgres "CREATE ROLE lscb LOGIN"
[ "$(as_postgres "SELECT 1 FROM pg_database WHERE datname = 'lscb'")" ] \
    || as_postgres "CREATE DATABASE lscb OWNER lscb ENCODING 'UTF8' TEMPLATE template0"
[ "$(as_postgres "SELECT 1 FROM pg_database WHERE datname = 'lscb_drill'")" ] \
    || as_postgres "CREATE DATABASE lscb_drill OWNER lscb ENCODING 'UTF8' TEMPLATE template0"

say "Settings"
if [ ! -e "$settings" ]; then
    secret=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')
    umask 027
    sed -e "s|^LSCB_SECRET_KEY=.*|LSCB_SECRET_KEY=$secret|" \
        -e "s|^LSCB_ALLOWED_HOSTS=.*|LSCB_ALLOWED_HOSTS=$name|" \
        -e "s|^# DATABASE_URL=.*|DATABASE_URL=postgres:////var/run/postgresql/lscb|" \
        -e "s|^# LSCB_DRILL_DATABASE_URL=.*|LSCB_DRILL_DATABASE_URL=postgres:////var/run/postgresql/lscb_drill|" \
        -e "s|^# LSCB_BACKUP_DIR=.*|LSCB_BACKUP_DIR=/var/lib/lscb/backups|" \
        -e "s|^# LSCB_BACKUP_PASSPHRASE_FILE=.*|LSCB_BACKUP_PASSPHRASE_FILE=/etc/lscb/backup-passphrase|" \
        -e "s|^# LSCB_BASE_URL=.*|LSCB_BASE_URL=https://$name|" \
        -e "s|^# LSCB_VAR_DIR=.*|LSCB_VAR_DIR=/var/lib/lscb|" \
        -e "s|^# LSCB_BACKGROUND=.*|LSCB_BACKGROUND=database|" \
        -e "s|^# LSCB_BEHIND_PROXY=.*|LSCB_BEHIND_PROXY=True|" \
        -e "s|^# LSCB_TRUSTED_PROXIES=.*|LSCB_TRUSTED_PROXIES=1|" \
        "$here/.env.example" >"$settings"
    chgrp lscb "$settings"
fi
if [ ! -e /etc/lscb/backup-passphrase ]; then
    (umask 027; python3 -c 'import secrets; print(secrets.token_urlsafe(48))' >/etc/lscb/backup-passphrase)
    chgrp lscb /etc/lscb/backup-passphrase
fi
ln --symbolic --force --no-dereference "$settings" "$here/.env"

say "Tables and static files"
# Where the version that runs cannot go on beside the new tables, nobody is served until they are there.
manage upgrade_check || [ $? -ne 3 ] || [ ! -d /run/systemd/system ] || systemctl stop lscb-web lscb-worker
# A table that somebody reads for long is waited for ten seconds: whoever wants it meanwhile waits behind.
PGOPTIONS="-c lock_timeout=10s" manage migrate --verbosity 0
manage createcachetable --verbosity 0
manage collectstatic --noinput --verbosity 0

say "Services"
install --mode 0644 "$here"/deploy/systemd/* /etc/systemd/system/
units="lscb-web.service lscb-worker.service lscb-housekeeping.timer lscb-reminders.timer lscb-verify-audit.timer
    lscb-backup.timer lscb-restore-drill.timer"
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    # shellcheck disable=SC2086  # several units, several words
    systemctl enable --quiet $units
    manage readiness >/dev/null 2>&1 && systemctl restart $units
else
    echo "systemd does not run here: the units are in place and start with the machine."
fi

say "What is left"
manage readiness || true
cat <<END

Set what is missing in $settings, then run this again: it starts the services and timers once nothing is.
Keep $settings and /etc/lscb/backup-passphrase somewhere else as well: no backup opens without the second.
A server that ends https stands in front: deploy/nginx.conf or deploy/Caddyfile.
The first board: runuser -u lscb -- $here/.venv/bin/python $here/manage.py set_up_code, then open https://$name/set-up/
END
