"""Every setting of the product, from the environment, in this one file.

Nothing needs to be set to try the product (`make run` sets LSCB_DEMONSTRATION). To run it for a board, set
LSCB_SECRET_KEY, LSCB_ALLOWED_HOSTS, DATABASE_URL and EMAIL_URL; `.env.example` lists them all.
"""

import hashlib
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from lscb.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
Environment.read_env(BASE_DIR / ".env")

DEBUG = env.switch("LSCB_DEBUG", default=False)
# Demonstration: example sign-ins work and the clock stands where the example plans are.
DEMONSTRATION = env.switch("LSCB_DEMONSTRATION", default=False)
VAR_DIR = Path(env.str("LSCB_VAR_DIR", default=str(BASE_DIR / "var")))
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as failed:
    raise ImproperlyConfigured(f"LSCB_VAR_DIR: {VAR_DIR} cannot be made: {failed.strerror}.") from failed

SERVICE_NAME = env.str("LSCB_SERVICE_NAME", default="Business plan tracker")
VERSION = "0.2.0"

# A date that stands for today, as 2018-04-09; empty means the real one. See lscb.clock.
TODAY = env.day("LSCB_TODAY", default="2018-04-09" if DEMONSTRATION else "")

SECRET_KEY = env.str("LSCB_SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or DEMONSTRATION):
        raise ImproperlyConfigured("Set LSCB_SECRET_KEY to a long random text.")
    SECRET_KEY = "for-demonstration-and-development-only-" + "0" * 24

ALLOWED_HOSTS = env.hosts(
    "LSCB_ALLOWED_HOSTS",
    default=["localhost", "127.0.0.1", "[::1]"] if DEBUG or DEMONSTRATION else [],
)
CSRF_TRUSTED_ORIGINS = env.origins("LSCB_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "lscb",
    "subgroups",
    "plans",
    "reporting",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",  # its table is there whether it is used or not, so that one can change one's mind
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "lscb.running.requests.requests_told",
    "lscb.running.probes.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lscb.middleware.PackedPages",
    "csp.middleware.CSPMiddleware",
    "lscb.middleware.of_one_moment",
    "reporting.views.public.knows_nobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lscb.web.typed.TypedIsClean",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lscb.middleware.on_their_day",
    "plans.views.context.in_own_words",
    "subgroups.signing_in.idle.SignInFirst",
    "lscb.middleware.private_pages",
    "lscb.middleware.isolated_directions",
    "lscb.web.noted.noted_afterwards",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "subgroups.signing_in.idle.IdleMiddleware",
    "subgroups.signing_in.kept.KeptMiddleware",
    "subgroups.signing_in.local_passwords.LocalPasswordsMiddleware",
    "subgroups.signing_in.second_factor.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "lscb.web.once.OnceMiddleware",
]

ROOT_URLCONF = "lscb.urls"
WSGI_APPLICATION = "lscb.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plans.views.context.page_furniture",
            ],
            "builtins": ["lscb.templatetags.words", "lscb.templatetags.forms"],
        },
    },
]
FORM_RENDERER = "lscb.web.forms.Renderer"

# --- Data -----------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'lscb.sqlite3'}")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for a writer (WAL); two writers wait for each other rather than fail (IMMEDIATE,
    # timeout in seconds). Django itself switches foreign keys on.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Backups are written here, so many of the newest are kept (0: all), encrypted where a file with a passphrase is named.
BACKUP_DIR = Path(env.str("LSCB_BACKUP_DIR", default=str(VAR_DIR / "backups")))
BACKUPS_KEPT = env.number("LSCB_BACKUPS_KEPT", default=14)
BACKUP_PASSPHRASE_FILE = (
    Path(_passphrase) if (_passphrase := env.str("LSCB_BACKUP_PASSPHRASE_FILE", default="")) else None
)
# A database that is there for restore drills and nothing else, on PostgreSQL.
DRILL_DATABASE = (
    env.database("LSCB_DRILL_DATABASE_URL") if env.str("LSCB_DRILL_DATABASE_URL", default="") else None
)

