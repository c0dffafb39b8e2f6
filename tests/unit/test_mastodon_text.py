"""HTML of posts as people read it, links and handles as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InvalidInput, NotFound
from assistant.platforms.links import relations
from assistant.platforms.mastodon_names import Name, PostId, is_abroad, linked
from assistant.platforms.mastodon_text import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello &amp; welcome</p>", "Hello & welcome"),
        ("<p>One</p><p>Two<br>Three<br/>Four</p>", "One\n\nTwo\nThree\nFour"),
        (
            (
                '<p>See <a href="https://www.example.com/a/long/path"><span class="invisible">'
                'https://www.</span><span class="ellipsis">example.com/a/long</span>'
                '<span class="invisible">/path</span></a> now</p>'
            ),
            "See https://www.example.com/a/long/path now",
        ),
        (
            (
                '<p><span class="h-card"><a href="https://x.example/@fan" class="u-url mention">@'
                "<span>fan</span></a></span> hi</p>"
            ),
            "@fan hi",
        ),
        ('<p>A <a href="/tags/tea" class="mention hashtag">#<span>tea</span></a></p>', "A #tea"),
        ('<p>Read <a href="https://x.example/y">this</a></p>', "Read this (https://x.example/y)"),
        ('<p><a href="https://x.example/y"></a></p>', "https://x.example/y"),
        ('<p><a href="javascript:alert(1)">click</a></p>', "click"),
        ("<p>So :blobcat: cute</p>", "So :blobcat: cute"),
        ("<ul><li>one</li><li>two</li></ul><p>end</p>", "- one\n- two\n\nend"),
        ("<blockquote><p>said</p></blockquote><p>yes</p>", "said\n\nyes"),
        ("<pre><code>a  b\n  c</code></pre>", "a  b\n  c"),
        ("<p>a</p><script>alert('x')</script><style>p{}</style><p>b</p>", "a\n\nb"),
        ("<p>&lt;b&gt; &lt;!channel&gt; &amp;lt;</p>", "<b> <!channel> &lt;"),
        ('<p class="quote-inline">RE: <a href="https://x.example/1">x</a></p><p>Mine</p>', "Mine"),
        ('<p>Mine<span class="quote-inline"><br><br>RE: <a href="u">u</a></span></p>', "Mine"),
        ("plain words & more", "plain words & more"),
        ("<p>open <b>bold<p>next", "open bold\n\nnext"),
        ("", ""),
        ("<p> </p><p></p>", ""),
    ],
)
def test_html_becomes_what_people_read(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.text(alphabet="<>/&;pabrli \n\"'=:#@x", max_size=120))
def test_any_markup_is_read_without_a_failure(html: str) -> None:
    text = plain(html)
    assert text == text.strip()
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("link", "post"),
    [
        ("https://example.social/@acme/109501", "example.social/109501"),
        ("https://Example.Social/@acme/109501/", "example.social/109501"),
        ("https://example.social/@fan@other.example/109501?x=1#y", "example.social/109501"),
        ("<https://example.social/@acme/109501|the post>", "example.social/109501"),
        ("https://example.social/users/acme/statuses/109501", "example.social/109501"),
        ("https://example.social/web/statuses/109501", "example.social/109501"),
        (
            "https://gts.example/@acme/statuses/01F8MH75CBF9JFX4ZAD54N0W0R",
            "gts.example/01F8MH75CBF9JFX4ZAD54N0W0R",
        ),
        ("https://akko.example/notice/AbCdEf123456789xyz", "akko.example/AbCdEf123456789xyz"),
        ("https://pix.example/p/acme/559501", "pix.example/559501"),
        ("https://tak.example/@acme@tak.example/posts/559501/", "tak.example/559501"),
        ("http://localhost:3000/@acme/1", "localhost:3000/1"),
    ],
)
def test_links_of_every_make_are_understood(link: str, post: str) -> None:
    assert str(linked(link)) == post


@pytest.mark.parametrize(
    "link",
    [
        "",
        "109501",
        "https://example.social/@acme",
        "https://example.social/about",
        "https://bsky.app/profile/acme.example/post/3abc",
        "https://u:p@example.social/@acme/1",
        "https://example.social/@acme/../../etc",
        "ftp://example.social/@acme/1",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    with pytest.raises(InvalidInput):
        linked(link)


def test_links_without_a_number_need_our_own_server() -> None:
    assert is_abroad("https://akko.example/objects/0aa7-41")
    assert is_abroad("<https://key.example/notes/9abc>")
    assert not is_abroad("https://bsky.app/profile/a/post/b")


@pytest.mark.parametrize(
    "text", ["@Acme@Example.Social", "acme@example.social ", "ACME@example.social"]
)
def test_a_name_is_read_however_it_is_written(text: str) -> None:
    assert str(Name.parse(text)) == "acme@example.social"


@pytest.mark.parametrize(
    "text", ["", "@", "acme", "@acme@", "a b@c", "a@b@c", "a@b/c", "a@-x", "../a@b"]
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        Name.parse(text)


@pytest.mark.parametrize(
    "text", ["", "1", "a/", "/1", "a/b/c", "a/1?x=2", "a b/1", "at://did:x/y/z"]
)
def test_what_is_no_post_is_none(text: str) -> None:
    assert PostId.parse(text) is None


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://a/x?max_id=1>; rel="next"', {"next": "https://a/x?max_id=1"}),
        ("<https://a/x?a=1,2>; rel=next, <b>; REL='prev'", {"next": "https://a/x?a=1,2", "prev": "b"}),
        ('<a>; title="x"; rel="next", <c>; rel="next"', {"next": "a"}),
        ("nonsense", {}),
        ("<a>", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_link_headers_are_read(header: str, found: dict[str, str]) -> None:
    assert relations(header) == found


def test_a_domain_in_other_letters_is_written_as_servers_write_it() -> None:
    assert str(Name.parse("@acme@münchen.example")) == "acme@xn--mnchen-3ya.example"
