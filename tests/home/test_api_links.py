"""The API's description: what each operation does and answers, and links from what is made to what can be done."""

import pytest

from tests.cast import Cast


async def test_what_is_made_is_linked_to_what_can_be_done_with_it(cast: Cast) -> None:
    program = await cast.program()
    described = (await program.get("/api/v1/openapi.json")).json()
    known = {
        operation["operationId"]: (method, path)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    visits = described["paths"]["/api/v1/visits"]["post"]["responses"]
    assert visits["200"]["links"] == visits["201"]["links"]
    found = {known[link["operationId"]]: link["parameters"] for link in visits["201"]["links"].values()}
    assert found["put", "/api/v1/visits/{id}/seat"] == {"id": "$response.body#/id"}
    assert found["post", "/api/v1/rooms/{room}/entries"] == {"room": "$response.body#/room"}
    linked = [
        link
        for methods in described["paths"].values()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(linked) > 40
    for link in linked:
        assert set(link["parameters"]) == {part.split("}")[0] for part in known[link["operationId"]][1].split("{")[1:]}


async def test_every_operation_says_what_it_does_and_answers(cast: Cast) -> None:
    program = await cast.program()
    described = (await program.get("/api/v1/openapi.json")).json()
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    assert len(operations) > 60
    assert all(operation["summary"].endswith(".") and operation["description"] for operation in operations)
    move = described["paths"]["/api/v1/threads/{id}/board"]["put"]
    assert move["summary"] == "Moves a thread to another board; for moderators only."
    assert move["description"] == "Put a thread on another board; moderators only."
    answers = {status: answer["description"] for status, answer in move["responses"].items()}
    assert answers.items() >= {"200": "Done", "401": "Not signed in", "404": "Not found"}.items()
    assert described["paths"]["/api/v1/me"]["get"]["responses"]["200"]["description"] == "What was asked for"


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("uk", "Переносить тему в інший розділ; лише для модерації."),
        ("en", "Moves a thread to another board; for moderators only."),
        ("pl", "Przenosi wątek do innego działu; tylko dla moderacji."),
    ],
)
async def test_the_page_says_it_in_the_reader_s_language(cast: Cast, locale: str, sentence: str) -> None:
    browser = await cast.browser()
    page = await browser.get("/api/v1/docs", headers={"Accept-Language": locale})
    assert page.status_code == 200
    assert f"<td>{sentence}</td>" in page.text
    assert "Cancel Closing" not in page.text
