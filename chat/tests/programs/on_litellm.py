"""What programs built on LiteLLM do, against a site: prints what came of each as JSON. Runs in an environment of its own."""

import asyncio
import json
import os
import sys
import traceback

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # no look at a list on the internet

import litellm

litellm.telemetry = False
litellm.suppress_debug_info = True
BASE = os.environ["BASE_URL"]
KEY = os.environ["KEY"]
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}


def say(words):
    return [{"role": "user", "content": words}]


def ask(words, name="openai/scripted", **more):
    more.setdefault("api_base", f"{BASE}/v1")
    more.setdefault("api_key", KEY)
    return litellm.completion(model=name, messages=say(words), num_retries=0, timeout=20, **more)


def completion():
    answer = ask("[[say Hello]] [[usage 7 3]]")
    return [answer.choices[0].message.content, answer.usage.prompt_tokens, answer.usage.completion_tokens]


def stream():
    pieces = list(ask("[[say One two three]] [[usage 4 2]]", stream=True, stream_options={"include_usage": True}))
    words = "".join(each.choices[0].delta.content or "" for each in pieces if each.choices)
    usage = [each.usage.total_tokens for each in pieces if getattr(each, "usage", None)]
    return [words, usage[-1]]


def parallel_tools():
    answer = ask('[[call weather {"city": "Bonn"}]] [[call weather {"city": "Rome"}]]', tools=[WEATHER])
    return [json.loads(each.function.arguments)["city"] for each in answer.choices[0].message.tool_calls]


def tool_round():
    messages = say('[[call weather {"city": "Bonn"}]] [[then]] [[say Sunny.]]')
    common = {"model": "openai/scripted", "api_base": f"{BASE}/v1", "api_key": KEY, "tools": [WEATHER]}
    first = litellm.completion(messages=messages, **common).choices[0].message
    messages += [first, {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": "sun"}]
    return litellm.completion(messages=messages, **common).choices[0].message.content


def structured():
    wanted = {"type": "json_schema", "json_schema": {"name": "place", "schema": PLACE, "strict": True}}
    return json.loads(ask('[[say {"city": "Bonn"}]]', response_format=wanted).choices[0].message.content)


def asynchronous():
    async def talk():
        common = {"model": "openai/scripted", "api_base": f"{BASE}/v1", "api_key": KEY}
        whole = await litellm.acompletion(messages=say("[[say Whole]]"), **common)
        pieces = await litellm.acompletion(messages=say("[[say In pieces]]"), stream=True, **common)
        words = [each.choices[0].delta.content or "" async for each in pieces]
        return [whole.choices[0].message.content, "".join(words)]

    return asyncio.run(talk())


def several():
    return len(ask("[[words 3]]", n=3).choices)


def text():
    answer = litellm.text_completion(
        model="text-completion-openai/scripted", prompt="[[say Once]]", api_base=f"{BASE}/v1", api_key=KEY
    )
    return answer.choices[0].text


def embeddings():
    found = litellm.embedding(
        model="openai/scripted/embed", input=["red apple", "blue sea"], api_base=f"{BASE}/v1", api_key=KEY
    )
    return [len(each["embedding"]) for each in found.data]


def responses():
    common = {"model": "openai/scripted", "api_base": f"{BASE}/v1", "api_key": KEY}
    first = litellm.responses(input="[[say First]]", **common)
    kinds = [each.type for each in litellm.responses(input="[[say Streamed]]", stream=True, **common)]
    return [first.output[0].content[0].text, str(getattr(kinds[-1], "value", kinds[-1]))]


def through_anthropic():
    answer = ask("[[say Bonjour]]", "anthropic/scripted", api_base=BASE, max_tokens=99)
    pieces = ask("[[say Au revoir]]", "anthropic/scripted", api_base=BASE, max_tokens=99, stream=True)
    words = "".join(each.choices[0].delta.content or "" for each in pieces)
    return [answer.choices[0].message.content, words]


def through_ollama():
    common = {"api_base": f"{BASE}/ollama", "extra_headers": {"Authorization": f"Bearer {KEY}"}}
    answer = ask("[[say Hola]]", "ollama_chat/scripted", **common)
    pieces = ask("[[say Hasta luego]]", "ollama_chat/scripted", stream=True, **common)
    words = "".join(each.choices[0].delta.content or "" for each in pieces)
    return [answer.choices[0].message.content, words]


def router():
    common = {"api_base": f"{BASE}/v1", "api_key": KEY}
    listed = [
        {"model_name": "first", "litellm_params": {"model": "openai/unheard-of", **common}},
        {"model_name": "second", "litellm_params": {"model": "openai/scripted", **common}},
    ]
    made = litellm.Router(model_list=listed, fallbacks=[{"first": ["second"]}], num_retries=0)
    return made.completion(model="first", messages=say("[[say Saved]]")).choices[0].message.content


def minion():
    return ask("[[say As a minion]]", f"openai/minion/{os.environ['MINION']}").choices[0].message.content


def refusal(call):
    try:
        call()
    except Exception as error:  # the program shows which it was
        return [type(error).__name__, getattr(error, "status_code", None)]
    return "no error"


def refusals():
    return {
        "unknown model": refusal(lambda: ask("x", "openai/unheard-of")),
        "wrong key": refusal(lambda: ask("x", api_key="dmn_wrong")),
        "too long": refusal(lambda: ask("[[error 413]]")),
        "upstream 500": refusal(lambda: ask("[[error 500]]")),
        "upstream 429": refusal(lambda: ask("[[error 429 1]]")),
        "garbage": refusal(lambda: ask("[[fault garbage]]")),
        "cut midway": refusal(lambda: list(ask("[[say Half]] [[fault cut]]", stream=True))),
        "out of points": refusal(lambda: ask("[[say x]]", "openai/dear")),
        "hang": refusal(
            lambda: litellm.completion(
                model="openai/scripted", messages=say("[[fault hang]]"), api_base=f"{BASE}/v1", api_key=KEY, timeout=1,
                num_retries=0,
            )
        ),
    }  # fmt: skip


CASES = (
    completion, stream, parallel_tools, tool_round, structured, asynchronous, several, text, embeddings, responses,
    through_anthropic, through_ollama, router, minion, refusals,
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
