"""Browsers and systems in a user agent's words, for people."""

from enum import StrEnum

BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
    ("Safari", "Safari"), ("python", "Python"), ("curl", "curl"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
HANDHELD = ("iPhone", "iPad", "Android")
LONGEST_NAME = 40


class DeviceKind(StrEnum):
    """What to draw beside a device's name."""

    PHONE = "phone"
    COMPUTER = "laptop"
    PROGRAM = "terminal"


def device_name(agent: str) -> str:
    """Such as "Firefox on Windows"; a program's own first word when it names nothing known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if known := " on ".join(filter(None, [browser, system])):
        return known
    if agent.startswith("Mozilla/"):
        return "Unknown browser"
    return next(iter(agent.split()), "")[:LONGEST_NAME] or "Unknown device"


def device_kind(agent: str) -> DeviceKind:
    """A phone or tablet, a computer with a browser, or a program."""
    if any(mark in agent for mark in HANDHELD):
        return DeviceKind.PHONE
    return DeviceKind.COMPUTER if agent.startswith(("Mozilla/", "Opera/")) else DeviceKind.PROGRAM
