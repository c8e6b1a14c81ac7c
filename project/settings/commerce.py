"""What the shop needs to know."""

from project.settings.env import number_setting

TAX_BASIS_POINTS = number_setting(
    "TAX_BASIS_POINTS",
    0,
    least=0,
    most=5000,
    meaning="The tax contained in money prices, in hundredths of a per cent (1900 is 19 %). Points carry no tax.",
)
