"""The catalogue (spirits, tools, pairings, bundles, plans, templates), the minions people build from it, and the economy."""

from spirits.models.account import Account, AccountKind
from spirits.models.approval import Approval
from spirits.models.artifact import Artifact
from spirits.models.budget import Budget, BudgetUse, Reservation
from spirits.models.bundle import Bundle, BundleSpirit
from spirits.models.calendar import Calendar, CalendarEvent
from spirits.models.card import Card, CardHolder
from spirits.models.category import Category
from spirits.models.encryption_key import EncryptionKey
from spirits.models.grant import Grant
from spirits.models.learning import LearningAttempt, LearningItem
from spirits.models.ledger import LedgerEntry, LedgerTransaction, TransactionKind
from spirits.models.minion import Minion, MinionSpirit, MinionVersion
from spirits.models.monitor import Monitor, MonitorCheck
from spirits.models.outbound_message import MessageTemplate, OutboundMessage, SocialAccount
from spirits.models.own_tool import OwnTool, OwnToolVersion
from spirits.models.pairing import Pairing
from spirits.models.payment import Payment
from spirits.models.plan import Plan, PlanSpirit
from spirits.models.plan_model import PlanLanguageModel
from spirits.models.price import Price, PricedItem
from spirits.models.progression import Progress, ToolMastery, XpEvent, XpKind
from spirits.models.purchase import Coupon, Purchase, PurchaseLine, Refund
from spirits.models.release import Release
from spirits.models.reminder import Reminder
from spirits.models.scheduled_task import ScheduledTask
from spirits.models.spirit import Spirit, SpiritTool, Tool
from spirits.models.staff_request import StaffRequest
from spirits.models.subscription import PlanVersion, Subscription, SubscriptionPeriod
from spirits.models.template import MinionTemplate, MinionTemplateSpirit
from spirits.models.tool_call import ToolCall
from spirits.models.tool_server import ServerTool, ToolServer
from spirits.models.trail import TrailEntry
from spirits.models.webhook import WebhookEvent
from spirits.models.wellness import Dose, Measure, Medication, WellnessGoal
from spirits.models.workspace import WorkspaceFile, WorkspaceVersion

__all__ = [
    "Account",
    "AccountKind",
    "Approval",
    "Artifact",
    "Budget",
    "BudgetUse",
    "Bundle",
    "BundleSpirit",
    "Calendar",
    "CalendarEvent",
    "Card",
    "CardHolder",
    "Category",
    "Coupon",
    "Dose",
    "EncryptionKey",
    "Grant",
    "LearningAttempt",
    "LearningItem",
    "LedgerEntry",
    "LedgerTransaction",
    "Measure",
    "Medication",
    "MessageTemplate",
    "Minion",
    "MinionSpirit",
    "MinionTemplate",
    "MinionTemplateSpirit",
    "MinionVersion",
    "Monitor",
    "MonitorCheck",
    "OutboundMessage",
    "OwnTool",
    "OwnToolVersion",
    "Pairing",
    "Payment",
    "Plan",
    "PlanLanguageModel",
    "PlanSpirit",
    "PlanVersion",
    "Price",
    "PricedItem",
    "Progress",
    "Purchase",
    "PurchaseLine",
    "Refund",
    "Release",
    "Reminder",
    "Reservation",
    "ScheduledTask",
    "ServerTool",
    "SocialAccount",
    "Spirit",
    "SpiritTool",
    "StaffRequest",
    "Subscription",
    "SubscriptionPeriod",
    "Tool",
    "ToolCall",
    "ToolMastery",
    "ToolServer",
    "TrailEntry",
    "TransactionKind",
    "WebhookEvent",
    "WellnessGoal",
    "WorkspaceFile",
    "WorkspaceVersion",
    "XpEvent",
    "XpKind",
]
