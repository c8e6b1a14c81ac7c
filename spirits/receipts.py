"""A purchase's receipt as a PDF file."""

from io import BytesIO
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from spirits.models.purchase import Purchase, Refund
from spirits.rules.economy.amounts import POINTS
from spirits.rules.prices import money

STYLES = getSampleStyleSheet()
PLAIN = ParagraphStyle("plain", parent=STYLES["Normal"], fontSize=10, leading=14)
RIGHT = ParagraphStyle("right", parent=PLAIN, alignment=TA_RIGHT)
FAINT = ParagraphStyle("faint", parent=PLAIN, fontSize=8.5, textColor=colors.HexColor("#5b6270"))
LINE = colors.HexColor("#c9ced8")


def write_receipt(bought: Purchase) -> bytes:
    """The receipt of a purchase, paid or not, with its tax and what was given back."""
    file = BytesIO()
    title = f"Receipt {bought.pk}" if bought.paid_at else f"Order {bought.pk}"
    document = SimpleDocTemplate(
        file, pagesize=A4, title=title, author=settings.SELLER.split(";")[0] or "Daimon", leftMargin=22 * mm,
        rightMargin=22 * mm, topMargin=22 * mm, bottomMargin=20 * mm, invariant=1,
    )  # fmt: skip
    document.build([*_head(bought), Spacer(1, 8 * mm), _table(bought), Spacer(1, 8 * mm), *_foot(bought)])
    return file.getvalue()


def _head(bought: Purchase) -> list[Flowable]:
    seller = [part.strip() for part in settings.SELLER.split(";") if part.strip()]
    facts = [
        f"Number: {bought.pk}",
        f"Ordered: {bought.created_at:%d %B %Y, %H:%M} UTC",
        f"Paid: {bought.paid_at:%d %B %Y, %H:%M} UTC" if bought.paid_at else f"State: {bought.get_state_display()}",
        f"Buyer: {bought.buyer or 'deleted account'}",
    ]
    if bought.recipient_id != bought.buyer_id:
        facts.append(f"For: {bought.recipient or 'deleted account'}")
    lines = [Paragraph("<br/>".join(map(escape, seller)), FAINT), Spacer(1, 6 * mm)] if seller else []
    heading = Paragraph("Receipt" if bought.paid_at else "Order", STYLES["Title"])
    return [*lines, heading, Paragraph("<br/>".join(map(escape, facts)), PLAIN)]


def _table(bought: Purchase) -> Table:
    parts = [(line.spirit.name, line.amount) for line in bought.lines.all()] or [(bought.title, bought.list_amount)]
    rows = [*parts]
    if bought.discount_amount:
        rows.append(("Taken off by the plan (contained above)", -bought.discount_amount))
    if bought.coupon_amount:
        rows.append(("Taken off by the coupon (contained above)", -bought.coupon_amount))
    total = len(rows)
    rows.append(("Total", bought.amount))
    if bought.tax_amount:
        rows.append(("of this tax", bought.tax_amount))
    done = [refund for refund in bought.refunds.all() if refund.state == Refund.State.DONE]
    rows += [(f"Given back on {refund.created_at:%d %B %Y}", -refund.amount) for refund in done]
    cells = [
        [Paragraph(escape(name), PLAIN), Paragraph(escape(_shown(amount, bought.unit)), RIGHT)] for name, amount in rows
    ]
    table = Table(cells, colWidths=[120 * mm, 46 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
                ("LINEABOVE", (0, total), (-1, total), 1.2, colors.black),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


def _foot(bought: Purchase) -> list[Flowable]:
    how = f"Paid by {bought.get_method_display().lower()}."
    payment = next((each for each in bought.payments.all() if each.state == "succeeded" and each.card), None)
    if payment:
        how = f"Paid by {payment.card}."
    reference = f" Reference: {bought.payment_reference}" if bought.payment_reference else ""
    return [Paragraph(escape(f"{how if bought.paid_at else 'Not paid.'}{reference}"), FAINT)]


def _shown(amount: int, unit: str) -> str:
    sign = "-" if amount < 0 else ""
    if unit == POINTS:
        return f"{sign}{abs(amount):,} points"
    return f"{sign}{money(abs(amount))} {unit}" if amount else f"$0.00 {unit}"
