"""A usage record is priced in money when it is written, whoever writes it."""

from django.db import migrations

PRICE = """
CREATE FUNCTION chat_price_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.cost_currency := '';
    NEW.cost_micros := NULL;
    -- The price is money per million tokens, so tokens times the price are millionths of the currency.
    SELECT m.price_currency, round(NEW.input_tokens * m.input_price + NEW.output_tokens * m.output_price)
    INTO NEW.cost_currency, NEW.cost_micros
    FROM training_languagemodel m WHERE m.id = NEW.language_model_id AND m.price_currency <> '';
    NEW.cost_currency := coalesce(NEW.cost_currency, '');  -- a SELECT that finds nothing leaves NULL
    RETURN NEW;
END $$;
CREATE TRIGGER a_usage_record_is_priced BEFORE INSERT ON chat_usagerecord
FOR EACH ROW EXECUTE FUNCTION chat_price_usage()
"""
TAKE_BACK = "DROP TRIGGER a_usage_record_is_priced ON chat_usagerecord; DROP FUNCTION chat_price_usage()"


class Migration(migrations.Migration):
    dependencies = [("chat", "0063_cost_of_usage")]
    operations = [migrations.RunSQL(PRICE, TAKE_BACK)]
