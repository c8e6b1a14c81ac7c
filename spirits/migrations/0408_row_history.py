"""Rows of the catalogue and of money keep a history; the ledger needs none, as its entries never change."""

from django.db import migrations

# Beside each table: the columns that are not recorded.
TABLES = {
    "category": "",
    "spirit": "",
    "tool": "",
    "spirittool": "",
    "pairing": "",
    "bundle": "",
    "bundlespirit": "",
    "plan": "",
    "planspirit": "",
    "miniontemplate": "",
    "miniontemplatespirit": "",
    "price": "",
    "planversion": "",
    "coupon": "",
    "purchase": "fingerprint",
    "refund": "",
    "payment": "page_url,looked_at",
    "subscription": "",
    "subscriptionperiod": "",
    "grant": "calls_used",
    "budget": "",
}
FORWARD = "".join(
    f"CREATE TRIGGER {table}_has_a_history AFTER INSERT OR UPDATE OR DELETE ON spirits_{table} "
    f"FOR EACH ROW EXECUTE FUNCTION ops_record_change('{{{unrecorded}}}');\n"
    for table, unrecorded in TABLES.items()
)
BACKWARD = "".join(f"DROP TRIGGER {table}_has_a_history ON spirits_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("spirits", "0407_models_of_plans"), ("ops", "0004_row_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
