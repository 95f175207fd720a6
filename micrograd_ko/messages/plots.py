"""그래프(matplotlib) 그림의 문장.

Sentences on plots.
"""

MESSAGES: dict[str, tuple[str, str]] = {

}  # fmt: skip
