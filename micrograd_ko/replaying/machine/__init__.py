"""기계: 정수의 행을 도는 반복문.

Run rows of integers over one flat array of numbers. Instructions flow in, numbers flow out:

============  ==================================================================================
opcodes       the number by which a row asks for what is to be done; families of them
arena         where all numbers lie
rows          instructions as rows of integers
numba_loops   loops over rows, for Numba; with numba_calls, what Numba itself does not have
numba_source  the machine's text, part by part: those loops, a branch in them for each code
parts         what the parts are, each compiled on its own when a program needs it
compiling     a part's text, compiled by Numba to machine code
kept          machine code on disk, for the next process; one process at a time makes it
loading       machine code loaded into this process, without Numba
native        the machine for one dtype: its parts, from there
numpy_loops   where NumPy's own inner loops lie, which the machine calls
native_rows   rows with the addresses of what carries them out
interpreted   the same rows through NumPy's functions
code          instructions ready to run
============  ==================================================================================
"""
