"""The economy in the admin: everything is read here, and changed through actions that call the services."""

from spirits.admin.economy import access, ledger, money, payments, requests, sales

__all__ = ["access", "ledger", "money", "payments", "requests", "sales"]
