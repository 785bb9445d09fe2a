import pytest

pytestmark = pytest.mark.browser

PAGES = ["index", "00_start_here", "02_safety", "own_mine", "search"]


@pytest.mark.parametrize(("speaks", "opens"), [("nl-NL", "nl"), ("en-GB", "en"), ("fr-FR", "nl")])
def test_first_page_opens_in_the_reader_s_language(visit, speaks, opens):
    page = visit("index.html", locale=speaks)
    page.wait_for_url(f"**/{opens}/index.html")


def test_without_scripts_the_first_page_has_a_link_per_language(visit):
    page = visit("index.html", java_script_enabled=False)
    page.get_by_role("link", name="Nederlands").click()
    assert page.url.endswith("/nl/index.html")


def test_first_page_leads_to_a_topic(visit):
    page = visit("nl/index.html")
    page.locator("article").get_by_role("link", name="Psychologische veiligheid").click()
    assert page.locator("h1").inner_text().startswith("2 Psychologische veiligheid")


@pytest.mark.parametrize("name", PAGES)
def test_switch_keeps_the_page(visit, name):
    page = visit(f"nl/{name}.html")
    page.locator("a.language-switch").click()
    page.wait_for_url(f"**/en/{name}.html")


def test_switch_keeps_the_search(visit):
    page = visit("nl/search.html?q=veiligheid")
    page.locator("a.language-switch").click()
    page.wait_for_url("**/en/search.html?q=veiligheid")


def test_search_finds_a_dutch_word_inside_a_fold(visit):
    page = visit("nl/search.html?q=schaalbetrouwbaarheid")
    found = page.locator("#search-results li a")
    found.first.wait_for()
    assert [
        a.split("/")[-1].split("?")[0] for a in found.evaluate_all("all => all.map(a => a.href)")
    ] == ["02_safety.html"]


def test_search_says_so_when_nothing_is_found(visit):
    page = visit("en/search.html?q=xyzzy")
    page.get_by_text("No page holds these words.").wait_for()


def test_search_button_leads_to_the_found_pages(visit):
    page = visit("nl/index.html")
    page.locator("button.search-button-field").click()
    page.locator("#pst-search-dialog input").fill("team")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nl/search.html?q=team")
    page.locator("#search-results li a").first.wait_for()


def test_link_into_a_fold_opens_it(visit):
    page = visit("nl/02_safety.html#smaller-heading")
    page.locator("details.fold[open] h3").wait_for()


def test_folds_are_open_on_paper(visit):
    page = visit("nl/02_safety.html")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text("Still folded.").is_visible()
    assert page.locator("article h1").is_visible()
    assert not page.locator("#pst-primary-sidebar").is_visible()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_page_fits_its_screen(visit, name, width):
    page = visit(f"nl/{name}.html", width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_list_of_pages_opens_on_a_phone(visit):
    page = visit("nl/02_safety.html", width=390)
    page.locator(".primary-toggle").first.click()
    page.get_by_role("link", name="0 Begin hier").first.wait_for()
