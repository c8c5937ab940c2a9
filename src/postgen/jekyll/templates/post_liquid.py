"""The Liquid of a post, rendered as Jekyll does: its tags, its filters, `site` and `page`.

What cannot be known without Jekyll (the tags and filters of plugins, `site.posts`) is an error, and
never left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import liquid
from liquid.ast import Node
from liquid.exceptions import LiquidError, ResourceLimitError, UnknownFilterError
from liquid.parser import get_parser
from liquid.tag import Tag
from liquid.token import TOKEN_EXPRESSION, TOKEN_TAG

from postgen.jekyll.templates import TemplateError
from postgen.jekyll.templates.jekyll_filters import relative
from postgen.jekyll.templates.liquid import Context, Environment, Template, bounded, line_of, parse
from postgen.text.patterns import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from liquid import BlockNode, RenderContext, TokenStream
    from liquid.token import Token

_HINT = "Write what it comes to in its place, or leave it out of the post."
_NOT_OF_JEKYLL = ("doc", "echo", "liquid", "render")
"""Tags of python-liquid that Jekyll's Liquid does not have."""

_OTHER_FILTERS = (
    "base64_decode base64_encode base64_url_safe_decode base64_url_safe_encode escapejs find "
    "find_index has reject remove_last replace_last safe sort squish sum where"
).split()
"""Filters of python-liquid that Jekyll's Liquid does not have, or has with another meaning."""

_PARAMETER = Lazy(
    r"""([\w-]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)'|([\w.-]+))"""
)
_WITH_VARIABLE = Lazy(r"(?s)([^{]*(?:\{\{\s*[\w\-.]+\s*(?:\|.*?)?\}\}[^\s{}]*)+)(.*)")
_FILE_NAME = Lazy(r"[\w/.\-()+~#@]+\Z")
_OUTSIDE = Lazy(r"[./]{2,}")
_ENDS = Lazy(r"\A[\n\r]+|[\n\r]+\Z")


class PageContext(NamedTuple):
    """What Liquid in a post may ask for.

    `site` and `page` are what it sees under these names; a key that is in `unknown_of_site` is
    there in Jekyll, and not known here; a value that is a function is called when asked for.
    `post_url` and `link` return an address from the root of the site by the name of a post and by
    the path of a file, `include` the text of an include, `include_relative` that of a file beside
    the post; all return None for what is not there. `filters` are those of Jekyll.
    """

    config: Mapping[str, Any]
    site: Mapping[str, Any]
    page: Mapping[str, Any]
    unknown_of_site: frozenset[str]
    unknown_of_page: frozenset[str]
    post_url: Callable[[str], str | None]
    link: Callable[[str], str | None]
    include: Callable[[str], str | None]
    include_relative: Callable[[str], str | None]
    filters: Mapping[str, Callable[..., Any]]


class _RefusedError(LiquidError):
    """Liquid that cannot be rendered here; `place` is that in an include."""

    place = ""


class _Values(dict[str, Any]):
    """The values of `site` or `page`; asking for one that is not known is an error."""

    def __init__(self, name: str, values: Mapping[str, Any], unknown: frozenset[str]) -> None:
        super().__init__(values)
        self._name = name
        self._unknown = unknown - values.keys()

    def __getitem__(self, key: str) -> Any:
        if key in self._unknown:
            raise _RefusedError(f"`{self._name}.{key}` is known to Jekyll only", token=None)
        value = super().__getitem__(key)
        return value() if callable(value) else value

    def __iter__(self) -> Iterator[str]:
        raise _RefusedError(f"all of `{self._name}` is known to Jekyll only", token=None)


class _PageContext(Context):
    def get(self, path: list[object], *, token: Token | None, default: object = ...) -> object:
        """Return a value. Raises `_RefusedError`, with its place."""
        given = {} if default is ... else {"default": default}
        try:
            return super().get(path, token=token, **given)
        except _RefusedError as error:
            error.token = error.token or token
            raise


class _PageTemplate(Template):
    context_class = _PageContext


