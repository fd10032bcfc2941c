"""Writes one remote into DVC's config files, as `dvc remote add` and `dvc remote modify` do.

A program of its own because those two take secrets as arguments, where other users of the machine see them. Reads
{name, url, committed, secret, default} as JSON from stdin, and answers {default} on stdout.
"""

import json
import os
import sys

from dvc.config import Config, ConfigError

dvc_dir = ".dvc"


def is_same_place(section, url, committed):
    old = section.get("url")
    is_same_url = old is not None and os.path.abspath(old) == os.path.abspath(url)
    return is_same_url and all(section.get(key) == value for key, value in committed.items())


def make_private(path):
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    os.chmod(path, 0o600)


def main():
    wanted = json.load(sys.stdin)
    name, url = wanted["name"], wanted["url"]
    committed, secret = wanted["committed"], wanted["secret"]
    config = Config(dvc_dir, validate=False)
    # Settings of another place would be wrong here, and its password would be sent to a stranger.
    keep = is_same_place(config.read("repo")["remote"].get(name, {}), url, committed)

    if secret:
        make_private(config.files["local"])
    if os.path.exists(config.files["local"]):
        with config.edit("local", validate=False) as local:
            section = {**(local["remote"].get(name, {}) if keep else {}), **secret}
            local["remote"].pop(name, None)
            if section:
                local["remote"][name] = section
            if wanted["default"] == "yes":
                local["core"].pop("remote", None)

    with config.edit("repo", validate=False) as repo:
        old = repo["remote"].get(name, {}) if keep else {}
        old = {key: value for key, value in old.items() if key not in secret}
        repo["remote"][name] = {**old, "url": old.get("url", url), **committed}
        core = repo["core"]
        if wanted["default"] == "yes" or (wanted["default"] == "first" and "remote" not in core):
            core["remote"] = name
        elif wanted["default"] == "no" and core.get("remote") == name:
            del core["remote"]

    merged = Config(dvc_dir)
    json.dump({"default": merged["core"].get("remote") == name}, sys.stdout)


try:
    main()
except ConfigError as error:
    sys.exit(str(error))
