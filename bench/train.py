"""What `make train` runs: trains a pipeline that finds names, and sets it beside the rules that find them now.

spaCy's own `ner` learns two kinds of names, from the generator's documents and from the samples in corpus/ that have
references: organisations that answer for tasks (ORG: the units of the references), and programmes (EVENT: where the
generator put them; in the samples, what the rules find between quotation marks, so that there it can learn no more than
they know). Its words are those of the project's own tokenizer. The folder that it writes is a pipeline as spaCy saves one:

    python -m bench.train [--out build/ner] [--epochs N] [--documents N]
    guihua convert --spacy-model build/ner …

Every fourth sample, other documents of the generator, and the real documents that may lie in ../shared are kept from it;
on these it is compared with the rules, by the names found and by the unit records that come of them.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Span
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import fix_random_seed

from bench.accuracy import CORPUS, ROOT, SHARED
from corpus.generate import batch, write
from pipeline import Converter, Prepared
from pipeline.converted import Converted
from pipeline.evaluate import Reference, evaluate, of_conversions, read_references
from pipeline.evaluate.dataset import Row
from pipeline.evaluate.tally import Score, by_type
from pipeline.extract.entities import from_model, from_rules
from pipeline.extract.language import WordTokenizer
from pipeline.inputs import Reader, find_inputs
from rules import RuleSet

OUT = ROOT / "build" / "ner"
WIDTH = 64
"""Of the vector of a word: enough for names that endings and neighbours give away, and small enough for minutes of training."""
_SEED = 11
_TRAINING, _OTHER = 101, 1
"""Seeds of the generator: of the documents to learn from, and of those to be judged by (the ones of `make accuracy`)."""
_LEFT_OUT = 4
"""Of the samples every so many are kept from training."""
_EMPTY = 3
"""Of the paragraphs without a name every so many are learnt from: most of what is read makes nobody answerable."""
_LONGEST = 1200
"""Characters of a paragraph to learn from."""
_AT_ONCE = 32
_SAID = re.compile("“[^“”\n]{2,24}”(?:工程|行动|计划|项目|活动|专项)")
_SPACE = re.compile(r"\s")
Name = tuple[int, int, str]


class Passage(NamedTuple):
    """A paragraph of clean text and the names in it: where each begins and ends, and its label."""

    text: str
    names: tuple[Name, ...]


class Known(NamedTuple):
    """A document with its reference, as far as extraction has not begun; `programmes` are source stretches, None where nobody knows."""

    name: str
    data: bytes
    prepared: Prepared
    reference: Reference
    programmes: tuple[tuple[int, int], ...] | None = None


class Trained(NamedTuple):
    """The pipeline, and the share of names whose ends are ends of words: the others could not be learnt."""

    nlp: Language
    placed: float


# -- what there is to learn from ----------------------------------------------------------------------------------


def samples(folder: Path, golds: Path, converter: Converter) -> list[Known]:
    """The documents of a folder that have references, by name."""
    reader = Reader()
    known = {reference.sha256: reference for reference in read_references(golds)}
    out = []
    for path in find_inputs([str(folder)]):
        data = reader.read(path)
        reference = known.get(sha256(data).hexdigest())
        if reference is not None:
            out.append(Known(Path(path).name, data, converter.prepare(data, path), reference))
    return out


def generated(seed: int, documents: int, converter: Converter) -> list[Known]:
    """Documents of the generator, which knows where its programmes stand."""
    made = list(batch(seed, documents))
    with TemporaryDirectory() as name:
        for one in made:
            write(Path(name), one)
        references = {reference.sha256: reference for reference in read_references(Path(name) / "gold")}
    return [
        Known(one.name, one.data, converter.prepare(one.data, one.name), references[sha256(one.data).hexdigest()], one.programmes)
        for one in made
    ]


def organisations(known: Known) -> tuple[list[Name], list[Row]]:
    """The units of the reference in offsets of the clean text, and those that stand there with other words: broken, or misplaced."""
    text = known.prepared.repaired.text
    names, lost = [], []
    for row in known.reference.records["units"]:
        start, end = text.position(row["evidence"][0]["start"]), text.position(row["evidence"][-1]["end"])
        words = text.text[start:end]
        if "\n" not in words and _SPACE.sub("", words) == _SPACE.sub("", row["surface"]):
            names.append((start, end, "ORG"))
        else:
            lost.append(row)
    return names, lost


def programmes(known: Known, rules: RuleSet) -> list[Name]:
    """The programmes in offsets of the clean text: as the generator says, else as the rules find them."""
    text = known.prepared.repaired.text
    if known.programmes is not None:
        return [(text.position(start), text.position(end), "EVENT") for start, end in known.programmes]
    found = (e.span for e in from_rules(text.text, rules) if e.label == "programme")
    return [(s.start, s.end, "EVENT") for s in found if _SAID.fullmatch(text.text, s.start, s.end)]


def passages(known: Known, rules: RuleSet) -> Iterator[Passage]:
    """The paragraphs of a document with their names. One with a unit that is not found in its place is left out, and so is a
    document whose offsets count in another rendering."""
    if known.reference.by_words:
        return
    text = known.prepared.repaired.text
    found, lost = organisations(known)
    at = [text.position(row["evidence"][0]["start"]) for row in lost]
    names = sorted({*found, *programmes(known, rules)})
    for line in re.finditer(r"[^\n]+", text.text):
        a, b = line.span()
        if b - a <= _LONGEST and not any(a <= place < b for place in at):
            yield Passage(line.group(), tuple((s - a, e - a, label) for s, e, label in names if a <= s and e <= b))


# -- training -----------------------------------------------------------------------------------------------------


def untrained(rules: RuleSet) -> Language:
    """A small pipeline that has learnt nothing yet; its words are the project's own."""
    nlp = spacy.blank("xx")
    nlp.meta.update(name="guihua_names", version="0.1.0", description="Organisations that answer for tasks, and programmes")
    nlp.tokenizer = WordTokenizer(nlp.vocab, rules)
    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": WIDTH, "depth": 4, "embed_size": 2000,
               "window_size": 1, "maxout_pieces": 3, "subword_features": True}  # fmt: skip
    model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False, "hidden_width": WIDTH,
             "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": tok2vec}  # fmt: skip
    nlp.add_pipe("ner", config={"model": model})
    return nlp


