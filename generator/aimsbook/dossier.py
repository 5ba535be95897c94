"""The waist of the house: one folder of records becomes everything known about it; nothing here knows of a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from aimsbook import confirm, prove
from aimsbook.appraisal import Appraisal, appraise_all
from aimsbook.case import Case
from aimsbook.check import check
from aimsbook.collector import collector_paused
from aimsbook.curtain import Curtain, chapters_of
from aimsbook.definitions import read_vocabulary
from aimsbook.documents import DocumentRules, read_documents, words_digest
from aimsbook.enclosures import enclosures
from aimsbook.errors import LeakFault
from aimsbook.frameworks import DECLARATION as FRAMEWORK_FILE
from aimsbook.frameworks import Framework, framework_documents, read_frameworks, with_crosswalks
from aimsbook.graph import Graph
from aimsbook.intake import IntakeRules, read_intake
from aimsbook.ladder import Ladders, read_ladders
from aimsbook.link import link
from aimsbook.lists import ListDefinition, read_lists
from aimsbook.load import load
from aimsbook.matrices import MatrixDefinition, read_matrices
from aimsbook.measure import Standing, add_facts, measure
from aimsbook.profiles import Profile, profile_named, read_profiles
from aimsbook.project import Project
from aimsbook.proof import ProofRules, Proofs, read_proof_rules
from aimsbook.records import WITHHELD, Diagnostic, Mark, Record, Severity
from aimsbook.source import read_all, yaml_files
from aimsbook.telling import as_told
from aimsbook.texts import Labels, Texts
from aimsbook.themes import read_themes
from aimsbook.veil import veil
from aimsbook.vocabulary import Vocabulary
from aimsbook.words import listed

NOTHING_SHOWN = "Nothing is shown here; these readers are not told everything."


@dataclass(frozen=True, eq=False)
class Dossier:
    """Everything known about the records of a project on its as-of date; two of them are never the same."""

    project: Project
    vocabulary: Vocabulary
    frameworks: Mapping[str, Framework]
    case: Case
    ladders: Ladders
    standings: Mapping[str, Standing]
    matrices: Mapping[str, MatrixDefinition]
    lists: Mapping[str, ListDefinition]
    labels: Labels
    texts: Texts
    diagnostics: tuple[Diagnostic, ...]
    documents: DocumentRules
    intake: IntakeRules
    proof_rules: ProofRules
    all_proofs: Proofs
    curtain: Curtain | None = None
    whole: Dossier | None = None

    @cached_property
    def graph(self) -> Graph:
        """The linked records; what a profile withholds is met by those that follow a link, and not listed."""
        return self.case.graph.shown()

    def told(self, text: str) -> str:
        """A text of ours in which everything withheld reads so."""
        return self.curtain.told(text) if self.curtain else text

    @cached_property
    def keeps_back(self) -> bool:
        """Whether a profile withholds anything that is there, a gap among them."""
        if self.curtain is None:
            return False
        gaps = self.whole.diagnostics if self.whole else ()
        return self.curtain.keeps_back or any(not self.curtain.profile.tells(one.rule, one.duty) for one in gaps)

    @property
    def tells_gaps(self) -> bool:
        """Whether readers are told at all what is missing and how it is mended."""
        return self.curtain is None or self.curtain.profile.tells()

    def nothing(self, words: str) -> str:
        """The words for what is empty, which claim nothing where something is withheld."""
        return NOTHING_SHOWN if self.keeps_back else words

    def number(self, number: int, type_name: str = "") -> str:
        """A count as it is told: nought says that there is none, which nobody is told where something is withheld.

        With a type it is a count of its records alone.
        """
        curtain = self.curtain
        hides = self.keeps_back and (not type_name or (curtain is not None and curtain.counts()[type_name] > 0))
        return "–" if hides and not number else str(number)

    @property
    def of_shown(self) -> str:
        """What is added to a sentence that counts or claims: that it is about what is shown, where that is not all."""
        return ", of what is shown" if self.keeps_back else ""

    @cached_property
    def enclosed(self) -> Mapping[str, str]:
        """The files that go with the records, and the place of each in a pack."""
        names_secrets = self.curtain.names.secret.named_in if self.curtain else None
        return enclosures(self.case, self.project.docs, names_secrets)

    @cached_property
    def proofs(self) -> Proofs:
        """All proof as it is told: days and periods that would tell a withheld field are not among it."""
        return as_told(self.all_proofs, self.proof_rules) if self.curtain else self.all_proofs

    def on(self, day: date) -> tuple[Proofs, Mapping[str, Standing]]:
        """How all proof, as it is told, and every record would stand on a later day if nothing is done until then."""
        proofs, standings = judged(self.case.on(day), self.proof_rules, self.ladders)
        return as_told(proofs, self.proof_rules) if self.curtain else proofs, standings

    @cached_property
    def appraisals(self) -> Mapping[str, Appraisal]:
        """Where each rated record stands."""
        found = appraise_all(self.case)
        return {name: one for name, one in found.items() if not one.record.veiled}

    @cached_property
    def by_record(self) -> Mapping[str, list[Diagnostic]]:
        """The diagnostics of each record that has any."""
        found: dict[str, list[Diagnostic]] = {}
        for diagnostic in self.diagnostics:
            if diagnostic.record:
                found.setdefault(diagnostic.record, []).append(diagnostic)
        return found

    def own(self) -> list[Record]:
        """The records that the project wrote itself."""
        return [record for record in self.graph if not record.shipped]

    def counts(self) -> Counter[str]:
        """How many records of each type there are."""
        return Counter(record.type for record in self.graph)


def compile_dossier(project: Project) -> Dossier:
    """Load, link, check and measure the records of a project, and veil what its profile withholds.

    Raises ConfigurationFault for a broken vocabulary or framework; what is wrong with records is in the diagnostics.
    """
    vocabulary = read_vocabulary(project.vocabulary_folder)
    whole = _compiled(project, vocabulary, *_read(project, vocabulary))
    if not project.profile:
        return whole
    profile = profile_named(project.profile, read_profiles(vocabulary, project.vocabulary_folder))
    return _veiled(whole, profile)


def _veiled(whole: Dossier, profile: Profile) -> Dossier:
    """The dossier for a profile: compiled anew from the veiled records, and held against the whole."""
    project, rules = whole.project, whole.documents

    def digest_of(record: Record) -> str | None:
        return words_digest(record, rules, whole.case) if record.type == rules.type else None

    veiled = veil(whole.graph, profile, whole.case, digest_of)
    chapters = frozenset(chapters_of(veiled.names.files, project.docs, project.root))
    curtain = Curtain(profile, veiled, whole.case, project.docs, project.root, chapters)
    found = _compiled(project, whole.vocabulary, list(veiled.records), _untold(whole.diagnostics), curtain)
    for record in found.graph:
        if _state_of(found, record.id) != _state_of(whole, record.id):
            raise LeakFault(f"under the profile {profile.name} {record.id} has another state than on the whole")
    return replace(found, whole=whole)


def _state_of(dossier: Dossier, record_id: str) -> tuple[str, int, int] | None:
    standing = dossier.standings.get(record_id)
    return (standing.rung.name, standing.level, standing.beneath) if standing else None


def _untold(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors of the whole; they stop every build, and what they are about may be withheld."""
    hint = "Run `aimsbook check`, which tells everything."
    place, said = Mark(WITHHELD), "the records have an error that this profile does not tell"
    return [
        Diagnostic(one.rule, said, place, hint=hint) for one in diagnostics if one.severity is Severity.ERROR
    ]


