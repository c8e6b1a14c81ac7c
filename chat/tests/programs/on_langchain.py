"""What programs built on LangChain do, against a site: prints what came of each as JSON. Runs in an environment of its own."""

import asyncio
import json
import os
import sys
import traceback

from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

BASE = os.environ["BASE_URL"]
KEY = os.environ["KEY"]


class Place(BaseModel):
    """A town."""

    city: str
    country: str


@tool
def weather(city: str) -> str:
    """The weather in a city."""
    return f"sun in {city}"


@tool
def clock() -> str:
    """The time."""
    return "noon"


def model(name="scripted", **more):
    return ChatOpenAI(
        model=name, base_url=f"{BASE}/v1", api_key=more.pop("key", KEY), max_retries=0, timeout=20, **more
    )


def invoke():
    answer = model().invoke([SystemMessage("Be kind."), HumanMessage("[[say Hello]] [[usage 7 3]]")])
    return [answer.content, answer.usage_metadata["input_tokens"], answer.usage_metadata["output_tokens"]]


def stream():
    pieces = list(model(stream_usage=True).stream("[[say One two three]] [[usage 4 2]]"))
    usage = [each.usage_metadata for each in pieces if each.usage_metadata]
    return ["".join(each.content for each in pieces), usage[-1]["total_tokens"]]


def parallel_tools():
    answer = model().bind_tools([weather, clock]).invoke('[[call weather {"city": "Bonn"}]] [[call clock]]')
    return [[each["name"], each["args"]] for each in answer.tool_calls]


def tool_round():
    bound = model().bind_tools([weather])
    messages = [HumanMessage('[[call weather {"city": "Bonn"}]] [[then]] [[say Sunny.]]')]
    first = bound.invoke(messages)
    call = first.tool_calls[0]
    messages += [first, ToolMessage(weather.invoke(call["args"]), tool_call_id=call["id"])]
    return bound.invoke(messages).content


def streamed_tools():
    whole = None
    for piece in model().bind_tools([weather]).stream('[[call weather {"city": "Bonn"}]]'):
        whole = piece if whole is None else whole + piece
    return [[each["name"], each["args"]] for each in whole.tool_calls]


def structured():
    asked = model().with_structured_output(Place, method="json_schema")
    found = asked.invoke('[[say {"city": "Bonn", "country": "Germany"}]]')
    return [found.city, found.country]


def structured_by_tool():
    asked = model().with_structured_output(Place, method="function_calling")
    found = asked.invoke('[[call Place {"city": "Bonn", "country": "Germany"}]]')
    return [found.city, found.country]


def batch():
    return [each.content for each in model().batch([f"[[say Number {number}]]" for number in range(5)])]


def asynchronous():
    async def talk():
        whole = await model().ainvoke("[[say Whole]]")
        pieces = [each.content async for each in model().astream("[[say In pieces]]")]
        return [whole.content, "".join(pieces)]

    return asyncio.run(talk())


def several():
    return len(model(n=3).generate([[HumanMessage("[[words 3]]")]]).generations[0])


def responses():
    chat = model(use_responses_api=True, use_previous_response_id=True)
    first = chat.invoke([HumanMessage("[[say First]]")])
    second = chat.invoke([HumanMessage("[[say First]]"), first, HumanMessage("[[say Second]]")])
    return [first.text, second.text, second.response_metadata["id"].startswith("resp_")]


def embeddings():
    made = OpenAIEmbeddings(
        model="scripted/embed", base_url=f"{BASE}/v1", api_key=KEY, max_retries=0, check_embedding_ctx_length=False
    )
    return [len(each) for each in [*made.embed_documents(["red apple", "blue sea"]), made.embed_query("red")]]


def minion():
    return model(f"minion/{os.environ['MINION']}").invoke("[[say As a minion]]").content


def refusal(call):
    try:
        call()
    except Exception as error:  # the program shows which it was
        return [type(error).__name__, getattr(error, "code", None)]
    return "no error"


def refusals():
    return {
        "unknown model": refusal(lambda: model("unheard-of").invoke("x")),
        "wrong key": refusal(lambda: model(key="dmn_wrong").invoke("x")),
        "too long": refusal(lambda: model().invoke("[[error 413]]")),
        "upstream 500": refusal(lambda: model().invoke("[[error 500]]")),
        "upstream 429": refusal(lambda: model().invoke("[[error 429 1]]")),
        "garbage": refusal(lambda: model().invoke("[[fault garbage]]")),
        "cut midway": refusal(lambda: list(model().stream("[[say Half]] [[fault cut]]"))),
        "out of points": refusal(lambda: model("dear").invoke("[[say x]]")),
        "hang": refusal(lambda: model(request_timeout=1).invoke("[[fault hang]]")),
    }


CASES = (
    invoke, stream, parallel_tools, tool_round, streamed_tools, structured, structured_by_tool, batch, asynchronous,
    several, responses, embeddings, minion, refusals,
)  # fmt: skip


def main():
    found = {}
    for case in CASES:
        try:
            found[case.__name__] = case()
        except Exception:
            found[case.__name__] = traceback.format_exc()
    json.dump(found, sys.stdout)


main()