class _PageEnvironment(Environment):
    template_class = _PageTemplate
    post: PageContext
    """The post that is rendered."""


class _Words(Tag):
    """A tag that reads what is behind its name by itself."""

    block = False
    node_class: type[_WordsNode]

    def parse(self, stream: TokenStream) -> Node:
        """Return the tag with its words."""
        token = stream.current
        words = ""
        if stream.peek.kind == TOKEN_EXPRESSION:
            stream.next()
            words = stream.current.value.strip()
        return self.node_class(token, words)


class _WordsNode(Node):
    __slots__ = ("words",)

    def __init__(self, token: Token, words: str) -> None:
        super().__init__(token)
        self.words = words
        self.blank = False

    def __str__(self) -> str:
        return f"{{% {self.token.value} {self.words} %}}"

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write what it comes to."""
        environment = context.env
        if not isinstance(environment, _PageEnvironment):
            raise TypeError(environment)
        return buffer.write(self.output(context, environment.post))

    def output(self, context: RenderContext, post: PageContext) -> str:
        raise NotImplementedError

    def with_variables(self, context: RenderContext, words: str) -> str:
        """Render the outputs in the words of a tag."""
        if "{{" not in words:
            return words
        buffer = context.get_buffer(None)
        parse(context.env, words).render_with_context(context, buffer, partial=True)
        return buffer.getvalue()


class _PostUrlNode(_WordsNode):
    def output(self, _: RenderContext, post: PageContext) -> str:
        found = post.post_url(self.words)
        if found is None:
            raise _RefusedError(f"there is no post `{self.words}`", token=self.token)
        return relative(post.config, found)


class _LinkNode(_WordsNode):
    def output(self, context: RenderContext, post: PageContext) -> str:
        name = self.with_variables(context, self.words)
        found = post.link(name)
        if found is None:
            raise _RefusedError(f"there is no file `{name}`", token=self.token)
        return relative(post.config, found)


class _IncludeNode(_WordsNode):
    def output(self, context: RenderContext, post: PageContext) -> str:
        found = _WITH_VARIABLE.match(self.words)
        name, _, rest = self.words.partition(" ")
        if found:
            name, rest = self.with_variables(context, found[1].strip()), found[2]
        text = None
        if _FILE_NAME.match(name) and not _OUTSIDE.search(name):
            text = self.text_of(name, post)
        if text is None:
            raise _RefusedError(f"there is no include `{name}`", token=self.token)
        values = {"include": _parameters(rest, context)} if rest.strip() else {}
        buffer = context.get_buffer(None)
        try:
            template = parse(context.env, text)
            with context.extend(values, template=template):
                template.render_with_context(context, buffer, partial=True)
        except _RefusedError as error:
            error.place = error.place or f"{name}:{line_of(text, error)}"
            error.token = self.token
            raise
        except LiquidError as error:
            refused = _RefusedError(_worded(error), token=self.token)
            refused.place = f"{name}:{line_of(text, error)}"
            raise refused from error
        return buffer.getvalue()

    def text_of(self, name: str, post: PageContext) -> str | None:
        """Return the text of an include; None for one that is not there."""
        return post.include(name)


class _IncludeRelativeNode(_IncludeNode):
    def text_of(self, name: str, post: PageContext) -> str | None:
        """Return the text of a file beside the post, or below it."""
        return post.include_relative(name)


def _parameters(words: str, context: RenderContext) -> dict[str, Any]:
    r"""Return the parameters of an include: `a="1" b='it\'s' c=page.title`."""
    found: dict[str, Any] = {}
    for each in _PARAMETER.finditer(words):
        name, double, single, variable = each.groups()
        if double is not None:
            found[name] = double.replace('\\"', '"')
        elif single is not None:
            found[name] = single.replace("\\'", "'")
        else:
            found[name] = _variable(variable, context)
    return found


def _variable(written: str, context: RenderContext) -> Any:
    constants = {"true": True, "false": False, "nil": None, "null": None}
    if written in constants:
        return constants[written]
    if written.lstrip("-").isdecimal():
        return int(written)
    value = context.get(list(written.split(".")), token=None)
    return None if liquid.is_undefined(value) else value


class _PostUrl(_Words):
    name = "post_url"
    node_class = _PostUrlNode


class _Link(_Words):
    name = "link"
    node_class = _LinkNode


class _Include(_Words):
    name = "include"
    node_class = _IncludeNode


class _IncludeRelative(_Words):
    name = "include_relative"
    node_class = _IncludeRelativeNode


class _HighlightNode(Node):
    __slots__ = ("block", "language")

    def __init__(self, token: Token, language: str, block: BlockNode) -> None:
        super().__init__(token)
        self.language = language
        self.block = block
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the code, without colours."""
        inner = context.get_buffer(buffer)
        self.block.render(context, inner)
        code = _ENDS.sub("", inner.getvalue())
        shown = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        name = self.language.replace("+", "-")
        given = f'class="language-{name}" data-lang="{self.language}"'
        opening = f'<figure class="highlight"><pre><code {given}>'
        return buffer.write(f"\n{opening}{shown}</code></pre></figure>\n")


