"""Colours in OKLCH, where equal steps look equal, and contrasts as WCAG 2.2 defines them."""

import io
import warnings
from typing import Any

from coloraide import Color
from PIL import Image, UnidentifiedImageError

from project.lib.errors import InvalidInput

MOOD_COLORS = {  # lightness, chroma, hue in OKLCH
    "calm": (0.62, 0.08, 230),
    "energetic": (0.65, 0.21, 35),
    "warm": (0.68, 0.14, 60),
    "natural": (0.58, 0.10, 140),
    "elegant": (0.40, 0.07, 310),
    "playful": (0.70, 0.19, 350),
    "serious": (0.42, 0.06, 260),
    "fresh": (0.75, 0.14, 175),
}
ANGLES = {
    "complementary": (0, 180),
    "analogous": (0, -30, 30),
    "triadic": (0, 120, 240),
    "split-complementary": (0, 150, 210),
    "tetradic": (0, 90, 180, 270),
    "monochromatic": (0,),
}
NEEDED = {"AA": 4.5, "AAA": 7.0}
MOST_PIXELS = 50_000_000
PICTURE_COLORS = 5
Theme = dict[str, str]


def palette(
    *, harmony: str, level: str, color: str = "", mood: str = "", picture: bytes | None = None
) -> dict[str, Any]:
    """Harmony, both themes, their contrasts, a style sheet and a picture of it all."""
    from_picture = _of_picture(picture) if picture is not None else []
    base = from_picture[0] if from_picture else _oklch(*MOOD_COLORS[mood]) if mood else _read(color)
    family = from_picture if len(from_picture) > 1 else _family(base, harmony)
    needed = NEEDED[level]
    light, dark = _theme(family, needed, is_dark=False), _theme(family, needed, is_dark=True)
    contrasts = [*_contrasts("light", light, needed), *_contrasts("dark", dark, needed)]
    found = {"base": _hex(base), "harmony": [_hex(each) for each in family], "light": light, "dark": dark}
    return {**found, "contrasts": contrasts, "css": _css(light, dark), "svg": _svg(family, light, dark)}


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours, rounded down so that no pair looks better than it is."""
    first, second = _luminance(Color(one)), _luminance(Color(other))
    return int((max(first, second) + 0.05) / (min(first, second) + 0.05) * 100) / 100


def _luminance(color: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.convert("srgb").coords()
    ]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def _read(text: str) -> Color:
    try:
        color = Color(text.strip())
    except ValueError as error:
        raise InvalidInput.of("color", f"This is no CSS colour: {text[:60]!r}.") from error
    if color.alpha() < 1:
        raise InvalidInput.of("color", "The base colour must be opaque.")
    return color.convert("oklch").normalize()


def _oklch(lightness: float, chroma: float, hue: float) -> Color:
    return Color("oklch", [lightness, chroma, hue % 360])


def _parts(color: Color) -> tuple[float, float, float]:
    lightness, chroma, hue = color.convert("oklch").coords(nans=False)
    return lightness, chroma, hue


def _hex(color: Color) -> str:
    return str(color.convert("srgb").fit(method="oklch-chroma").to_string(hex=True))


def _family(base: Color, harmony: str) -> list[Color]:
    lightness, chroma, hue = _parts(base)
    if harmony == "monochromatic":
        return [base, *(_oklch(each, chroma, hue) for each in (0.35, 0.55, 0.75, 0.9))]
    return [base, *(_oklch(lightness, chroma, hue + angle) for angle in ANGLES[harmony][1:])]


def _theme(family: list[Color], needed: float, *, is_dark: bool) -> Theme:
    """Roles with their colours; each text is moved away from its ground until it can be read."""
    _, chroma, hue = _parts(family[0])
    tint = min(chroma, 0.012)
    grounds = (0.17, 0.22, 0.30) if is_dark else (0.99, 0.96, 0.90)
    background, surface, border = (_hex(_oklch(each, tint, hue)) for each in grounds)
    theme = {"background": background, "surface": surface, "border": border}
    theme["text"] = _readable(_oklch(0.95 if is_dark else 0.22, tint, hue), surface, max(needed, 7.0))
    theme["text-muted"] = _readable(_oklch(0.72 if is_dark else 0.5, tint, hue), surface, needed)
    names = ["primary", "secondary", "accent", "accent-2", "accent-3"]
    for name, color in zip(names, [family[0], *family[1:]], strict=False):
        theme[name] = _readable(color, surface, needed)
        theme[f"on-{name}"] = _on(theme[name])
    return theme


def _readable(color: Color, ground: str, needed: float) -> str:
    """The colour, made lighter or darker as little as gives that contrast on both the ground and what is near it."""
    lightness, chroma, hue = _parts(color)
    step = 0.01 if _luminance(Color(ground)) < 0.18 else -0.01
    while 0 <= lightness <= 1:
        shown = _hex(_oklch(lightness, chroma, hue))
        if contrast(shown, ground) >= needed:
            return shown
        lightness += step
    return "#ffffff" if step > 0 else "#000000"


def _on(color: str) -> str:
    return max(("#ffffff", "#000000"), key=lambda each: contrast(each, color))


def _contrasts(name: str, theme: Theme, needed: float) -> list[dict[str, Any]]:
    pairs = [(front, ground) for front in ("text", "text-muted", "primary") for ground in ("background", "surface")]
    pairs += [(f"on-{each}", each) for each in theme if f"on-{each}" in theme]
    return [
        {
            "theme": name,
            "front": front,
            "ground": ground,
            "ratio": (ratio := contrast(theme[front], theme[ground])),
            "aa": ratio >= NEEDED["AA"],
            "aaa": ratio >= NEEDED["AAA"],
            "passes": ratio >= needed,
        }
        for front, ground in pairs
    ]


def _of_picture(content: bytes) -> list[Color]:
    """The picture's commonest colours, by how much of it they cover, vivid ones before greys."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP", "GIF"))
            if image.width * image.height > MOST_PIXELS:
                raise InvalidInput.of("picture", f"A picture may have {MOST_PIXELS:,} pixels.")
            small = image.convert("RGBA")
            small.thumbnail((200, 200))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise InvalidInput.of("picture", "This file is no PNG, JPEG, WebP or GIF picture that can be read.") from error
    ground = Image.new("RGBA", small.size, "white")
    flat = Image.alpha_composite(ground, small).convert("RGB").quantize(PICTURE_COLORS, method=Image.Quantize.MEDIANCUT)
    counted = sorted(flat.getcolors() or [], reverse=True)
    levels = flat.getpalette() or []
    colors = [
        Color("srgb", [part / 255 for part in levels[index * 3 : index * 3 + 3]]).convert("oklch")
        for _, index in counted
        if isinstance(index, int)
    ]
    return sorted(colors, key=lambda each: _parts(each)[1] < 0.03)


