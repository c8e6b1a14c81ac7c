"""Pure rules of the economy: amounts, prices, periods, discounts and progress."""
