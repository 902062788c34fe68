"""What a person sees of `spotter serve` with the real model and index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    # Playwright leaves its own loop and pipes to the garbage collector.
    pytest.mark.filterwarnings("default::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_citation_of_a_real_answer_is_marked_in_the_article(browser: Browser, real_address: str) -> None:
    with browser.new_page() as page:
        page.goto(real_address)
        page.click(".example >> nth=0")
        page.wait_for_selector("#live [data-state=done]")
        page.click("#live .cite >> nth=0")
        said = page.locator("#live .sentence").first.inner_text()
        assert said.startswith(page.locator("mark.cited").first.inner_text()[:20])


def test_a_real_emergency_is_told_with_a_number(browser: Browser, real_address: str) -> None:
    with browser.new_page() as page:
        page.goto(real_address)
        page.fill("#box textarea", "Since my deadlifts I can't pee and I am numb between the legs")
        page.click("#send")
        page.wait_for_selector("#live .card.emergency")
        assert "999" in page.inner_text("#live .advice")


def test_uploads_are_refused_and_the_real_page_keeps_the_headers(real_address: str) -> None:
    assert httpx.post(f"{real_address}/gradio_api/upload", files={"files": b"x"}).status_code == 404
    front = httpx.get(real_address)
    assert "unsafe-eval" not in front.headers["content-security-policy"]
    assert "http://" not in front.text.replace(real_address, "").replace("http://www.w3.org", "")
