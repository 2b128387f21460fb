"""`mkdocs build --strict` on projects of other authors: other themes, other languages, other folders, other settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from project import COIN, Project

CONFIG = """
site_name: Zufall
site_url: https://example.org/zufall/
theme: {{name: {theme}}}
plugins:
  - search
  - pyodide-widgets:
      widgets: [my_widgets]
      languages: [{languages}]
"""
PAGE = "# Zufall\n\nText.\n\n```py-widget coin\nchance: 0.3\n```\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One widget, one page, one language."""
    project = Project(tmp_path / "zufall")
    project.write("mkdocs.yml", CONFIG.format(theme="mkdocs", languages="de"))
    project.write("docs/index.md", PAGE)
    project.write("docs/teil/zwei.md", PAGE)
    project.write("my_widgets/coin.py", COIN)
    return project


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_any_theme_has_finished_figures_and_what_makes_them_live(project: Project, theme: str) -> None:
    project.write("mkdocs.yml", CONFIG.format(theme=theme, languages="de"))
    project.built()
    for page, root in (("index.html", ""), ("teil/zwei/index.html", "../../")):
        html = project.html(page)
        assert "Kopf fällt mit 0.30." in html
        assert f'<link rel="stylesheet" href="{root}pyodide-widgets/' in html
        assert ">Zurücksetzen</button>" in html
    assert ("data-late" in project.html("index.html")) == (theme == "material")


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_any_theme_has_a_policy_for_what_its_pages_need(project: Project, theme: str) -> None:
    project.write("mkdocs.yml", CONFIG.format(theme=theme, languages="de"))
    project.built()
    pages = [page for page in project.pages() if 'class="pw-embed"' not in page]  # these have a policy for frames
    policies = re.findall('data-made-by="pyodide-widgets" content="([^"]*)"', "".join(pages))
    assert len(policies) >= 3  # both pages, and 404.html
    [policy] = set(policies)
    assert "'sha256-" in policy and "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    assert policy in (project.folder / "site/_headers").read_text(encoding="utf-8")
    for address in re.findall(r'<script src="(https://[^"]+)"', project.html("index.html")):
        assert f" {address} " in policy


def test_an_author_adds_to_the_policy_or_does_without_it(project: Project) -> None:
    config = CONFIG.format(theme="mkdocs", languages="de")
    project.write("mkdocs.yml", config + "      content_security_policy: {connect-src: [https://zahlen.example]}\n")
    project.built()
    assert "connect-src 'self' https://zahlen.example;" in project.html("index.html")
    project.write("mkdocs.yml", config + "      content_security_policy: false\n")
    project.built()
    assert "Content-Security-Policy" not in project.html("index.html")
    assert not (project.folder / "site/_headers").exists()
    project.write("mkdocs.yml", config + "      content_security_policy: {script: [a]}\n")
    done = project.build()
    assert done.returncode == 1 and "content_security_policy: 'script' is none of its directives" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_policy_refuses_is_reported(project: Project) -> None:
    project.write("docs/index.md", PAGE + '<p onclick="los()">Los</p>\n')
    done = project.build()
    assert done.returncode == 1
    assert "index.html: the Content-Security-Policy refuses the attribute onclick" in done.stderr


def test_a_site_of_one_language_has_no_trace_of_others(project: Project) -> None:
    project.built()
    html = project.html("index.html")
    for mark in ("hreflang", "data-language-switch", 'name="translation"', "pw-languages"):
        assert mark not in html


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_three_languages_are_built_in_step_with_links_between_them(project: Project, theme: str) -> None:
    project.write("mkdocs.yml", CONFIG.format(theme=theme, languages="de, en, fr") + "docs_dir: docs/de\n")
    (project.folder / "docs/index.md").unlink()
    (project.folder / "docs/teil/zwei.md").unlink()
    for lang in ("de", "en", "fr"):
        project.write(f"docs/{lang}/index.md", PAGE)
        project.write(f"docs/{lang}/teil/zwei.md", PAGE)
        if lang != "de":
            project.write(f"mkdocs.{lang}.yml", f"INHERIT: mkdocs.yml\nsite_name: {lang}\ndocs_dir: docs/{lang}\n")
    project.built()
    html = project.html("en/teil/zwei/index.html")
    for lang, folder in (("de", ""), ("en", "en/"), ("fr", "fr/")):
        address = f"https://example.org/zufall/{folder}teil/zwei/"
        assert f'<link rel=" alternate" hreflang="{lang}" href="{address}">' in html
    assert html.count("data-language-switch") == 2
    assert '<meta name="translation" lang="fr" content="../../../fr/teil/zwei/">' in html
    assert 'href="../../../fr/teil/zwei/"' in html
    project.write("docs/fr/index.md", "# Zufall\n\n" + PAGE)
    done = project.build()
    assert done.returncode == 1 and "not in step" in done.stderr and "docs/fr/index.md" in done.stderr


def test_a_language_without_a_configuration_is_an_error_that_says_what_to_write(project: Project) -> None:
    project.write("mkdocs.yml", CONFIG.format(theme="mkdocs", languages="de, en"))
    done = project.build()
    assert done.returncode == 1
    assert "write mkdocs.en.yml beside mkdocs.yml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("site_url", ["", "site_url:", "site_url: ''"])
