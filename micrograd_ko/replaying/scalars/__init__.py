"""수 하나짜리 행: Value의 그래프를 단계마다 묶어 적는다.

Write a graph of Values as rows of one number each, level by level. A graph of Values flows in, rows
and their places flow out:

========  ======================================================================================
patterns  what an op does to single numbers, read off its rules
numbered  a graph of Values as arrays of numbers
passes    its forward and backward pass as rows
leveled   all of them, level by level, and where their numbers lie
========  ======================================================================================
"""
