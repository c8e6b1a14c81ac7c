"""scaling_advisor: how many replicas a load needs, by queueing theory."""

from typing import Any

from spirits.tools import Budget, Context, ToolResult, tool
from spirits.tools.development.queueing import FORMULAS, advise
from spirits.tools.schema import arguments, integer, number

ARGUMENTS = arguments(
    required="requests_per_second service_milliseconds",
    requests_per_second=number("Requests that arrive at the peak.", 0.0001, 1e7),
    service_milliseconds=number("What one request keeps a worker busy.", 0.001, 1e7),
    workers_per_replica=integer("Requests one replica handles at once.", 1, 10_000, default=1),
    replicas=integer("Replicas there are now.", 1, 10_000),
    target_milliseconds=number("The mean time to an answer that is wanted, waiting included.", 0.001, 1e7),
    most_utilisation_percent=number("The busiest the workers may be.", 10, 95, default=70),
    growth_percent=number("Growth of load to be ready for.", 0, 10_000, default=0),
    cost_per_replica=number("What a replica costs in a month.", 0, 1e9),
    spare_replicas=integer("Replicas that may fail at once.", 0, 100, default=0),
)


@tool(
    "scaling_advisor",
    "Works out utilisation, queueing delay, replicas needed, head-room and cost from load figures; formulas shown.",
    ARGUMENTS,
    returns={
        "type": "object",
        "properties": {
            "recommended_replicas": {"type": "integer"},
            "now": {"type": ["object", "null"]},
            "recommended": {"type": "object"},
            "curve": {"type": "array"},
            "formulas": {"type": "object"},
        },
        "required": ["recommended_replicas", "now", "recommended", "curve", "formulas"],
    },
    budget=Budget(seconds=5),
    example={"requests_per_second": 120, "service_milliseconds": 50, "workers_per_replica": 4, "replicas": 2},
)
def scaling_advisor(context: Context, arguments: dict[str, Any]) -> ToolResult:
    """The smallest number of replicas that keeps the wishes, what there is now, and the numbers around it."""
    found = advise(arguments)
    best = found["recommended"]
    said = (
        f"{best['replicas']} replicas: {best['utilisation_percent']:g}% busy, mean answer in "
        f"{best['answer_milliseconds']:g} ms, head-room {best['headroom_requests_per_second']:g} requests a second."
    )
    if found["now"] and not found["now"]["is_stable"]:
        said = f"The {found['now']['replicas']} replicas there are cannot keep up: the queue grows without end. {said}"
    return ToolResult({**found, "formulas": FORMULAS}, said)
