"""What the list of actions costs a connection, once its reader has seen a page before."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

NOTE_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({type: "layout-shift", buffered: true});
"""


def test_the_list_comes_in_under_100_kb_moves_nothing_and_asks_nobody_else(page, sign_in):
    sign_in(page, "board.team")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    received, hosts = [], set()
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    wire.on("Network.requestWillBeSent", lambda event: hosts.add(urlsplit(event["request"]["url"]).netloc))
    page.add_init_script(NOTE_SHIFTS)
    page.goto("/plans/cumbria-2017-20/actions/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("tr.action-row").nth(50)).to_be_attached()
    assert 0 < sum(received) < 100_000
    assert hosts == {urlsplit(page.url).netloc}
    assert page.evaluate("window.shifted") == 0
