"""Documents that no person would write, of all that a person writes: every construct of Markdown and Liquid, mixed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LABELS = ("1", "2", "17", "one", "Two Words", "é", "x-y", "a.b", "文", "*em*", "x", " ", "`c`")
NOTES = ("1", "note", "n-2", "later")
PROSE = r"""word word word word word word word [3] array[0] [sic] [ ] [x] \[1\] don't "quoted" -- ... &amp; x_y_z 1.
a|b \|
日本語 한국어 عربي 【1】 ［1］ é: C# www.x.org HTML 2) (1) http://bare.example/x [none][missing] (see) <br> [^none]
a*b $5""".split()
MARKS = r"""** * _ __ ` [ ] ( ) ! ![ ]( ][ [] [^] {: } { $ $$ < > << \ # + - : ~~ | \* &copy; </i> ^ == ]:""".split()


class Composer:
    """Writes one document; every link in it has an address of its own."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0
        self.depth = 0
        self.noise = self.chance.choice((0.0, 0.0, 0.02, 0.1, 0.5))

    def document(self) -> str:
        """Write a post, front matter included."""
        chance = self.chance
        parts: list[str] = []
        for _ in range(chance.choice((1, 2, 3, 5, 8))):
            parts += [
                self.block(),
                chance.choice(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "  \n", "\n \t\n")),
            ]
        body = "".join(parts)
        if chance.random() < 0.3:
            body = body.rstrip("\n")
        front = chance.choice(
            (
                "---\ntitle: T\n---\n\n",
                "---\n---\n",
                "---\ntitle: '[a](b)'\n--- \n",
                "---\na: 1\n...\n",
            )
        )
        text = front + body
        if chance.random() < 0.1:
            text = text.replace("\n", "\r\n")
        return "\ufeff" + text if chance.random() < 0.05 else text

    def url(self) -> str:
        """Return an address that was not used before, in one of the ways that they are written."""
        self.count += 1
        form = self.chance.choice(
            ("http://e.org/{}",) * 6
            + (
                "https://e.org/{}?a=1&b=2#c", "/page/{}", "../{}.html", "#anchor-{}", "mailto:a{}@e.org", "//e.org/{}",
                "http://e.org/{}_(x)", "http://e.org/{}_x_y_", "http://e.org/{}*a*b", "http://e.org/{}/é/日本",
                "{{{{ site.baseurl }}}}/{}", "{{% post_url 2020-01-01-other %}}#{}", "http://e.org/{}\\)", "u{}",
                "http://e.org/{}'s", "http://e.org/{} x", "HTTP://E.org/{}", "http://e.org/{}~~x~~", "ftp://e.org/{}",
                "http://e.org/{}((", "<http://e.org/{}>", "http://e.org/{}|x",
            )
        )  # fmt: skip
        return form.format(self.count)

    def title(self) -> str:
        return self.chance.choice(
            ("",) * 5
            + (' "T"', " 'T'", ' "T "in" it"', " 'it\\'s'", '  "T"  ', '\n  "T"', " (T)", ' "a) b"', " ''", '"T"',
            ' "*T*"')
        )  # fmt: skip

    def label(self) -> str:
        label = self.chance.choice(LABELS)
        return self.chance.choice(
            (label, label, label.upper(), label.replace(" ", "\n"), label.replace(" ", "  "))
        )

    # Inside a block

    def text(self) -> str:
        """Write some running text."""
        chance = self.chance
        self.depth += 1
        count = chance.choice((1, 1, 2, 3, 5) if self.depth > 1 else (1, 2, 3, 5, 8))
        pieces = [self.inline() if self.depth < 5 else "word" for _ in range(count)]
        self.depth -= 1
        spaces = [chance.choice(("", " ", " ", " ", " ", "\n", "  \n", "\\\n")) for _ in pieces]
        return "".join(each for pair in zip(pieces, spaces, strict=True) for each in pair).rstrip()

    def inline(self) -> str:
        return self.chance.choice(_INLINE)(self)

    def word(self) -> str:
        return self.chance.choice(MARKS if self.chance.random() < self.noise else PROSE)

    def link(self) -> str:
        return f"[{self.text()}]({self.url()}{self.title()})"

    def plain_link(self) -> str:
        self.count += 1
        return f"[words {self.count}](http://e.org/{self.count})"

    def image(self) -> str:
        return f"![{self.chance.choice((self.text(), 'alt', ''))}]({self.url()}{self.title()})"

    def linked_image(self) -> str:
        return f"[![alt]({self.url()}){self.chance.choice(('', ' word'))}]({self.url()})"

    def reference(self) -> str:
        mark = self.chance.choice(("", "", "", "!"))
        return mark + self.chance.choice(
            ("[{0}][{1}]", "[{1}][]", "[{1}]", "[{0}] [{1}]", "[{0}]\n[{1}]")
        ).format(self.text() if self.chance.random() < 0.5 else "words", self.label())

    def footnote(self) -> str:
        return f"[^{self.chance.choice(NOTES)}]"

    def code(self) -> str:
        marks = self.chance.choice(("`", "`", "``"))
        return f"{marks}{self.chance.choice((' ', ''))}{self.inline() if self.depth < 4 else 'x'}{marks}"

    def math(self) -> str:
        return f"$${self.chance.choice(('x_1', '[a](b)', '{x}'))}$$"

    def autolink(self) -> str:
        self.count += 1
        return self.chance.choice(
            ("<http://e.org/{}>", "<https://e.org/{}_a_>", "<a{}@e.org>", "<mailto:{}@e.org>")
        ).format(self.count)

    def html(self) -> str:
        inside = self.text()
        return self.chance.choice(
            (
                f"<b>{inside}</b>", f"<sup>{inside}</sup>", f'<a href="http://e.org/h">{inside}</a>',
                f"<!-- {inside} -->",
                f'<span markdown="0">{inside}</span>', f"<code>{inside}</code>", f'<a name="x"></a>{inside}',
                f"<u>{inside}",
                f'<img src="x" alt="{inside}">', f"<SPAN>{inside}</SPAN>", f"<kbd>{inside}</kbd>",
                f"<foo>{inside}</foo>",
                f"{inside}<br />", f'<i title="[a](b)">{inside}</i>',
            )
        )  # fmt: skip

    def emphasis(self) -> str:
        mark = self.chance.choice(("*", "**", "_", "__", "~~", "***"))
        return f"{mark}{self.text()}{mark}"

    def attributes(self) -> str:
        return self.inline() + self.chance.choice(
            ('{:target="_blank"}', "{:.x}", "{: #id}", "{:/}", "{:ref}")
        )

    def liquid(self) -> str:
        inside = self.text()
        return self.chance.choice(
            (
                "{{ page.slug }}", "{% raw %}{{ x }} {% if %}{% endraw %}", "{% comment %} [a](b) {% endcomment %}",
                "{% if true %}" + inside + "{% endif %}", "word {% include note.html %}", "word{% assign x = 1 %}",
                "{{ '[a](b)' | size }}", "word {% include note.html x='[a](b)' %}",
                "a{%- if true -%}" + inside + "{%- endif -%}b",
            )
        )  # fmt: skip

    def extension(self) -> str:
        return self.chance.choice(("{::comment}x [a](b){:/comment}", "{::nomarkdown}[a](b){:/}"))

    def newline(self) -> str:
        return self.chance.choice(("\n", "\n", "  \n", " \\\\\n"))

    # Blocks

    def block(self) -> str:
        """Write a block, without the newline at its end."""
        self.depth += 1
        written = self.chance.choice(_BLOCKS if self.depth < 4 else _BLOCKS[:3])(self)
        self.depth -= 1
        return written

    def paragraph(self) -> str:
        depth, self.depth = self.depth, 0
        written = self.text()
        self.depth = depth
        return self.chance.choice(("", "", "", "", "  ", "   ", "\t")) + written

    def heading(self) -> str:
        text = self.paragraph().replace("\n", " ")
        return self.chance.choice(
            ("# {}", "## {} ##", "###{}", "{}\n===", "{}\n---", "## {} {{#id}}")
        ).format(text)

    def definition(self) -> str:
        url = self.url()
        url = self.chance.choice((url, url, url, f"<{url}>"))
        return (
            self.chance.choice(("", "", "", " ", "   ", "\t"))
            + f"[{self.label()}]: {url}{self.title()}"
        )

    def definitions(self) -> str:
        return "\n".join(self.definition() for _ in range(self.chance.choice((1, 2, 4))))

    def inside(self, margin: str, first: str) -> str:
        """Write blocks behind a margin."""
        chance = self.chance
        text = "".join(
            self.block() + chance.choice(("\n", "\n\n"))
            for _ in range(chance.choice((1, 1, 1, 2, 3)))
        )
        lines = text.rstrip("\n").split("\n")
        lazy = chance.random() < 0.15
        return first + ("\n" if lazy else f"\n{margin}").join(lines)

    def items(self) -> str:
        chance = self.chance
        mark = chance.choice(
            ("* ", "- ", "+ ", "1. ", "10. ", "*\t", "*   ", "1.  ", "* [ ] ", "- [x] ", "  * ")
        )
        gap = chance.choice(("\n", "\n", "\n\n"))
        margin = chance.choice((" " * len(mark), " " * len(mark), "    ", "\t", "  "))
        return gap.join(self.inside(margin, mark) for _ in range(chance.choice((1, 2, 3))))

    def quote(self) -> str:
        return self.inside(self.chance.choice(("> ", "> ", ">", "")), "> ")

    def note(self) -> str:
        return self.inside(
            self.chance.choice(("    ", "    ", "\t", "  ")), f"[^{self.chance.choice(NOTES)}]: "
        )

    def fence(self) -> str:
        mark = self.chance.choice(("```", "~~~", "````"))
        close = self.chance.choice((mark, mark, mark, mark + mark[0], mark[1:]))
        return f"{mark}{self.chance.choice(('', 'ruby', ' ruby', ' a b'))}\n{self.block()}\n{close}"

    def indented(self) -> str:
        return "    " + self.block().replace("\n", "\n    ")

    def table(self) -> str:
        rows = [
            " | ".join(self.text().replace("\n", " ") for _ in range(2))
            for _ in range(self.chance.choice((1, 2, 3)))
        ]
        bar = self.chance.choice(("| ", ""))
        rows = [bar + row + (" |" if bar else "") for row in rows]
        if self.chance.random() < 0.7:
            rows.insert(1, self.chance.choice(("|---|---|", "--- | :-:", "|--", "|===")))
        return "\n".join(rows)

    def terms(self) -> str:
        return f"{self.text()}\n{self.inside('  ', ': ')}"

    def html_block(self) -> str:
        inside = self.block()
        gap = self.chance.choice(("", "\n", "\n\n"))
        return self.chance.choice(
            (
                "<div>{}</div>", '<div markdown="1">{}</div>', "<p>{}</p>", '<p markdown="span">{}</p>',
                "<pre>{}</pre>",
                "<table><tr><td>{}</td></tr></table>", "<!-- {} -->", "<script>{}</script>", "<details>{}</details>",
                '<details markdown="block">{}</details>', '<section markdown="1">{}', '<td markdown="1">{}</td>',
                '<a name="top"></a>{}', "<header><h1>{}</h1></header>", "<style>{}</style>",
                '<div markdown="0">{}</div>',
            )
        ).format(gap + inside + gap)  # fmt: skip

    def marks(self) -> str:
        return self.chance.choice(
            (
                "***", "---", "* * *", "^", "{:.class}", '{: style="x"}', "{:ref: .x}", "*[HTML]: Hyper Text",
                "* toc\n{:toc}",
                "{:/}", "$$\nx [a](b)\n$$", "\\\\", "&nbsp;", "{::comment}\n[a](b)\n{:/comment}", "{:toc}",
                "{::nomarkdown}\n[a](b)\n{:/nomarkdown}", "    ", "\t", "<br>",
            )
        )  # fmt: skip

    def liquid_block(self) -> str:
        inside = self.block()
        gap = self.chance.choice(("\n", "\n", "", "\n\n"))
        return self.chance.choice(
            (
                "{% raw %}\nword {{ x }} {% y %}\n{% endraw %}", "{% highlight ruby %}\n[a](b)\n{% endhighlight %}",
                "{% comment %}\n\n[a](b)\n\n{% endcomment %}", "{% if true %}@{% endif %}",
                "{% unless false %}@{% endunless %}",
                "{% assign a = 1 %}@{% assign b = 1 %}", "\n{% include box.html %}\n" if self.depth == 1 else "@",
                "{{ page.slug }}@",
                "{% for i in (1..1) %}@{% endfor %}", "{% if true %}@{% else %}@{% endif %}",
            )
        ).replace("@", gap + inside + gap, 1).replace("@", "")  # fmt: skip


_INLINE: tuple[Callable[[Composer], str], ...] = (
    *(Composer.word,) * 8,
    *(Composer.link,) * 4,
    *(Composer.plain_link,) * 3,
    *(Composer.reference,) * 3,
    *(Composer.emphasis,) * 3,
    *(Composer.html,) * 2,
    *(Composer.footnote,) * 2,
    Composer.image, Composer.linked_image, Composer.code, Composer.math, Composer.autolink, Composer.attributes,
    Composer.liquid, Composer.extension, Composer.newline,
)  # fmt: skip
_BLOCKS: tuple[Callable[[Composer], str], ...] = (
    Composer.paragraph, Composer.paragraph, Composer.heading,
    *(Composer.paragraph,) * 4,
    *(Composer.items,) * 4,
    *(Composer.definitions,) * 3,
    *(Composer.note,) * 3,
    *(Composer.table,) * 2,
    *(Composer.marks,) * 2,
    Composer.quote, Composer.fence, Composer.indented, Composer.terms, Composer.html_block, Composer.liquid_block,
)  # fmt: skip


def posts(seed: int, count: int) -> Iterator[str]:
    """Write so many posts, the same for the same seed."""
    for number in range(count):
        yield Composer(seed * 1_000_003 + number).document()
