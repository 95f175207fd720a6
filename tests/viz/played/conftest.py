"""진짜 브라우저에 연 페이지. Pages, opened in a real browser."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from micrograd_ko import get_language
from tests.helpers.pages import graph
from tests.helpers.sharing import required
from viz import save


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, driven by Playwright."""
    program = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if program is None:
        required("browser", "no browser here: neither chromium nor google-chrome is on PATH")
    if importlib.util.find_spec("playwright") is None:
        required("browser", "no browser here: the package playwright is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The page of a graph as a file, made once for each graph and language."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}

    def file(name):
        key = name, get_language()
        if key not in made:
            made[key] = save(graph(name), folder / f"{len(made)}.html")
        return made[key]

    return file


@pytest.fixture(scope="module")
def window(chromium):
    """One window for all tests: a new one for each costs more than most of them."""
    with chromium.new_context(offline=True) as context:
        yield context


@pytest.fixture
def visit(chromium, window, files):
    """Open the page of a graph, or a file, in a tab; what it asks for, complains of or violates
    fails the test.

    Any further options are those of a window of its own.
    """
    opened, troubles, asked = [], [], []

    def visit(
        name, *, wide=1366, high=768, color_scheme="light", reduced_motion="reduce", **options
    ):
        path = name if isinstance(name, Path) else files(name)
        context = chromium.new_context(offline=True, **options) if options else window
        page = context.new_page()
        opened.append(context if options else page)
        page.set_viewport_size({"width": wide, "height": high})
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) =>"
            " console.error('CSP', e.violatedDirective))"
        )
        page.set_default_timeout(10_000)
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: asked.append(request.url) if request.url != path.as_uri() else None,
        )
        page.goto(path.as_uri())
        return page

    yield visit
    for each in opened:
        each.close()
    assert troubles == []
    assert [url for url in asked if not url.startswith("data:")] == []
