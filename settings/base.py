"""Every setting with its reason. The environments beside this file hold differences only.

Names that start with TIDINGS_ are ours; all others are Scrapy's. What an operator may change without touching a
file comes from the environment, by the names in TIDINGS_ENVIRONMENT. Every setting can also be given to one run:
`-s NAME=VALUE`.
"""

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent

BOT_NAME = "tidings"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.one_off"  # `scrapy crawl` that says at its end what became of what was asked for

TIDINGS_ENVIRONMENT = [
    "TIDINGS_DATA_DIR",
    "TIDINGS_DATABASE_URL",
    "TIDINGS_CONFIG_DIR",
    "TIDINGS_ALLOWED_HOSTS",
    "TIDINGS_USER_AGENT",
    "TIDINGS_RELEVANCE_THRESHOLD",
    "TIDINGS_WORKERS",
    "TIDINGS_BROWSER",
]  # of another name that begins so, a command says that nothing reads it

# --- where things live ---------------------------------------------------------------------------------------------
TIDINGS_DATA_DIR = os.environ.get("TIDINGS_DATA_DIR") or str(_HERE.parent / "data")
TIDINGS_DATABASE_URL = os.environ.get("TIDINGS_DATABASE_URL") or ""  # empty: tidings.sqlite3 in the data folder
TIDINGS_SHIPPED_DIR = str(_HERE)  # sources/, topics.toml, watchlist.toml, events.toml: an upgrade may change these
# The operator's overlay. An upgrade never touches it.
TIDINGS_CONFIG_DIR = os.environ.get("TIDINGS_CONFIG_DIR") or str(_HERE / "local")
TIDINGS_SOURCE_DIRS: list[
    str
] = []  # when stated, the only folders of sources: neither the shipped ones nor the overlay's

# --- the stages, in their order: read it here and nowhere else ------------------------------------------------------
SPIDER_MIDDLEWARES = {
    "pipelines.extract.ExtractMiddleware": 100,  # a page may hold several articles; an item pipeline returns one
}
ITEM_PIPELINES = {
    "pipelines.normalise.NormaliseStage": 200,  # before all others: they compare dates and addresses
    "pipelines.relevance.RelevanceStage": 300,  # cheap; what is off topic needs no story
    "pipelines.quality.QualityStage": 400,  # flags decide the state that the stages below keep
    "pipelines.duplicates.DuplicatesStage": 500,  # reads the store, so after everything that needs no store
    "pipelines.events.EventsStage": 550,  # after relevance, which finds the names; the store compares
    "pipelines.store.StoreStage": 600,  # one transaction per item; only new heads that are pending go on to `-O`
}