def train(learnt: Iterable[Passage], rules: RuleSet, epochs: int) -> Trained:
    """A pipeline trained on these paragraphs; the same paragraphs in the same order give the same one."""
    fix_random_seed(_SEED)
    rng = Random(_SEED)
    nlp = untrained(rules)
    examples, wanted, placed = [], 0, 0
    empty = 0
    for passage in learnt:
        if not passage.names:
            empty += 1
            if empty % _EMPTY and not rules.phrase("joint_work").search(passage.text):
                continue
        told = nlp.make_doc(passage.text)
        spans = [told.char_span(a, b, label=label) for a, b, label in passage.names]
        kept: list[Span] = filter_spans([span for span in spans if span is not None])
        wanted += len(spans)
        placed += len(kept)
        told.set_ents(kept)
        examples.append(Example(nlp.make_doc(passage.text), told))
    if not placed:
        raise ValueError("there is no name to learn from")
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(epochs):
        rng.shuffle(examples)
        for at in range(0, len(examples), _AT_ONCE):
            nlp.update(examples[at : at + _AT_ONCE], sgd=optimizer, drop=0.2)
    return Trained(nlp, placed / wanted)


def save(nlp: Language, folder: Path) -> None:
    """Write the pipeline as spaCy's own tools read it. The tokenizer is not part of it: guihua puts in its own."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, nlp.tokenizer = nlp.tokenizer, spacy.blank("xx").tokenizer
    nlp.to_disk(folder)
    nlp.tokenizer = ours


# -- comparison ---------------------------------------------------------------------------------------------------


def _count(found: set[Name], right: set[Name], score: Score) -> None:
    score.reference += len(right)
    score.found += len(found)
    score.paired += len(found & right)


def names_found(documents: Sequence[Known], units: Sequence[Converted], nlp: Language, rules: RuleSet) -> dict[str, Score]:
    """How many organisations are found to the character where somebody is made answerable: the names by rule, the unit records
    that all rules together give, the trained names."""
    scores = {"names by rule": Score(), "unit records by rule": Score(), "names by the model": Score()}
    for known, converted in zip(documents, units, strict=True):
        if known.reference.by_words:
            continue
        text = known.prepared.repaired.text
        read = [m.span() for m in re.finditer(r"[^\n]+", text.text) if rules.phrase("joint_work").search(m.group())]

        def in_reach(spans: Iterable[tuple[int, int]], read: Sequence[tuple[int, int]] = read) -> set[Name]:
            return {(s, e, "ORG") for s, e in spans if any(a <= s and e <= b for a, b in read)}

        right = in_reach((s, e) for s, e, _ in organisations(known)[0])
        stand = [(text.position(u.evidence[0].start), text.position(u.evidence[-1].end)) for u in converted.units]
        ruled = (e.span for e in from_rules(text.text, rules) if e.label == "organisation")
        learnt = (e.span for e in from_model(nlp, text.text, rules) if e.label == "organisation")
        _count(in_reach((s.start, s.end) for s in ruled), right, scores["names by rule"])
        _count(in_reach(stand), right, scores["unit records by rule"])
        _count(in_reach((s.start, s.end) for s in learnt), right, scores["names by the model"])
    return scores


def programmes_found(documents: Sequence[Known], nlp: Language, rules: RuleSet) -> dict[str, Score]:
    """How many of the generator's programmes are found to the character, in any paragraph."""
    scores = {"names by rule": Score(), "names by the model": Score()}
    for known in documents:
        if known.programmes is None or known.reference.by_words:
            continue
        text = known.prepared.repaired.text.text
        right = set(programmes(known, rules))
        ruled = {(*e.span, "EVENT") for e in from_rules(text, rules) if e.label == "programme"}
        learnt = {
            (m.start() + e.start_char, m.start() + e.end_char, e.label_)
            for m in re.finditer(r"[^\n]+", text)
            for e in nlp(m.group()).ents
            if e.label_ == "EVENT"
        }
        _count(ruled, right, scores["names by rule"])
        _count(learnt, right, scores["names by the model"])
    return scores


