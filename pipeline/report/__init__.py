"""A dataset as a static site for readers: a start page, and a page for each document with every record in its place.

    dataset folder ─dataset─▶ Converted ─records, text─▶ what a page shows ─templates─▶ folder of HTML files
                      └───overview, pictures───▶ start page

The site opens from disk with no server and no network, and runs nothing but its own scripts.
"""

from pipeline.report.write import write_report

__all__ = ["write_report"]
