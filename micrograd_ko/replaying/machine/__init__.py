"""기계: 정수의 행을 도는 반복문.

Run rows of integers over one flat array of numbers. Instructions flow in, numbers flow out:

============  ==================================================================================
opcodes       the number by which a row asks for what is to be done
arena         where all numbers lie
rows          instructions as rows of integers
numba_loops   loops over rows, for Numba
numba_source  the machine's text: those loops, a branch in them for each code
native        that text, compiled by Numba and kept
interpreted   the same rows through NumPy
code          instructions ready to run
============  ==================================================================================
"""
