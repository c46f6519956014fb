"""What Quire costs: times, bytes and memory of the running system, and what to compare them with.

    python -m bench --sizes 100 1000 10000

It makes repositories of any size. Everything is measured from outside: the `cms` command as a process, HTTP, Chromium.
Only the floors, the least that git, YAML, SQLite and the disk cost for the same work, run in the bench's own process.
`docs/performance.md` says what each row means.
"""