def _compiled(
    project: Project,
    vocabulary: Vocabulary,
    records: list[Record],
    diagnostics: list[Diagnostic],
    curtain: Curtain | None = None,
) -> Dossier:
    ladders, matrices = read_ladders(vocabulary), read_matrices(vocabulary)
    documents, intake = read_documents(vocabulary), read_intake(vocabulary)
    own = project.vocabulary_folder
    lists, proof_rules = read_lists(vocabulary, own), read_proof_rules(vocabulary, own)
    read_themes(vocabulary)  # a broken theme is refused before any page is made
    frameworks = read_frameworks(project.frameworks, project.records)
    with collector_paused():
        joined = records if curtain else with_crosswalks(records, project.frameworks)
        graph, found = link(joined, vocabulary)
        diagnostics = diagnostics + found
        declared = {name: one.terms for name, one in frameworks.items()}
        case = Case(graph, vocabulary, project.as_of, project.root, declared=declared)
        if curtain:
            case.examined.update(curtain.veiled.files)
            case.digests = curtain.veiled.digests
        proofs, standings = judged(case, proof_rules, ladders)
        labels = Labels(graph, vocabulary, frameworks)
        texts = Texts(graph, vocabulary, labels)
        diagnostics += texts.diagnostics + list(_carried(check(case), standings))
    if curtain:
        diagnostics = list(_told(diagnostics, graph, curtain))
    ordered = tuple(sorted(diagnostics, key=lambda one: one.order))
    return Dossier(
        project, vocabulary, frameworks, case, ladders, standings, matrices, lists, labels, texts, ordered, documents,
        intake, proof_rules, proofs, curtain,
    )  # fmt: skip


