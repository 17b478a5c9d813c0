"""Known vulnerabilities of the locked dependencies: fails on any, and calls nothing well that it could not look up."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = "requirements/run.txt"
WELL, VULNERABLE, NOT_DONE = 0, 1, 75
SECONDS = 300


def main() -> int:
    audit = Path(sys.executable).with_name("pip-audit")
    command = [str(audit), "--require-hashes", "--disable-pip", "-r", LOCK, "-f", "json", "--progress-spinner", "off"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    except subprocess.TimeoutExpired:
        told = ""
    answer, sentences = verdict(told)
    print("\n".join(sentences))
    return answer


def verdict(told: str) -> tuple[int, list[str]]:
    """What to answer to the JSON of pip-audit, and why; "" when it said nothing."""
    try:
        dependencies = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return NOT_DONE, ["COULD NOT AUDIT: the vulnerability service could not be reached; nothing is known."]
    skipped = [d["name"] for d in dependencies if "skip_reason" in d]
    found = [f"{d['name']} {d['version']}: {v['id']}" for d in dependencies for v in d.get("vulns", [])]
    looked_up = len(dependencies) - len(skipped)
    sentences = [f"{looked_up} of {len(dependencies)} audited, {len(found)} known vulnerabilities", *found]
    if skipped or not dependencies:
        sentences.append(f"COULD NOT AUDIT: {', '.join(skipped) or LOCK}")
    if found:
        return VULNERABLE, sentences
    return (NOT_DONE if skipped or not dependencies else WELL), sentences


if __name__ == "__main__":
    sys.exit(main())
