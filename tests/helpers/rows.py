"""표의 행을 도로 빼기. Take rows away from the tables again."""

from micrograd_ko import ARRAY_TABLE, TABLE, Tensor, Value
from micrograd_ko.engine.tensor import FUNCTIONS
from micrograd_ko.engine.value_calls import UFUNCS


def forget(names):
    """Take rows away again, from the tables and from all that was made of them."""
    for name in names:
        rows = [table.pop(name) for table in (TABLE, ARRAY_TABLE) if name in table]
        for kind, functions in ((Value, UFUNCS), (Tensor, FUNCTIONS)):
            if name in vars(kind):
                delattr(kind, name)
            for function in [
                function for function, meaning in functions.items() if meaning in rows
            ]:
                del functions[function]
