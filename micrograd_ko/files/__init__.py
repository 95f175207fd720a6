"""파일: 나무 꼴의 데이터를 쓰고 읽는다, 아무것도 실행하지 않고.

Write and read trees of plain things. A tree (dicts with text keys, lists, text, numbers, bools,
None, arrays) and a path flow in, a file flows out, and back:

===========  ===================================================================================
trees        a tree as what JSON can say, and its arrays beside it
document     what every file says of itself: format, kind, version
json_form    .json: text that a person can read, the arrays in it
npz_form     .npz: a zip archive of the arrays and the text, as NumPy reads it
safe_form    .safetensors: the arrays, the text in the metadata (needs the package safetensors)
beside       written beside and renamed: the file is old or new, and always whole
broken       what is wrong with a file
generators   states of random generators as trees
reading      write_tree, read_tree and what they share
===========  ===================================================================================

A file that was cut off, comes from elsewhere or was made to do harm is a DataError that says so.
Nothing of it is executed, and no more is allocated than the file is long (as JSON: some thirty
times that, as Python's objects are larger than their text).
"""

from .beside import write_beside
from .broken import BrokenError, expected, field, items
from .generators import generator_from_tree, tree_of_generator
from .reading import SUFFIXES, Document, expect_path, read_document, read_tree, write_tree

__all__ = [
    "SUFFIXES",
    "BrokenError",
    "Document",
    "expect_path",
    "expected",
    "field",
    "generator_from_tree",
    "items",
    "read_document",
    "read_tree",
    "tree_of_generator",
    "write_beside",
    "write_tree",
]