# Shared by every worker, so that ten wrong passwords are ten wherever they arrive.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lscb_cache",
    }
}

# --- Work in the background ------------------------------------------------------------------------------

# What a person need not wait for is done after the commit: at once in a thread of the web process ("thread"), or put
# in the database for `manage.py db_worker` ("database"), or within their own request ("immediate").
BACKGROUND = env.str("LSCB_BACKGROUND", default="thread")
_BACKGROUNDS = {
    "thread": "lscb.work.threads.ThreadBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
    "database": "django_tasks_db.DatabaseBackend",
}
if BACKGROUND not in _BACKGROUNDS:
    raise ImproperlyConfigured(f"LSCB_BACKGROUND is one of {', '.join(_BACKGROUNDS)}, not {BACKGROUND}.")
TASKS = {"default": {"BACKEND": _BACKGROUNDS[BACKGROUND]}}

# --- People ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "subgroups.Person"
# Who says that somebody may approve reports: a member of the board team proposes and a second one confirms
# ("two-people"), or only whoever set the installation up does ("administrator").
APPROVERS_GRANTED_BY = env.str("LSCB_APPROVERS_GRANTED_BY", default="two-people")
if APPROVERS_GRANTED_BY not in ("two-people", "administrator"):
    raise ImproperlyConfigured(
        f"LSCB_APPROVERS_GRANTED_BY is two-people or administrator, not {APPROVERS_GRANTED_BY}."
    )
# A second step of signing in: as each person likes ("offered"), or of everybody ("required") so many days after they
# are first asked. A board can require it of its own people, from a day that it names.
SECOND_FACTOR = env.str("LSCB_SECOND_FACTOR", default="offered")
if SECOND_FACTOR not in ("offered", "required"):
    raise ImproperlyConfigured(f"LSCB_SECOND_FACTOR is offered or required, not {SECOND_FACTOR}.")
