"""Known vulnerabilities of the locked dependencies; fails on any, says what could not be looked up."""

import json
import subprocess
import sys
from pathlib import Path

LOCK = "requirements/run.txt"


def main() -> int:
    audit = Path(sys.executable).with_name("pip-audit")
    command = [str(audit), "--require-hashes", "--disable-pip", "-r", LOCK, "-f", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        print("the vulnerability service could not be reached; nothing was audited")
        return 0
    found = [f"{d['name']} {d['version']}: {v['id']}" for d in dependencies for v in d.get("vulns", [])]
    skipped = sum("skip_reason" in d for d in dependencies)
    print(f"{len(dependencies) - skipped} audited, {skipped} could not be looked up, {len(found)} vulnerable")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
