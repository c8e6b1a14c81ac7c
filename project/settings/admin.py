"""How the admin looks and what it links to."""

UNFOLD = {
    "SITE_TITLE": "Daimon",
    "SITE_HEADER": "Daimon",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
}
