"""명령마다 모듈 하나: add_arguments와 run.

One module for each command: ``add_arguments(parser)`` says what it takes, ``run(given)``
carries it out and returns the exit code.
"""
