"""Writes values by the CLDR's rules of a locale, and adapts what a text holds of them."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from babel import Locale, UnknownLocaleError, dates, lists, numbers, units

from project.lib.errors import InvalidInput
from spirits.tools.content.idioms import IDIOMS

FAMILY_FIRST = frozenset(("ja", "zh", "ko", "hu", "vi"))
IMPERIAL = frozenset(("US", "LR", "MM"))
FAHRENHEIT = frozenset(("US", "BS", "BZ", "KY", "PW", "LR"))
POSTAL_FIRST = frozenset(
    ("DE", "AT", "CH", "FR", "IT", "ES", "NL", "BE", "PT", "PL", "CZ", "SE", "DK", "NO", "FI", "GR", "HU")
)
LARGE_TO_SMALL = frozenset(("JP", "CN", "KR", "TW"))
CONVERSIONS: dict[str, tuple[str, Callable[[Decimal], Decimal]]] = {
    "kilometer": ("mile", lambda x: x / Decimal("1.609344")), "mile": ("kilometer", lambda x: x * Decimal("1.609344")),
    "meter": ("foot", lambda x: x / Decimal("0.3048")), "foot": ("meter", lambda x: x * Decimal("0.3048")),
    "centimeter": ("inch", lambda x: x / Decimal("2.54")), "inch": ("centimeter", lambda x: x * Decimal("2.54")),
    "kilogram": ("pound", lambda x: x / Decimal("0.45359237")), "pound": ("kilogram", lambda x: x * Decimal("0.45359237")),
    "gram": ("ounce", lambda x: x / Decimal("28.349523125")), "ounce": ("gram", lambda x: x * Decimal("28.349523125")),
    "celsius": ("fahrenheit", lambda x: x * 9 / 5 + 32), "fahrenheit": ("celsius", lambda x: (x - 32) * 5 / 9),
    "liter": ("gallon", lambda x: x / Decimal("3.785411784")), "gallon": ("liter", lambda x: x * Decimal("3.785411784")),
}  # fmt: skip
METRIC = frozenset(("kilometer", "meter", "centimeter", "kilogram", "gram", "celsius", "liter"))
CLDR_UNITS = {
    "kilometer": "length-kilometer", "mile": "length-mile", "meter": "length-meter", "foot": "length-foot",
    "centimeter": "length-centimeter", "inch": "length-inch", "kilogram": "mass-kilogram", "pound": "mass-pound",
    "gram": "mass-gram", "ounce": "mass-ounce", "celsius": "temperature-celsius",
    "fahrenheit": "temperature-fahrenheit", "liter": "volume-liter", "gallon": "volume-gallon",
}  # fmt: skip
WRITTEN_UNITS = {
    "kilometers": "kilometer", "kilometres": "kilometer", "kilometer": "kilometer", "km": "kilometer", "miles": "mile",
    "mile": "mile", "meters": "meter", "metres": "meter", "feet": "foot", "foot": "foot", "ft": "foot", "cm": "centimeter",
    "inches": "inch", "inch": "inch", "kilograms": "kilogram", "kg": "kilogram", "pounds": "pound", "lbs": "pound",
    "lb": "pound", "grams": "gram", "ounces": "ounce", "oz": "ounce", "°C": "celsius", "°F": "fahrenheit",
    "liters": "liter", "litres": "liter", "gallons": "gallon",
}  # fmt: skip
SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"


def adapt(
    locale: str, source_locale: str, text: str | None = None, values: list[dict[str, Any]] | None = None,
    most_idioms: int = 50,
) -> dict[str, Any]:  # fmt: skip
    """The values as written there, the text adapted with each change, and the text's idioms."""
    target, source = _locale(locale, "locale"), _locale(source_locale, "source_locale")
    written = [{**each, "written": _written(each, target, f"values.{at}")} for at, each in enumerate(values or [])]
    adapted, changes = _adapted(text, source, target) if text is not None else (None, [])
    idioms = _idioms(text or "")[:most_idioms] if source.language == "en" else []
    return {"locale": _about(target), "values": written, "text": adapted, "changes": changes, "idioms": idioms}