def convert(documents: Sequence[Known], converter: Converter) -> list[Converted]:
    """The records of the documents."""
    return [converter.finish(known.prepared, known.data, known.name) for known in documents]


def units_of(documents: Sequence[Known], made: Sequence[Converted]) -> Score:
    """The score of the unit records."""
    return by_type(evaluate(of_conversions(made), [known.reference for known in documents]))["units"].score


def _row(what: str, who: str, score: Score, strict: bool = False) -> str:
    figures = score.figures() + (score.figures(strict=True)[2:] if strict else ())
    return f"| {what} | {who} | {score.reference} | {score.found} | " + " | ".join(f"{f:.4f}" for f in figures) + " |"


def compare(sets: dict[str, list[Known]], converter: Converter, folder: Path) -> str:
    """Two Markdown tables: names found, and unit records with the rules and with the model of a folder in their place."""
    rules = converter.rules
    nlp = spacy.load(folder)
    nlp.tokenizer = WordTokenizer(nlp.vocab, rules)
    with_model = Converter(rules, str(folder))
    head = "| documents | {} | reference | found | precision | recall | F1 |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    names, events = [head.format("organisations")], [head.format("programmes")]
    units = [
        "| documents | unit records | reference | found | precision | recall | F1 | strict F1 |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for what, documents in sets.items():
        ruled = convert(documents, converter)
        names += [_row(what, who, score) for who, score in names_found(documents, ruled, nlp, rules).items()]
        events += [_row(what, who, score) for who, score in programmes_found(documents, nlp, rules).items() if score.reference]
        units.append(_row(what, "with the rules", units_of(documents, ruled), strict=True))
        units.append(_row(what, "with the model", units_of(documents, convert(documents, with_model)), strict=True))
    return "\n".join([*names, "", *units, "", *events])


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the pipeline (default: build/ner)")
    parser.add_argument("--epochs", type=int, default=10, help="passes over the paragraphs (default: %(default)s)")
    parser.add_argument("--documents", type=int, default=80, help="documents of the generator to learn from (default: %(default)s)")
    arguments = parser.parse_args()
    converter = Converter()
    ours = samples(CORPUS, CORPUS / "gold", converter)
    left_out = ours[_LEFT_OUT - 1 :: _LEFT_OUT]
    names = {known.name for known in left_out}
    learnt = [*(known for known in ours if known.name not in names), *generated(_TRAINING, arguments.documents, converter)]
    trained = train((p for known in learnt for p in passages(known, converter.rules)), converter.rules, arguments.epochs)
    save(trained.nlp, arguments.out)
    print(f"{len(learnt)} documents learnt from; {trained.placed:.1%} of their names end where words end", file=sys.stderr)
    print(f"written to {arguments.out}: guihua convert --spacy-model {arguments.out} …", file=sys.stderr)
    sets = {"samples left out": left_out, "other generated": generated(_OTHER, 40, converter)}
    if (SHARED / "gold").is_dir():
        sets["real documents"] = samples(SHARED / "corpus", SHARED / "gold", converter)
    print(compare(sets, converter, arguments.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
