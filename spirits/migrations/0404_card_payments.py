"""Payments by card: what the gateway is asked and told, plans paid with money, refunds on their way."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import project.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("spirits", "0403_health_and_learning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("gateway_id", models.CharField(max_length=100, unique=True)),
                ("brand", models.CharField(max_length=30)),
                ("last4", models.CharField(max_length=4)),
                ("expires_month", models.PositiveSmallIntegerField()),
                ("expires_year", models.PositiveSmallIntegerField()),
                ("is_default", models.BooleanField(default=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("detached_at", models.DateTimeField(blank=True, help_text="When the gateway forgot it.", null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CardHolder",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "owner_key",
                    models.UUIDField(editable=False, help_text="Stays when the person is deleted.", unique=True),
                ),
                ("gateway_id", models.CharField(max_length=100, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "owner_key",
                    models.UUIDField(editable=False, help_text="Who pays; stays when the person is deleted."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("card", "Stored card"), ("page", "Card page"), ("setup", "Card to keep")],
                        max_length=5,
                    ),
                ),
                ("keeps_card", models.BooleanField(default=False, help_text="The card may be charged later.")),
                (
                    "is_present",
                    models.BooleanField(default=True, help_text="The person is here and can answer their bank."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not sent yet"),
                            ("created", "At the gateway, not confirmed"),
                            ("confirming", "Being confirmed"),
                            ("action", "Waiting for the person"),
                            ("processing", "Being processed"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("stray", "Paid without an order, to be returned"),
                            ("returned", "Returned"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("origin", models.CharField(blank=True, help_text="Where the person comes back to.", max_length=200)),
                ("page_id", models.CharField(blank=True, max_length=100)),
                ("page_url", models.TextField(blank=True)),
                ("intent_id", models.CharField(blank=True, max_length=100)),
                ("amount", models.BigIntegerField(default=0)),
                ("unit", models.CharField(max_length=3)),
                ("received", models.BigIntegerField(default=0)),
                ("cancel_asked_at", models.DateTimeField(blank=True, null=True)),
                ("error_code", models.CharField(blank=True, max_length=60)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "looked_at",
                    models.DateTimeField(blank=True, help_text="When the gateway was last asked.", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="WebhookEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=project.lib.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("gateway_id", models.CharField(max_length=100, unique=True)),
                ("kind", models.CharField(max_length=100)),
                ("object_kind", models.CharField(blank=True, max_length=60)),
                ("object_id", models.CharField(blank=True, max_length=100)),
                ("payload", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("handled", "Handled"),
                            ("failed", "Failed"),
                            ("ignored", "Ignored"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("deliveries", models.PositiveIntegerField(default=1, help_text="How often it came.")),
                ("tries", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("said_at", models.DateTimeField(help_text="When the gateway says it happened.")),
                ("received_at", models.DateTimeField()),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="only_personal_accounts_have_a_holder",
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="only_personal_accounts_keep_a_balance",
        ),
        migrations.RemoveConstraint(
            model_name="ledgertransaction",
            name="ledger_kind_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="purchase",
            name="a_purchase_is_of_one_thing",
        ),
        migrations.AddField(
            model_name="purchase",
            name="plan_starts_at",
            field=models.DateTimeField(blank=True, help_text="Where the month of a renewal begins.", null=True),
        ),
        migrations.AddField(
            model_name="purchase",
            name="plan_step",
            field=models.CharField(
                blank=True,
                choices=[("begin", "Begins"), ("change", "Changes"), ("renew", "Renews"), ("resume", "Resumes")],
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="purchase",
            name="plan_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purchases",
                to="spirits.planversion",
            ),
        ),
        migrations.AddField(
            model_name="purchase",
            name="subscription",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="purchases",
                to="spirits.subscription",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="cause",
            field=models.CharField(
                choices=[("staff", "Staff"), ("gateway", "At the gateway"), ("dispute", "Disputed at the bank")],
                default="staff",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="error",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="refund",
            name="gateway_id",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="refund",
            name="hold",
            field=models.OneToOneField(
                blank=True,
                help_text="Took the points that were bought back while their money was on its way.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="spirits.ledgertransaction",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="looked_at",
            field=models.DateTimeField(blank=True, help_text="When the gateway was last asked.", null=True),
        ),
        migrations.AddField(
            model_name="refund",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "On its way"),
                    ("done", "Given back"),
                    ("failed", "Failed"),
                    ("reversed", "Came back to us"),
                ],
                default="done",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="pays_with",
            field=models.CharField(choices=[("points", "Points"), ("card", "Card")], default="points", max_length=6),
        ),
        migrations.AddField(
            model_name="subscriptionperiod",
            name="charged_cents",
            field=models.BigIntegerField(default=0, help_text="What was paid in money instead."),
        ),
        migrations.AlterField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[
                    ("wallet", "Wallet"),
                    ("held", "Held for running work"),
                    ("issued", "Points issued"),
                    ("spent", "Points spent"),
                    ("expired", "Points expired"),
                    ("cash", "Money received"),
                    ("sales", "Sales"),
                    ("tax", "Tax owed"),
                    ("owed", "Money to be given back"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="ledgertransaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("topup", "Points bought"),
                    ("grant", "Points granted"),
                    ("allowance", "Monthly points of a plan"),
                    ("purchase", "Purchase"),
                    ("subscription", "Subscription"),
                    ("refund", "Refund"),
                    ("reserve", "Reserved for running work"),
                    ("settle", "Running work settled"),
                    ("release", "Reservation released"),
                    ("adjust", "Adjusted by staff"),
                    ("expire", "Points expired"),
                    ("stray", "Money without an order"),
                    ("reversal", "Reversal"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="purchase",
            name="method",
            field=models.CharField(
                choices=[("points", "Points"), ("manual", "Invoice"), ("card", "Card")], max_length=8
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder__isnull", False), ("kind__in", ("wallet", "held"))),
                    models.Q(
                        ("holder__isnull", True),
                        ("kind__in", ("issued", "spent", "expired", "cash", "sales", "tax", "owed")),
                    ),
                    _connector="OR",
                ),
                name="only_personal_accounts_have_a_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("balance__isnull", False), ("kind__in", ("wallet", "held"))),
                    models.Q(
                        ("balance__isnull", True),
                        ("kind__in", ("issued", "spent", "expired", "cash", "sales", "tax", "owed")),
                    ),
                    _connector="OR",
                ),
                name="only_personal_accounts_keep_a_balance",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgertransaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "topup",
                            "grant",
                            "allowance",
                            "purchase",
                            "subscription",
                            "refund",
                            "reserve",
                            "settle",
                            "release",
                            "adjust",
                            "expire",
                            "stray",
                            "reversal",
                        ],
                    )
                ),
                name="ledger_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("bundle__isnull", True),
                        ("plan_version__isnull", True),
                        ("points_bought__isnull", True),
                        ("spirit__isnull", False),
                    ),
                    models.Q(
                        ("bundle__isnull", False),
                        ("plan_version__isnull", True),
                        ("points_bought__isnull", True),
                        ("spirit__isnull", True),
                    ),
                    models.Q(
                        ("bundle__isnull", True),
                        ("plan_version__isnull", True),
                        ("points_bought__isnull", False),
                        ("spirit__isnull", True),
                    ),
                    models.Q(
                        ("bundle__isnull", True),
                        ("plan_version__isnull", False),
                        ("points_bought__isnull", True),
                        ("spirit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="a_purchase_is_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("plan_step", ""), ("plan_version__isnull", True)),
                    models.Q(("plan_step", "begin"), ("plan_version__isnull", False), ("subscription__isnull", True)),
                    models.Q(
                        ("plan_step__in", ["change", "resume"]),
                        ("plan_version__isnull", False),
                        ("subscription__isnull", False),
                    ),
                    models.Q(
                        ("plan_starts_at__isnull", False),
                        ("plan_step", "renew"),
                        ("plan_version__isnull", False),
                        ("subscription__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_plans_purchase_says_what_it_does",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan_version__isnull", False), ("state", "awaiting")),
                fields=("buyer_key",),
                name="a_person_has_one_open_order_of_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "pending")),
                fields=("purchase",),
                name="a_purchase_has_one_refund_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gateway_id", ""), _negated=True),
                fields=("gateway_id",),
                name="a_refund_of_the_gateway_is_booked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["pending", "failed"]), _negated=True),
                    ("transaction__isnull", True),
                    _connector="OR",
                ),
                name="a_refund_on_its_way_is_not_booked",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriptionperiod",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("charged_cents", 0), models.Q(("charged_cents__gt", 0), ("charged_points", 0)), _connector="OR"
                ),
                name="a_period_is_paid_in_one_unit",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="card",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the person's default card.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="subscriptions",
                to="spirits.card",
            ),
        ),
        migrations.AddField(
            model_name="cardholder",
            name="owner",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="card_holder",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="spirits.cardholder"
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="card",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="payments",
                to="spirits.card",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="payments",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="purchase",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="spirits.purchase",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "failed"])),
                fields=["state", "-id"],
                name="messages_to_handle",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled_at__isnull", True), ("state__in", ["waiting", "failed"])),
                    models.Q(("handled_at__isnull", False), ("state__in", ["handled", "ignored"])),
                    _connector="OR",
                ),
                name="a_message_was_handled_exactly_when_its_state_says_so",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_month__gte", 1), ("expires_month__lte", 12)), name="a_card_has_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("holder",), name="a_person_has_one_default_card"
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_default", False), ("removed_at__isnull", True), _connector="OR"),
                name="a_removed_card_is_no_default",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("state__in", ["new", "created", "confirming", "action", "processing", "stray"])),
                fields=["looked_at"],
                name="payments_to_look_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["new", "created", "confirming", "action", "processing"])),
                fields=("purchase",),
                name="a_purchase_has_one_open_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "succeeded")),
                fields=("purchase",),
                name="a_purchase_is_paid_by_one_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("page_id", ""), _negated=True),
                fields=("page_id",),
                name="a_card_page_is_of_one_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("intent_id", ""), _negated=True),
                fields=("intent_id",),
                name="an_intent_is_of_one_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount", 0), ("kind", "setup"), ("purchase__isnull", True)),
                    models.Q(
                        models.Q(("kind", "setup"), _negated=True), ("amount__gt", 0), ("purchase__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_payment_pays_a_purchase_or_keeps_a_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "succeeded"), _negated=True),
                    ("kind", "setup"),
                    ("received", models.F("amount")),
                    _connector="OR",
                ),
                name="a_payment_succeeds_with_its_whole_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True),
                        ("state__in", ["new", "created", "confirming", "action", "processing", "stray"]),
                    ),
                    models.Q(
                        ("ended_at__isnull", False), ("state__in", ["succeeded", "failed", "cancelled", "returned"])
                    ),
                    _connector="OR",
                ),
                name="a_payment_has_ended_exactly_when_its_state_says_so",
            ),
        ),
    ]
