"""자료의 문장.

Sentences of data.
"""

MESSAGES: dict[str, tuple[str, str]] = {

}  # fmt: skip
