"""Pages whose address is a secret: the links of mails."""

import httpx

from forum.foundation.database import Database
from tests.accounts.test_flow import FORM, link_in, registered
from tests.cast import Cast


def check_tells_nobody(page: httpx.Response, status: int) -> None:
    assert page.status_code == status
    assert page.headers.get_list("referrer-policy") == ["strict-origin"]
    assert page.headers.get_list("cache-control") == ["no-store"]


async def test_a_page_that_a_mail_leads_to_tells_its_address_to_nobody(cast: Cast, database: Database) -> None:
    """Also after a password was refused there. The policy still lets browsers state the origin of its form."""
    browser = await registered(cast)
    assert (await browser.post("/uk/forgot", data={"email": FORM["email"]})).status_code == 200
    reset = await link_in(database, "reset")
    check_tells_nobody(await browser.get(reset), 200)
    check_tells_nobody(await browser.post(reset, data={"password": "short"}), 422)
    newcomer = await cast.browser()
    assert (await newcomer.post("/uk/register", data={**FORM, "email": "new@example.org"})).status_code == 303
    check_tells_nobody(await newcomer.get(await link_in(database, "confirm", "new@example.org")), 200)


async def test_other_pages_may_say_where_one_came_from_within_the_site(cast: Cast) -> None:
    olena = await cast.browser("olena")
    for path in ("/uk/profile/sessions", "/uk/about", "/uk/reset/nothing"):
        assert (await olena.get(path)).headers.get_list("referrer-policy") == ["same-origin"]
