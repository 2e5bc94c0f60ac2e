"""What a pull request is told, in two halves that share one file and no trust.

`comments`: a run without rights, on the pull request's own contents → a file; and such a file, which anybody may have written →
texts that are nothing but text. `github`, `gitlab`: what those platforms say of a pull request, and a file → what to ask of them.
"""
