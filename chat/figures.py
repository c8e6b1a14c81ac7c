"""The figures of conversations and models' answers."""

from datetime import datetime

from django.db import connection

from chat.models import Conversation, Message
from project.ops.statistics import Figure, Section, register

ANSWERS = """
SELECT count(*), count(*) FILTER (WHERE state IN ('failed', 'incomplete')),
    coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), coalesce(sum(points), 0),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY first_token_ms), percentile_disc(0.95) WITHIN GROUP (ORDER BY total_ms)
FROM chat_usagerecord WHERE at >= %s AND at < %s
"""


def conversations(since: datetime, until: datetime) -> list[Figure]:
    """What was said and answered, by pages and by other programs."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, [since, until])
        answers, failed, tokens_in, tokens_out, points, first, slowest = cursor.fetchone()
    began = Conversation.objects.filter(created_at__gte=since, created_at__lt=until)
    said = Message.objects.filter(created_at__gte=since, created_at__lt=until, role=Message.Role.USER)
    return [
        Figure("conversations", "New conversations", began.count()),
        Figure("messages", "Messages", said.count()),
        Figure("answers", "Answers of models", answers),
        Figure("failed", "Failed or incomplete", failed, is_good=failed == 0),
        Figure("input_tokens", "Tokens read", int(tokens_in)),
        Figure("output_tokens", "Tokens written", int(tokens_out)),
        Figure("points", "Points charged", int(points)),
        Figure("first_token_ms", "Half begin within", first, "ms"),
        Figure("answer_p95_ms", "95 % are done within", slowest, "ms"),
    ]


register(Section("conversations", "Conversations", conversations))