def _css(light: Theme, dark: Theme) -> str:
    def block(theme: Theme, indent: str) -> str:
        return "\n".join(f"{indent}--color-{name}: {value};" for name, value in theme.items())

    wish = "@media (prefers-color-scheme: dark)"
    return f":root {{\n{block(light, '  ')}\n}}\n\n{wish} {{\n  :root {{\n{block(dark, '    ')}\n  }}\n}}\n"


def _svg(family: list[Color], light: Theme, dark: Theme) -> str:
    rows = [{f"{number}": _hex(each) for number, each in enumerate(family, 1)}, light, dark]
    cells = [
        f'<rect x="{column * 90 + 10}" y="{row * 110 + 10}" width="80" height="60" rx="6" fill="{value}" stroke="#888"/>'
        f'<text x="{column * 90 + 50}" y="{row * 110 + 85}">{name}</text>'
        f'<text x="{column * 90 + 50}" y="{row * 110 + 99}">{value}</text>'
        for row, colors in enumerate(rows)
        for column, (name, value) in enumerate(colors.items())
    ]
    width = max(map(len, rows)) * 90 + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="340" viewBox="0 0 {width} 340" '
        f'font-family="sans-serif" font-size="10" text-anchor="middle"><title>Palette</title>'
        f'<rect width="{width}" height="340" fill="#fff"/>{"".join(cells)}</svg>'
    )