def _told(diagnostics: Iterable[Diagnostic], graph: Graph, curtain: Curtain) -> Iterator[Diagnostic]:
    """Yield the diagnostics that a profile tells, without a word of what it withholds."""
    for one in diagnostics:
        if one.record and one.record in graph and graph[one.record].veiled:
            continue
        if one.severity is Severity.ERROR or curtain.profile.tells(one.rule, one.duty):
            yield replace(one, message=curtain.told(one.message), hint=curtain.told(one.hint))


def judged(case: Case, rules: ProofRules, ladders: Ladders) -> tuple[Proofs, dict[str, Standing]]:
    """The state of all proof, which the other facts may look at, and where every record stands."""
    pieces, controls = prove.prove(case, rules)
    case.facts.update(((name, fact), value) for name, fact, value in prove.facts_of(pieces, controls, rules))
    case.reasons.update(prove.reasons_of(pieces, controls, rules))
    confirmed, why = confirm.confirm(case, rules.confirmation)
    case.facts.update(((name, fact), value) for name, fact, value in confirm.facts_of(confirmed))
    case.reasons.update(confirm.reasons_of(why))
    add_facts(case)
    return Proofs(pieces, controls, confirmed), measure(case, ladders)


def _carried(diagnostics: list[Diagnostic], standings: Mapping[str, Standing]) -> Iterator[Diagnostic]:
    """Yield the diagnostics; a gap that is knowingly carried for a while is told, but asks for nothing until then."""
    for one in diagnostics:
        standing = standings.get(one.record or "")
        if one.severity is Severity.GAP and standing and standing.rung.open:
            yield replace(one, severity=Severity.INFO, message=f"{one.message} (carried by {listed(standing.by)})")
        else:
            yield one


@collector_paused()
def _read(project: Project, vocabulary: Vocabulary) -> tuple[list[Record], list[Diagnostic]]:
    shipped, faults = load(framework_documents(project.frameworks), vocabulary, shipped=True)
    files = [file for file in yaml_files(project.records) if _holds_records(project, file)]
    records, diagnostics = load(read_all((file, project.path_of(file)) for file in files), vocabulary)
    return shipped + records, faults + diagnostics


def _holds_records(project: Project, file: Path) -> bool:
    """Whether a YAML file below the records' folder is meant to hold records, and no definition."""
    return file.name != FRAMEWORK_FILE and not file.is_relative_to(project.vocabulary_folder)
