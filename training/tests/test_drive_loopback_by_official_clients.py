"""The official Python clients talk to the loopback servers, which proves that these speak the true protocols."""

import json

import anthropic
import ollama
import openai
import pytest

from training.providers.loopback import AnthropicServer, OllamaServer, OpenAIServer

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
ASK = [{"role": "user", "content": '[[call weather {"city": "Bonn"}]] [[call clock]]'}]
SAY = [{"role": "user", "content": "[[say Hello to you]] [[usage 5 6]]"}]


async def test_openai() -> None:
    async with OpenAIServer(api_key="sk-key") as server:
        async with openai.AsyncOpenAI(base_url=server.base_url, api_key="sk-key", max_retries=0) as client:
            assert "scripted" in [model.id async for model in client.models.list()]
            whole = await client.chat.completions.create(model="scripted", messages=SAY)
            assert whole.choices[0].message.content == "Hello to you"
            assert whole.usage is not None
            assert (whole.usage.prompt_tokens, whole.usage.completion_tokens) == (5, 6)
            tools = [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
            async with client.chat.completions.stream(
                model="scripted", messages=ASK, tools=tools, stream_options={"include_usage": True}
            ) as stream:
                final = await stream.get_final_completion()
            calls = final.choices[0].message.tool_calls or []
            assert [(call.function.name, json.loads(call.function.arguments)) for call in calls] == [
                ("weather", {"city": "Bonn"}),
                ("clock", {}),
            ]
            assert final.choices[0].finish_reason == "tool_calls"
            found = await client.embeddings.create(model="scripted/embed", input=["red apple", "blue sea"])
            assert [row.index for row in found.data] == [1, 0]
            assert len(found.data[0].embedding) == 64
            for directive, error in (("[[error 401]]", openai.AuthenticationError), ("[[error 429 1]]", openai.RateLimitError),
                                     ("[[error 500]]", openai.InternalServerError), ("[[dance]]", openai.BadRequestError)):  # fmt: skip
                with pytest.raises(error):
                    await client.chat.completions.create(
                        model="scripted", messages=[{"role": "user", "content": directive}]
                    )
            with pytest.raises(openai.NotFoundError):
                await client.chat.completions.create(model="unheard-of", messages=SAY)
        async with openai.AsyncOpenAI(base_url=server.base_url, api_key="wrong", max_retries=0) as stranger:
            with pytest.raises(openai.AuthenticationError):
                await stranger.chat.completions.create(model="scripted", messages=SAY)


async def test_anthropic() -> None:
    async with AnthropicServer(api_key="sk-key") as server:
        client = anthropic.AsyncAnthropic(base_url=server.base_url, api_key="sk-key", max_retries=0)
        async with client:
            assert len([model.id async for model in client.models.list()]) == 10
            whole = await client.messages.create(model="scripted", max_tokens=99, messages=SAY)
            assert whole.content[0].text == "Hello to you"
            assert (whole.usage.input_tokens, whole.usage.output_tokens, whole.stop_reason) == (5, 6, "end_turn")
            async with client.messages.stream(
                model="scripted", max_tokens=99, messages=ASK, tools=[{"name": "weather", "input_schema": SCHEMA}]
            ) as stream:
                final = await stream.get_final_message()
            assert [(block.name, block.input) for block in final.content] == [
                ("weather", {"city": "Bonn"}),
                ("clock", {}),
            ]
            assert final.stop_reason == "tool_use"
            thought = [{"role": "user", "content": "[[reason Let me see.]] [[say Yes.]]"}]
            async with client.messages.stream(model="scripted", max_tokens=99, messages=thought) as stream:
                blocks = (await stream.get_final_message()).content
            assert (blocks[0].thinking, blocks[0].signature, blocks[1].text) == ("Let me see.", "signed", "Yes.")
            for directive, error in (("[[error 401]]", anthropic.AuthenticationError), ("[[error 429 1]]", anthropic.RateLimitError),
                                     ("[[error 500]]", anthropic.InternalServerError), ("[[dance]]", anthropic.BadRequestError)):  # fmt: skip
                with pytest.raises(error):
                    await client.messages.create(
                        model="scripted", max_tokens=9, messages=[{"role": "user", "content": directive}]
                    )


async def test_ollama() -> None:
    async with OllamaServer() as server:
        client = ollama.AsyncClient(host=server.base_url)
        listed = await client.list()
        assert "scripted" in [model.model for model in listed.models]
        shown = await client.show("scripted")
        assert shown.modelinfo is not None
        assert shown.modelinfo["scripted.context_length"] == 32_768
        assert "tools" in (shown.capabilities or [])
        pieces = [part async for part in await client.chat("scripted", SAY, stream=True)]
        assert "".join(part.message.content or "" for part in pieces) == "Hello to you"
        assert (pieces[-1].done, pieces[-1].prompt_eval_count, pieces[-1].eval_count) == (True, 5, 6)
        whole = await client.chat(
            "scripted", ASK, tools=[{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
        )
        assert [(call.function.name, call.function.arguments) for call in whole.message.tool_calls or []] == [
            ("weather", {"city": "Bonn"}),
            ("clock", {}),
        ]
        found = await client.embed("scripted/embed", ["red apple", "blue sea"])
        assert [len(vector) for vector in found.embeddings] == [64, 64]
        with pytest.raises(ollama.ResponseError) as caught:
            await client.chat("unheard-of", SAY)
        assert caught.value.status_code == 404
