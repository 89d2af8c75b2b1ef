"""Write all lock files anew, with hashes and without any host; arguments go to uv (--upgrade)."""

import json
import os
import sys

import bootstrap

UV = [os.path.join(bootstrap.VENV, "bin", "uv"), "pip", "compile", "--quiet"]
UV += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
UV += ["--python-version", "3.11", "--universal"]
REQUIREMENTS = [
    "requirements",
    "requirements-dev",  # constrained by the one before
    "deploy/dev/requirements-uv",
    "deploy/dev/requirements-node",
]


def main(arguments):
    os.chdir(bootstrap.ROOT)
    for name in REQUIREMENTS:
        bootstrap.run(*UV, *arguments, name + ".in", "--output-file", name + ".lock")
    bootstrap.run(*bootstrap.npm(), "install", "--package-lock-only", "--ignore-scripts")
    with open("package-lock.json", encoding="utf-8") as file:
        lock = json.load(file)
    for package in lock["packages"].values():
        package.pop("funding", None)  # the only place left that names hosts
    with open("package-lock.json", "w", encoding="utf-8") as file:
        json.dump(lock, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1:])
