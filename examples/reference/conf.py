"""Sphinx의 설정, 두 언어가 함께 쓴다. The settings of Sphinx, for both languages."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from micrograd_ko import __version__, get_language  # noqa: E402

language = get_language()
project = "micrograd_ko"
version = release = __version__
html_title = {"ko": "micrograd_ko 참고서", "en": "micrograd_ko reference"}[language]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "making.binding",
]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nitpicky = True
linkcheck_timeout = 15
linkcheck_retries = 2

default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "none"
add_module_names = False
toc_object_entries_show_parents = "hide"

html_theme = "furo"
pygments_dark_style = "github-dark"
html_math_renderer = "mathml"
html_static_path = ["look/static"]
templates_path = ["look/templates"]
html_css_files = ["reference.css"]
html_copy_source = False
html_show_copyright = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
# what a Korean font has no glyph for comes from the next one
FONTS = (
    '"Noto Sans KR", "Noto Sans CJK KR", NanumGothic, "Malgun Gothic", "Apple SD Gothic Neo", '
    "sans-serif"
)
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_theme_options = {
    "light_css_variables": {"font-stack": FONTS},
    "top_of_page_buttons": [],
}
