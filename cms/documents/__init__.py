"""bytes ⇄ document, losslessly: front matter and data files; Markdown rendering and sanitising."""
