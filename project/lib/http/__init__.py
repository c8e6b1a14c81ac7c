"""Guarded outbound HTTP: every call to another server goes through ``outbound()``.

Nothing else in the project imports an HTTP client; a test keeps it so. See docs/outbound-calls.md.
"""

from django.conf import settings

from project.lib.http.answer import Answer
from project.lib.http.body import FileBody
from project.lib.http.client import Client
from project.lib.http.credential import Credential
from project.lib.http.errors import (
    AddressRefused,
    AnswerBroken,
    AnswerTooLarge,
    ConnectionFailed,
    CredentialRefused,
    HostNotFound,
    InvalidUrl,
    OutboundBusy,
    OutboundError,
    OutboundTimeout,
    RedirectRefused,
    UnknownEncoding,
)
from project.lib.http.leash import Leash
from project.lib.http.limits import Deadline, Limits
from project.lib.http.policy import Policy
from project.lib.http.pool import close_pools
from project.lib.http.urls import origin_of


def operator_policy() -> Policy:
    """Public addresses and what the operator named: OUTBOUND_ALLOWED_HOSTS, and the servers of the provider settings."""
    named = (
        settings.OLLAMA_URL,
        settings.OPENAI_BASE_URL,
        settings.ANTHROPIC_BASE_URL,
        settings.NVIDIA_BASE_URL,
        settings.HUGGINGFACE_BASE_URL,
    )
    servers = [origin_of(url).partition("://")[2] for url in named if url]
    return Policy.allowing((*settings.OUTBOUND_ALLOWED_HOSTS, *servers))


def outbound(
    *, limits: Limits | None = None, credential: Credential | None = None, public_only: bool = False
) -> Client:
    """A client for the public internet and the operator's own hosts, or with ``public_only`` for the former alone."""
    policy = Policy() if public_only else operator_policy()
    return Client(policy=policy, limits=limits or Limits(), credential=credential)


__all__ = [
    "AddressRefused",
    "Answer",
    "AnswerBroken",
    "AnswerTooLarge",
    "Client",
    "ConnectionFailed",
    "Credential",
    "CredentialRefused",
    "Deadline",
    "FileBody",
    "HostNotFound",
    "InvalidUrl",
    "Leash",
    "Limits",
    "OutboundBusy",
    "OutboundError",
    "OutboundTimeout",
    "Policy",
    "RedirectRefused",
    "UnknownEncoding",
    "close_pools",
    "operator_policy",
    "origin_of",
    "outbound",
]
