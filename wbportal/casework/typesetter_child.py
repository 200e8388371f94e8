"""Sets one paper in pages: runs alone in a sandbox, from standard input to standard output.

In comes the paper as JSON, out goes a PDF. What people wrote is handed to the pages as values and
never as markup: nothing in it is a command.

This file is a program of its own: it imports nothing of the portal, which the sandbox does not
hold.
"""

import io
import json
import resource
import sys

import pikepdf
import typst

_MEMORY_BYTES = 1536 * 1024 * 1024
_CPU_SECONDS = 50
_OPEN_FILES = 512  # the fonts of a machine are files
_FONTS = "/fonts"
# What the two fonts at hand can set; for letters beyond these the machine's fonts are looked at.
_AT_HAND = ((0x0, 0x24F), (0xE00, 0xE7F), (0x2000, 0x206F), (0x2580, 0x259F))

_PAGES = """
#let paper = json(bytes(sys.inputs.paper))
#let small = 8.5pt
#let class = align(center, text(weight: "bold", size: 13pt, paper.secrecy))
#set document(title: paper.title, date: none)
#set text(font: ("Libertinus Serif", "Noto Serif Thai"), size: 10.5pt, lang: paper.lang)
#set par(leading: 0.95em, spacing: 1.1em)
#set page(
  paper: "a4",
  margin: (top: 28mm, bottom: 36mm, x: 24mm),
  header: align(horizon, class),
  footer: {
    line(length: 100%, stroke: 0.5pt)
    grid(
      columns: (1fr, auto), gutter: 4mm,
      text(size: small, paper.recipient),
      align(right, text(size: small)[
        #sys.inputs.copy #h(1.2em)
        #context {
          paper.page.at(0)
          counter(page).display()
          paper.page.at(1)
          str(counter(page).final().first())
        }
      ]),
    )
    v(1mm)
    class
  },
)
#show heading: it => block(above: 1.6em, below: 0.9em, sticky: true, text(size: 13pt, it.body))
#let lines(said) = said.split("\\n").map(text).join(linebreak())
#let facts(pairs) = if pairs.len() > 0 {
  grid(
    columns: (32%, 1fr), column-gutter: 4mm, row-gutter: 0.9em,
    ..pairs.map(pair => (text(weight: "bold", pair.at(0)), lines(pair.at(1)))).flatten(),
  )
}
#align(center, text(size: 17pt, weight: "bold", paper.title))
#v(4mm)
#facts(paper.facts)
#for chapter in paper.chapters {
  heading(level: 1, chapter.title)
  for passage in chapter.passages {
    if passage.heading != "" {
      block(above: 1.5em, below: 0.9em, sticky: true, text(weight: "bold", passage.heading))
    }
    block(below: 1em, facts(passage.facts))
    if passage.text != "" { par(lines(passage.text)) }
  }
}
"""


def typeset(written: bytes) -> bytes:
    """Return all copies of a paper, one after the other, each with page numbers of its own."""
    paper = json.loads(written)
    text = written.decode()
    made = pikepdf.new()
    for copy in paper["copies"]:
        pages: bytes = typst.compile(  # type: ignore[misc]  # it has no type for "nowhere"
            _PAGES.encode(),
            sys_inputs={"paper": text, "copy": copy},
            font_paths=[_FONTS],
            pdf_tags=False,
            ignore_system_fonts=not _needs_more(text),
        )
        made.pages.extend(pikepdf.open(io.BytesIO(pages)).pages)
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return out.getvalue()


def _needs_more(text: str) -> bool:
    letters = {ord(letter) for letter in text}
    return any(not any(low <= one <= high for low, high in _AT_HAND) for one in letters)


def limit_resources() -> None:
    """Take away what a page gone wild could use up; nothing gives it back."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    limit_resources()
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read()))