# --- getting: middlewares and extensions ---------------------------------------------------------------------------
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.guard.AddressGuardMiddleware": 50,  # first: a refused address costs no robots.txt
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # feeds link to other hosts by nature
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # leaks concurrent first requests (2.14-2.19)
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.conditional.ConditionalGetMiddleware": 150,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # ignores Retry-After
    "crawler.middlewares.retry.PoliteRetryMiddleware": 550,
    "crawler.middlewares.compressed.CompressedAsBytesMiddleware": 595,  # just before Scrapy's decompression (590)
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # keeps the old site's queue for the new site
    "crawler.middlewares.redirect.SiteRedirectMiddleware": 600,
}
EXTENSIONS = {
    "crawler.extensions.loop_delay.LoopDelay": 50,  # before the run log, which writes its figures down
    "crawler.extensions.runs.RunLog": 100,  # opens the run and its store before anything is fetched
    "crawler.extensions.progress.Progress": 200,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
TWISTED_DNS_RESOLVER = "crawler.middlewares.guard.PublicOnlyResolver"  # refuses private addresses after resolution
# Hosts on private addresses that may be fetched all the same: names or addresses, `host` or `host:port`.
TIDINGS_ALLOWED_HOSTS = os.environ.get("TIDINGS_ALLOWED_HOSTS", "").replace(",", " ").split()
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# --- polite --------------------------------------------------------------------------------------------------------
USER_AGENT = os.environ.get("TIDINGS_USER_AGENT") or (
    "Tidings/0.1 (news watcher; obeys robots.txt; set TIDINGS_USER_AGENT to name your contact)"
)
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Tidings"
TIDINGS_MAX_CRAWL_DELAY = 60.0  # seconds; a longer Crawl-delay is kept at this, or one page would hold a run for hours
CONCURRENT_REQUESTS = 64  # over all sites; each site still gets one at a time
CONCURRENT_ITEMS = 8  # of one page: Scrapy starts as many tasks per answer, and 100 of them held the loop up
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one site
DOWNLOAD_DELAY_JITTER = 0.25
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
TIDINGS_RETRY_BASE_SECONDS = 5.0  # first back-off; doubles with each retry; Retry-After goes before it
TIDINGS_RETRY_MAX_SECONDS = 120.0  # a longer Retry-After ends the page for this run instead of being waited for
COOKIES_ENABLED = False  # nobody logs in; state would make runs differ
REFERRER_POLICY = "no-referrer"  # not the middleware off: redirects warn without it
HTTPERROR_ALLOW_ALL = True  # an error status is an outcome that the spider counts
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
}

# --- safe ----------------------------------------------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default since Scrapy 2.19: a local server that runs Python for a token holder
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # bytes, before and after decompression: ends 100 MB pages and gzip bombs
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 20  # seconds in all: ends bodies that never end
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
# The browser of sources with `browser = true`; None: the first Chromium or Chrome found, else Playwright's own.
TIDINGS_BROWSER = os.environ.get("TIDINGS_BROWSER")
URLLENGTH_LIMIT = 2083
DOWNLOAD_HANDLERS = {"file": None, "data": None, "ftp": None, "s3": None}
MEMUSAGE_LIMIT_MB = 2048

# --- extraction workers --------------------------------------------------------------------------------------------
TIDINGS_WORKERS = os.environ.get("TIDINGS_WORKERS") or max(1, min(4, (os.cpu_count() or 2) - 1))
TIDINGS_WORKER_TIMEOUT = 10.0  # seconds of CPU time of one page (by the clock: 12 times); then its worker is replaced
TIDINGS_WORKER_MEMORY_MB = 1024  # address space of one worker above what it needs to start
TIDINGS_WORKER_MAX_TASKS = 500  # then the worker is replaced: parsers leak a little
TIDINGS_PARSE_MAXSIZE = 3 * 1024 * 1024  # characters of a page that are parsed
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024  # bytes of pages waiting for workers before fetching pauses

# --- what is read and when -----------------------------------------------------------------------------------------
TIDINGS_RECHECK_DAYS = 7  # a known article first seen this long ago is asked for changes; an older one is `known`
TIDINGS_RECHECK_HOURS = 6  # in scheduled crawls, at most once in this time
TIDINGS_RELEVANCE_THRESHOLD = os.environ.get("TIDINGS_RELEVANCE_THRESHOLD")  # None: the one in topics.toml

# --- feed out and log ----------------------------------------------------------------------------------------------
FEED_EXPORT_ENCODING = "utf-8"
# The item's public fields in the feed's order; a test holds this list to docs/item.schema.json.
FEED_EXPORT_FIELDS = [
    "id", "url", "canonical_url", "source", "site_name", "title", "text", "authors", "language", "published_at",
    "modified_at", "first_seen_at", "fetched_at", "decided_at", "origin", "fragment", "topics", "entities",
    "relevance", "flags", "state", "story", "copies", "links", "simhash", "text_length", "schema",
]  # fmt: skip
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"  # a copy is an outcome, not a warning
LOGSTATS_INTERVAL = 60.0
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # a page that cannot be had is an outcome, not an error of ours