def _locale(name: str, field: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise InvalidInput.of(field, f"{name!r} is no known locale; write it like de-DE.") from error


def _about(locale: Locale) -> dict[str, Any]:
    return {
        "name": locale.english_name,
        "direction": locale.text_direction,
        "decimal": numbers.get_decimal_symbol(locale),
        "group": numbers.get_group_symbol(locale),
        "first_day_of_week": dates.get_day_names("wide", locale=locale)[locale.first_week_day],
        "measures": "imperial" if locale.territory in IMPERIAL else "metric",
        "name_order": "family first" if locale.language in FAMILY_FIRST else "given first",
        "plural_forms": sorted(locale.plural_form.tags | {"other"}),
        "currency": next(iter(numbers.get_territory_currencies(locale.territory)), None) if locale.territory else None,
    }


def _written(given: dict[str, Any], locale: Locale, place: str) -> str:
    def part(name: str) -> Any:
        if name not in given:
            raise InvalidInput.of(f"{place}.{name}", f"A {given['kind']} needs it.")
        return given[name]

    kind, length = given["kind"], given.get("length", "medium")
    if kind in ("date", "time"):
        return _moment(part("value"), kind, length, locale, place)
    if kind in ("number", "percent", "money", "unit"):
        amount = _decimal(part("value"), f"{place}.value")
        return _amount(kind, amount, part, locale)
    if kind == "name":
        names = [part("family"), part("given")] if locale.language in FAMILY_FIRST else [part("given"), part("family")]
        return ("" if locale.language in ("ja", "zh", "ko") and not names[0].isascii() else " ").join(names)
    if kind == "address":
        return _address(given, part, locale)
    if kind == "plural":
        return _plural(part("forms"), part("count"), locale, place)
    if kind == "phone":
        return _phone(part("value"), locale, place)
    return lists.format_list(part("items"), locale=locale)


def _amount(kind: str, amount: Decimal, part: Callable[[str], Any], locale: Locale) -> str:
    if kind == "percent":
        return numbers.format_percent(amount / 100, locale=locale, decimal_quantization=False)
    if kind == "money":
        return numbers.format_currency(amount, part("currency"), locale=locale)
    if kind == "unit":
        return _measured(amount, part("unit"), locale)
    return numbers.format_decimal(amount, locale=locale, decimal_quantization=False)


def _measured(amount: Decimal, unit: str, locale: Locale) -> str:
    """The amount in the unit people of the locale use, to as many digits as mean something."""
    at_home = FAHRENHEIT if unit in ("celsius", "fahrenheit") else IMPERIAL
    if (unit in METRIC) == (locale.territory in at_home):
        unit, convert = CONVERSIONS[unit]
        converted = convert(amount)
        amount = round(converted, 1 if abs(converted) < 100 else 0).normalize()
        amount = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return units.format_unit(amount, CLDR_UNITS[unit], length="short", locale=locale)


def _decimal(written: str, field: str) -> Decimal:
    try:
        value = Decimal(written)
    except InvalidOperation as error:
        raise InvalidInput.of(field, "Must be a number with a point as decimal mark, such as 1234.5.") from error
    if not value.is_finite() or value.adjusted() > 30 or len(value.as_tuple().digits) > 40:
        raise InvalidInput.of(field, "Must be a finite number of at most 30 digits.")
    return value


def _moment(value: str, kind: str, length: str, locale: Locale, place: str) -> str:
    try:
        if kind == "time":
            clock = datetime.fromisoformat(value).time() if "T" in value else time.fromisoformat(value)
            return dates.format_time(clock, "short" if length == "full" else length, locale=locale)
        if "T" in value:
            return dates.format_datetime(datetime.fromisoformat(value).replace(tzinfo=None), length, locale=locale)
        return dates.format_date(date.fromisoformat(value), length, locale=locale)
    except ValueError as error:
        raise InvalidInput.of(
            f"{place}.value", f"{value!r} is no {kind} like 2026-03-01 or 2026-03-01T14:30."
        ) from error


def _address(given: dict[str, Any], part: Callable[[str], Any], locale: Locale) -> str:
    who, street, city, code, region = (
        given.get("recipient"), part("street"), part("city"), given.get("postal_code"), given.get("region"),
    )  # fmt: skip
    if locale.territory in LARGE_TO_SMALL:
        sign = "〒" if locale.territory == "JP" and code else ""
        lines = [f"{sign}{code or ''}", " ".join(filter(None, (region, city))), street, who]
    elif locale.territory in POSTAL_FIRST:
        lines = [who, street, " ".join(filter(None, (code, city)))]
    elif locale.territory == "GB":
        lines = [who, street, city, region, code]
    else:
        lines = [who, street, ", ".join(filter(None, (city, " ".join(filter(None, (region, code))))))]
    return "\n".join(line for line in lines if line)


def _plural(forms: dict[str, str], count: float, locale: Locale, place: str) -> str:
    amount = Decimal(str(count))
    amount = amount.to_integral_value() if amount == amount.to_integral_value() else amount
    form = locale.plural_form(amount)
    if form not in forms:
        raise InvalidInput.of(f"{place}.forms.{form}", f"{locale.english_name} needs the form {form!r} for {amount}.")
    return f"{numbers.format_decimal(amount, locale=locale)} {forms[form]}"


def _phone(value: str, locale: Locale, place: str) -> str:
    try:
        parsed = phonenumbers.parse(value, locale.territory)
    except phonenumbers.NumberParseException as error:
        raise InvalidInput.of(
            f"{place}.value", "Is no telephone number; write it with + and the country's code."
        ) from error
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidInput.of(f"{place}.value", "Is no telephone number that can exist.")
    at_home = phonenumbers.region_code_for_number(parsed) == locale.territory
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _adapted(text: str, source: Locale, target: Locale) -> tuple[str, list[dict[str, Any]]]:
    """The text with what was recognised written anew; each change with its place in the given text."""
    point, group = re.escape(numbers.get_decimal_symbol(source)), re.escape(numbers.get_group_symbol(source))
    amount = rf"\d{{1,3}}(?:{group}\d{{3}})+(?:{point}\d+)?|\d+(?:{point}\d+)?"
    unit_names = "|".join(re.escape(each) for each in sorted(WRITTEN_UNITS, key=len, reverse=True))
    pattern = re.compile(
        rf"(?P<iso>\b\d{{4}}-\d\d-\d\d\b)|(?P<slashed>\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}\b)"
        rf"|(?P<named>\b(?:{MONTHS}) \d{{1,2}}, \d{{4}}\b)|(?P<symbol>[$€£¥])(?P<money>{amount})"
        rf"|(?P<measured>(?<![\w.])-?(?:{amount}))[  ]?(?P<unit>{unit_names})(?!\w)"
        rf"|(?P<large>(?<![\w.])\d{{1,3}}(?:{group}\d{{3}})+(?:{point}\d+)?(?!\w))|(?P<fraction>(?<![\w.])\d+{point}\d+(?![\w.]*\d))"
    )
    changes: list[dict[str, Any]] = []

    def change(match: re.Match[str]) -> str:
        new = _again(match, source, target)
        if new is None or new == match.group():
            return match.group()
        changes.append({"start": match.start(), "end": match.end(), "from": match.group(), "to": new})
        return new

    return pattern.sub(change, text), changes


def _again(match: re.Match[str], source: Locale, target: Locale) -> str | None:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    try:
        if "iso" in found:
            return dates.format_date(date.fromisoformat(found["iso"]), "medium", locale=target)
        if "slashed" in found:
            return dates.format_date(dates.parse_date(found["slashed"], locale=source), "short", locale=target)
        if "named" in found:
            when = datetime.strptime(found["named"], "%B %d, %Y").date()  # noqa: DTZ007 - a day has no zone
            return dates.format_date(when, "long", locale=target)
        if "money" in found:
            return numbers.format_currency(
                numbers.parse_decimal(found["money"], locale=source), SYMBOLS[found["symbol"]], locale=target
            )
        if "unit" in found:
            return _measured(
                numbers.parse_decimal(found["measured"], locale=source), WRITTEN_UNITS[found["unit"]], target
            )
        plain = numbers.parse_decimal(found.get("large") or found["fraction"], locale=source)
        return numbers.format_decimal(plain, locale=target, decimal_quantization=False)
    except (ValueError, numbers.NumberFormatError):
        return None


def _idioms(text: str) -> list[dict[str, Any]]:
    plain = text.lower().replace("’", "'")
    found = [
        {"idiom": text[match.start() : match.end()], "start": match.start(), "end": match.end(), "meaning": meaning}
        for pattern, meaning in IDIOMS
        for match in re.finditer(rf"\b{pattern}\b", plain)
    ]
    return sorted(found, key=lambda each: each["start"])
