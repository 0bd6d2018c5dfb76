"""Everything guihua raises on purpose, under one root.

Each error says what happened, where, and what to do about it. `code` is the stable word that stands in
`errors.jsonl`, so that a batch can be sorted by it.
"""


class GuihuaError(Exception):
    """Root of all errors that guihua raises; `code` is a stable machine word, the message is for people."""

    code = "guihua"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class ReadError(GuihuaError):
    """An input could not be read: missing, unreadable, empty, too large, binary, or of an unknown charset."""

    code = "unreadable"


class UsageError(GuihuaError):
    """Something was asked for that there is not; the message says what may be asked for."""

    code = "wrong_usage"


class RuleError(GuihuaError):
    """A rule file breaks its contract; the message starts with `file:line`."""

    code = "bad_rule"


class WorkerError(GuihuaError):
    """A document cost its worker process its life or more time than it may, or worker processes cannot be had."""

    code = "worker_died"


class DatasetError(GuihuaError):
    """The output folder cannot be written to: it holds something else, or a dataset and `--force` was not given."""

    code = "output_refused"


class EvaluationError(GuihuaError):
    """There is nothing to evaluate: no dataset, no references, none that fit each other, or floors of something else."""

    code = "cannot_evaluate"


class CorrectionError(GuihuaError):
    """A corrections file is none, or a correction does not fit the document."""

    code = "bad_correction"


class ExportError(GuihuaError):
    """There is nothing to export, a record does not fit its table, or what a form needs is not installed."""

    code = "cannot_export"


class AlignmentError(GuihuaError):
    """A repair asked for edits that overlap or lie outside its text; always a programming error."""

    code = "misaligned"
