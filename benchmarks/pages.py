"""What pages of the chat cost: the server's time for a long chat, the first paint on a slow processor, and their weight.

    ./daimon bench pages [--messages 5000] [--times 20] [--throttle 4]

One web process serves a chat of so many messages. Its page is asked for again and again over loopback; then Chromium opens the new chat and the long one in
fresh profiles, its processor slowed down, and beside them a single line of text, which shows how much of a first paint is the browser's
own. Wanted: 300 ms at the median for the long chat, the first paint within 1 s, 150 kB compressed.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import time

import httpx2 as httpx
from playwright.async_api import Browser, async_playwright

from benchmarks.faults_parts.site import MANAGE, prepare, served, site_environment, until_ready
from project.stack.suite import test_servers

LONG_CHAT = """
import sys
from accounts.models import User
from chat.models import Conversation, Message
from chat.testing import make_scripted_model
make_scripted_model()
count = {count}
talk = Conversation.objects.create(owner=User.objects.get(email="p0@example.org"), title="A long one")
rows = []
for depth in range(count):
    role = "assistant" if depth % 2 else "user"
    text = f"Message {{depth}}. " + "Boats need paint, and paint needs a dry day. " * (8 if depth % 2 else 2)
    rows.append(Message(conversation=talk, parent=rows[-1] if rows else None, depth=depth, role=role, content=text))
Message.objects.bulk_create(rows, batch_size=1000)
talk.leaf = rows[-1]
talk.save()
print(talk.pk)
"""
PAINTS = 5  # of each page
WEIGH = """
import sys
from project.testing.weight import compressed_weight
print(compressed_weight(sys.stdin.read()))
"""
BARE = "/health/live"  # a line of text without styles or scripts
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"


def make_chat(environment: dict[str, str], count: int) -> str:
    """The id of a chat of so many messages."""
    command = [*MANAGE, "shell", "-v0", "-c", LONG_CHAT.format(count=count)]
    return (
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        .stdout.strip()
        .split("\n")[-1]
    )


def browser_path() -> str:
    """Chromium, or the browser that CHROMIUM names."""
    found = shutil.which(os.environ.get("CHROMIUM", "")) or shutil.which("chromium")
    if found is None:
        raise SystemExit("This needs Chromium: apt install chromium, or set CHROMIUM to its path.")
    return found


def weigh(environment: dict[str, str], html: str) -> int:
    """The page's bytes over the wire."""
    command = [*MANAGE, "shell", "-v0", "-c", WEIGH]
    told = subprocess.run(command, env=environment, input=html, capture_output=True, text=True, check=True).stdout
    return int(told.strip().split("\n")[-1])


async def server_times(client: httpx.AsyncClient, path: str, times: int) -> list[float]:
    """How long the page took, in milliseconds; the first answers, which fill caches, are not counted."""
    found = []
    for number in range(times + 3):
        begun = time.perf_counter()
        answer = await client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}.")
        if number >= 3:
            found.append((time.perf_counter() - begun) * 1000)
    return found


async def first_paint(browser: Browser, address: str, path: str, session: str, throttle: float) -> float:
    """Milliseconds until something of the page is seen, with nothing cached and a slow processor."""
    context = await browser.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = await context.new_page()
    await (await context.new_cdp_session(page)).send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    await page.goto(path, wait_until="load")
    await page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    painted = float(await page.evaluate(PAINT))
    await context.close()
    return painted


async def measure(options: argparse.Namespace, servers: dict[str, str]) -> None:
    """Serve, ask, and say what was seen."""
    environment = site_environment(servers, RATE_LIMITS="false")
    person = (await prepare(environment))["people"][0]
    long_chat = f"/chat/{make_chat(environment, options.messages)}/"
    async with served(environment) as address, async_playwright() as playwright:
        cookies = {"sessionid": person["session"]}
        async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=30) as client:
            await until_ready(client)
            took = await server_times(client, long_chat, options.times)
            html = {path: (await client.get(path)).text for path in ("/chat/", long_chat)}
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        pages = {"line of text": BARE, "new chat": "/chat/", f"chat of {options.messages:,} messages": long_chat}
        paints: dict[str, list[float]] = {path: [] for path in pages.values()}
        for path in [*pages.values()] * PAINTS:  # in turn, so that a slow moment meets all of them
            paints[path].append(await first_paint(browser, address, path, person["session"], options.throttle))
        for name, path in pages.items():
            weight = f", {weigh(environment, html[path]) / 1000:.1f} kB compressed" if path in html else ""
            print(f"{name}: first paint {statistics.median(paints[path]):.0f} ms{weight}")
        await browser.close()
    print(
        f"chat of {options.messages:,} messages: server p50 {statistics.median(took):.0f} ms, slowest {max(took):.0f} ms"
    )


def main(arguments: list[str]) -> int:
    """Run it on servers of its own."""
    parser = argparse.ArgumentParser(prog="./daimon bench pages", description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--throttle", type=float, default=4.0)
    options = parser.parse_args(arguments)
    with test_servers() as servers:
        asyncio.run(measure(options, servers))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