def test_a_site_that_does_not_know_its_address_has_relative_links_only(project: Project, site_url: str) -> None:
    config = CONFIG.format(theme="mkdocs", languages="de, en").replace(
        "site_url: https://example.org/zufall/", site_url
    )
    project.write("mkdocs.yml", config)
    project.write("mkdocs.en.yml", "INHERIT: mkdocs.yml\nsite_name: Chance\n")
    project.built()
    assert "None" not in "".join(path.as_posix() for path in (project.folder / "site").rglob("*"))
    html = project.html("en/index.html")
    ours = html.partition("</head>")[0].partition("pyodide-widgets/")[2]
    assert "None" not in ours and "hreflang" not in ours
    assert '<meta name="translation" lang="de" content="../">' in html


def test_a_project_can_be_built_from_another_folder(project: Project, tmp_path: Path) -> None:
    project.built("-f", "zufall/mkdocs.yml", folder=tmp_path)
    assert "Kopf fällt mit 0.30." in project.html("index.html")


def test_pages_without_folders_of_their_own_find_their_files(project: Project) -> None:
    project.write("docs/gallery.md", "# Alle\n\n```py-gallery\n```\n")
    project.built("--no-directory-urls")
    assert 'href="../pyodide-widgets/' in project.html("teil/zwei.html")
    assert 'href="teil/zwei.html#widget-coin"' in project.html("gallery.html")


def test_a_link_to_a_figure_is_a_link_to_an_anchor(project: Project) -> None:
    project.write("docs/index.md", PAGE + "\n[die Münze](#widget-coin), [dort](teil/zwei.md#widget-coin)\n")
    config = (project.folder / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", config + "validation: {links: {anchors: warn}}\n")
    project.built()
    project.write("docs/index.md", PAGE + "\n[die Münze](#widget-coins)\n")
    assert "widget-coins" in project.build().stderr


def test_a_heading_with_the_id_of_a_widget_is_said(project: Project) -> None:
    project.write("docs/index.md", "# A\n\n## Widget coin\n\n```py-widget coin\n```\n")
    done = project.build()
    assert done.returncode == 1
    assert "both have the id 'widget-coin'" in done.stderr


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"mkdocs.yml": ("my_widgets", "my_widgtes")},
            "no package 'my_widgtes' can be found; did you mean 'my_widgets'?",
        ),
        ({"my_widgets/coin.py": ('name="coin"', 'name="penny"')}, "defines a widget named 'penny'"),
        ({"my_widgets/coin.py": ("def draw(p, lang):", "def draw(p, lang:")}, "cannot be imported: SyntaxError"),
        ({"my_widgets/coin.py": ('p["chance"]', 'p["change"]')}, "could not be drawn: KeyError: 'change'"),
        ({"docs/index.md": ("chance", "chanec")}, "unknown parameter 'chanec'; did you mean 'chance'?"),
        ({"docs/index.md": ("0.3", "3")}, "reicht von 0.0 bis 1.0"),
    ],
)
def test_what_an_author_got_wrong_is_said_in_a_line(
    project: Project, files: dict[str, tuple[str, str]], message: str
) -> None:
    for path, (old, new) in files.items():
        project.change(path, old, new)
    done = project.build()
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_two_packages_with_a_widget_of_one_name_are_both_named(project: Project) -> None:
    project.write("others/coin.py", COIN)
    project.change("mkdocs.yml", "[my_widgets]", "[my_widgets, others]")
    done = project.build()
    assert done.returncode == 1
    assert "my_widgets and others both have a widget 'coin'" in done.stderr


def test_a_bundled_widget_is_shown_in_a_language_that_it_has_if_asked_to(project: Project) -> None:
    project.change("mkdocs.yml", "[my_widgets]", "[my_widgets, pyodide_widgets.widgets]")
    project.write("docs/index.md", "# A\n\n```py-widget library\n```\n")
    done = project.build()
    assert done.returncode == 1
    assert "index.md:3: widget 'library': no text in 'de' for" in done.stderr
    assert "`lang: …`" in done.stderr
    project.write("docs/index.md", "# A\n\n```py-widget library\nlang: en\n```\n")
    project.built()
    assert 'lang="en"' in project.html("index.html")


def test_only_what_the_listed_packages_import_goes_to_the_browser(project: Project) -> None:
    project.write("helpers.py", "from fractions import Fraction\n")
    project.write("unused.py", "")
    project.write("my_widgets/_more.py", "import helpers\n")
    project.change(
        "my_widgets/coin.py", "from pyodide_widgets import Bar", "import helpers\nfrom pyodide_widgets import Bar"
    )
    from pyodide_widgets.build.widget_code import widget_code

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project.folder))
        code = widget_code(["my_widgets"])
    assert {
        "my_widgets/coin.py",
        "my_widgets/_more.py",
        "helpers.py",
        "pyodide_widgets/kit/widget.py",
    } <= code.files.keys()
    assert not [
        path
        for path in code.files
        if path.startswith(("unused", "pyodide_widgets/attention", "pyodide_widgets/widgets"))
    ]
