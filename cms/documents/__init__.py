"""bytes ⇄ document, losslessly: front matter in YAML, TOML and JSON, data files; texts merged; Markdown rendered.

Never load-and-dump: only the spans of changed values differ, and what was written is read again before it is given out.
"""

from cms.documents.ambiguous import ambiguous_values
from cms.documents.creating import create_document
from cms.documents.document import Document, DocumentProblem, edit_document, parse_document
from cms.documents.kinds import DocumentKind, Style, document_kind
from cms.documents.reading import Reading, read_document
from cms.documents.textmerge import TextConflict, TextMerge, merge_text, word_diff

__all__ = [
    "Document",
    "DocumentKind",
    "DocumentProblem",
    "Reading",
    "Style",
    "TextConflict",
    "TextMerge",
    "ambiguous_values",
    "create_document",
    "document_kind",
    "edit_document",
    "merge_text",
    "parse_document",
    "read_document",
    "word_diff",
]