class _Highlight(Tag):
    name = "highlight"
    end = "endhighlight"

    def parse(self, stream: TokenStream) -> Node:
        """Return the block, in which Liquid is rendered, too."""
        token = stream.next()
        words = stream.current.value.split() if stream.current.kind == TOKEN_EXPRESSION else []
        stream.next()
        block = get_parser(self.env).parse_block(stream, (self.end,))
        stream.expect(TOKEN_TAG, value=self.end)
        return _HighlightNode(token, words[0].lower() if words else "", block)


def render(text: str, post: PageContext, path: str, lines_before: int) -> str:
    """Return a post's text after Liquid.

    `path` and `lines_before` it are for messages. Raises `TemplateError`, which names what cannot
    be rendered, and where.
    """
    if "{{" not in text and "{%" not in text:
        return text
    values = {
        "site": _Values("site", post.site, post.unknown_of_site),
        "page": _Values("page", post.page, post.unknown_of_page),
        "jekyll": _Values("jekyll", {"environment": "production"}, frozenset({"version"})),
    }
    environment = _PageEnvironment()
    environment.post = post
    environment.allow_for({"text": text, "page": dict(post.page), "site": dict(post.site)})
    for name in _NOT_OF_JEKYLL:
        environment.tags.pop(name, None)
    for tag in (_PostUrl, _Link, _Include, _IncludeRelative, _Highlight):
        environment.add_tag(tag)
    known = {name: each for name, each in environment.filters.items() if name not in _OTHER_FILTERS}
    known |= {name: _of_values(each) for name, each in post.filters.items()}
    environment.filters = {name: bounded(name, each) for name, each in known.items()}
    try:
        return parse(environment, text).render(**values)
    except (LiquidError, MemoryError, OverflowError, RecursionError) as error:
        line = line_of(text, error) if isinstance(error, LiquidError) else 1
        inside = f" (in {error.place})" if isinstance(error, _RefusedError) and error.place else ""
        raise TemplateError(
            f"{path}:{lines_before + line}: Its Liquid cannot be rendered here{inside}: "
            f"{_worded(error)}.",
            _HINT,
            lines_before + line,
        ) from error


def _of_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that is given None in the place of what is not defined."""

    def filtered(left: Any, *values: Any) -> Any:
        return function(None if liquid.is_undefined(left) else left, *values)

    return filtered


def _worded(error: BaseException) -> str:
    """Return what is wrong, as a part of a sentence."""
    if isinstance(error, (ResourceLimitError, MemoryError, OverflowError, RecursionError)):
        return "it has no end, or writes too much"
    message = str(error.message if isinstance(error, LiquidError) else error).rstrip(".")
    if isinstance(error, UnknownFilterError):
        name = message.partition("'")[2].rstrip("'")
        return f"the filter `{name}` is not known"
    tag = message.removeprefix("unexpected tag ")
    if tag != message:
        return f"the tag `{tag.strip(chr(39))}` is not known"
    return message