SECOND_FACTOR_GRACE_DAYS = env.days("LSCB_SECOND_FACTOR_GRACE_DAYS", default=14)
AUTHENTICATION_BACKENDS = ["subgroups.signing_in.authentication.PersonBackend"]
LOGIN_URL = "account_login"
# The page of a quarter is its report, in an app above the quarter's own.
ABSOLUTE_URL_OVERRIDES = {
    "plans.quarter": lambda quarter: reverse("reporting:report-live", args=[quarter.plan.slug, quarter.slug])
}
LOGIN_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "subgroups.signing_in.authentication.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "subgroups.forms.sign_in.SignInForm",
    "reset_password": "subgroups.forms.sign_in.NewLinkForm",
}
ACCOUNT_USER_DISPLAY = "subgroups.signing_in.authentication.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # the board team makes the accounts
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords for one account are counted in subgroups.signing_in.authentication, and stop at ten. Here are those
# from one network address, behind which a whole council may stand: thirty colleagues at nine o'clock, some of whom
# mistype, are let in, and whoever tries many accounts is slowed down. Then what is sent from the pages of invitations,
# what programs ask for with a key to data, and files that everybody may take.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "40/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "120/m/ip",
    "invitation": "20/m/ip",
    "data": "120/m/ip",
    "public": "240/m/ip",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers cannot make us write to people who have no account
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password or codes change hears of it
# Signing in through an organisation's own accounts (OpenID Connect).
OIDC_NAME = env.str("LSCB_OIDC_NAME", default="your organisation's account")
OIDC_ISSUER = env.address("LSCB_OIDC_ISSUER", default="").rstrip("/")
# Accounts belong to the issuer that vouches for them: the name they are kept under, and the address that people come
# back to, change with it, so that no account of another issuer is ever taken for one of this.
OIDC_PROVIDER_ID = hashlib.sha256(OIDC_ISSUER.encode()).hexdigest()[:12] if OIDC_ISSUER else ""
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_ADAPTER = "subgroups.signing_in.provider.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid"],  # who somebody is; what else is known of them stays where it is
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER_ID,
                "name": OIDC_NAME,
                "client_id": env.str("LSCB_OIDC_CLIENT_ID"),
                "secret": env.str("LSCB_OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_ISSUER, "fetch_userinfo": False},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
OIDC_SECOND_FACTOR = env.str("LSCB_OIDC_SECOND_FACTOR", default="here")
if OIDC_SECOND_FACTOR not in ("here", "provider"):
    raise ImproperlyConfigured(f"LSCB_OIDC_SECOND_FACTOR is here or provider, not {OIDC_SECOND_FACTOR}.")
# Off: people sign in through the provider, or with a passkey. `manage.py sign_in_link` lets an administrator in.
LOCAL_PASSWORDS = env.switch("LSCB_LOCAL_PASSWORDS", default=True)
if not (LOCAL_PASSWORDS or OIDC_ISSUER):
    raise ImproperlyConfigured("LSCB_LOCAL_PASSWORDS is off and nobody could sign in: set LSCB_OIDC_ISSUER.")
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("LSCB_TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # one that asks for a finger or a PIN is both steps in one
MFA_FORMS = {"add_webauthn": "subgroups.forms.passkeys.AddPasskeyForm"}
MFA_ADAPTER = "subgroups.signing_in.authentication.SecondStepAdapter"
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the board team's to type and to check

# Minutes without use after which a session ends; 0 for never. Half an hour is long enough to look something up for a
# long answer, and short enough for a screen that was left open; what was typed is kept either way.
IDLE_MINUTES = env.number("LSCB_IDLE_MINUTES", default=30)
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day, in seconds
CSRF_FAILURE_VIEW = "subgroups.views.kept.sent_with_an_old_token"

# --- Safety ---------------------------------------------------------------------------------------------

_behind_https = not (DEBUG or DEMONSTRATION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_https
SECURE_SSL_REDIRECT = _behind_https
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _behind_https else 0
# Other services may share the domain: only who owns all of it can promise this for them.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.switch("LSCB_HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.switch("LSCB_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the two above, off on purpose
if env.switch("LSCB_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words, numbers, files ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["lscb.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Files that people add as evidence. They are part of a backup; no web server may serve them, as a view says who may.
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
FIXTURES_DIR = BASE_DIR / "fixtures"

# Paper is set by a process apart, which is stopped when it takes longer than so many seconds or wants more than so
# many megabytes. benchmarks/report.py says what reports take. Each web process sets so many at once.
PDF_SECONDS = env.number("LSCB_PDF_SECONDS", default=120, least=1)
PDF_MEMORY = env.number("LSCB_PDF_MEMORY", default=2048, least=1)
PDF_AT_ONCE = env.number("LSCB_PDF_AT_ONCE", default=1, least=1)
# Seconds for which a browser is kept waiting before it is shown that the paper is being made.
PDF_WAIT = 1.0
# Drafts on paper are kept here until they say something else, for at most a day and so many megabytes.
PAPER_DIR = VAR_DIR / "paper"
# Archives of boards wait here for a week to be taken away. They hold all that a board has: nobody else may read them.
ARCHIVES_DIR = VAR_DIR / "archives"
PAPER_KEPT = env.number("LSCB_PAPER_KEPT", default=100)
FONTS_DIR = VAR_DIR / "fonts"  # unpacked for WeasyPrint, whenever its process is started

# A file that somebody hands in is at most so many megabytes, and is read by a process apart within these limits. Each
# row is then tried in one transaction, at 25 to 60 ms a row: on SQLite nobody else saves meanwhile.
UPLOAD_AT_MOST = env.number("LSCB_UPLOAD_AT_MOST", default=10, least=1)
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_AT_MOST * 2**20  # so that no killed process leaves one on the disk
FILE_UPLOAD_HANDLERS = ["lscb.web.uploads.Limited", *global_settings.FILE_UPLOAD_HANDLERS]
SPREADSHEET_LIMITS = {"rows": 500, "columns": 100, "cells": 20_000, "unpacked": 50 * 2**20}
# Of a document whose tables become a plan: `lscb.tables.limits` says what each is.
TABLE_LIMITS = {"rows": 3_000, "columns": 100, "cells": 30_000, "letters": 1_500_000, "unpacked": 50 * 2**20}
READING_SECONDS = 20
READING_MEMORY = 512

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_ESCAPE_HTML_ON_EXPORT = False

EMAIL_IS_SET = "EMAIL_URL" in env.ENVIRON  # without it the service does not start for a board
EMAIL_CONFIG = env.mail(
    "EMAIL_URL", default=f"filemail:///{VAR_DIR.absolute() / 'mail'}" if DEMONSTRATION else "consolemail://"
)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.sender("LSCB_FROM_EMAIL", default="business-plan-tracker@localhost")
EMAIL_TIMEOUT = 10  # seconds
EMAIL_USE_LOCALTIME = True
# Minutes for which news waits before it leaves by a letter, so that what it tells of can still be undone.
NEWS_WAITS = timedelta(minutes=env.number("LSCB_NEWS_WAITS", default=10, most=60 * 24 * 7))
# Days for which a letter that was settled, and a job that ended, are kept.
LETTERS_KEPT = env.days("LSCB_LETTERS_KEPT", default=90)
# Days for which lines of the audit trail are kept: six years and a leap year's days, as long as a claim may be brought
# (Limitation Act 1980). 0 keeps them for good.
AUDIT_KEPT = env.days("LSCB_AUDIT_KEPT", default=6 * 365 + 2)
# Days after which who left every board is no longer named: six years, as long as most claims can be brought.
LEAVERS_KEPT = env.days("LSCB_LEAVERS_KEPT", default=2192)
# What the pages on privacy and accessibility have to say; lscb.notices lists them, `manage.py check --deploy` asks.
CONTROLLER = env.str("LSCB_CONTROLLER", default="")
CONTROLLER_CONTACT = env.str("LSCB_CONTROLLER_CONTACT", default="")
DATA_PROTECTION_OFFICER = env.str("LSCB_DATA_PROTECTION_OFFICER", default="")
LAWFUL_BASIS = env.str("LSCB_LAWFUL_BASIS", default="")
SUPERVISORY_AUTHORITY = env.str(
    "LSCB_SUPERVISORY_AUTHORITY", default="The Information Commissioner, https://ico.org.uk"
)
COMPLAIN_AT = env.address("LSCB_COMPLAIN_AT", default="https://ico.org.uk/make-a-complaint/")
ACCESSIBILITY_CONTACT = env.str("LSCB_ACCESSIBILITY_CONTACT", default="")
ACCESSIBILITY_REVIEWED = env.str("LSCB_ACCESSIBILITY_REVIEWED", default="")
ACCESSIBILITY_TESTED = env.str("LSCB_ACCESSIBILITY_TESTED", default="")
ACCESSIBILITY_GAPS = env.str("LSCB_ACCESSIBILITY_GAPS", default="")
# Where people reach the product: the links of e-mails that a timer sends begin with it.
BASE_URL = env.address("LSCB_BASE_URL", default="http://127.0.0.1:8000" if DEMONSTRATION else "").rstrip("/")

# A page that took so many milliseconds or more is counted on the page of operations; 0 counts none.
SLOW_PAGE = env.number("LSCB_SLOW_PAGE", default=1000)
# What a program that gathers metrics must send to get them: `Authorization: Bearer …`. Without it there are none.
METRICS_TOKEN = env.str("LSCB_METRICS_TOKEN", default="")

LOG_FORMAT = env.str("LSCB_LOG_FORMAT", default="text" if DEBUG or DEMONSTRATION else "json")
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured(f"LSCB_LOG_FORMAT is text or json, not {LOG_FORMAT}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"of its request": {"()": "lscb.running.logs.OfItsRequest"}},
    "formatters": {
        "text": {"format": "%(levelname)s %(name)s: %(message)s"},
        "json": {
            "()": "lscb.running.logs.WithoutTyped",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["of its request"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": env.level("LSCB_LOG_LEVEL", default="INFO")},
    "loggers": {
        # A line a request is for whoever runs it for a board.
        "lscb.request": {"level": "WARNING" if LOG_FORMAT == "text" else "NOTSET"},
        # Django's own handlers of these would write each entry a second time, with the address in it.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
