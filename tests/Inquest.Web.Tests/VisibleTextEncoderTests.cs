using Inquest.Web.Html;

namespace Inquest.Web.Tests;

public sealed class VisibleTextEncoderTests
{
    [Theory]
    [InlineData("plain text, ünïcödé 漢字 😀", "plain text, ünïcödé 漢字 😀")]
    [InlineData("<b a='x'>&\"`", "&lt;b a=&#39;x&#39;&gt;&amp;&quot;&#96;")]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    [InlineData("a\0b\u001b[31m", "a\\0b\\u001B[31m")]
    [InlineData("a\u200Bb\u2066c\uFEFF", "a\\u200Bb\\u2066c\\uFEFF")]
    [InlineData("line\nbreak\tkept", "line\nbreak\tkept")]
    [InlineData("tag \U000E0041", "tag \\U000E0041")]
    public void Escapes_markup_and_shows_what_hides(string text, string expected) =>
        Assert.Equal(expected, VisibleTextEncoder.Instance.Encode(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a\uFFFDb", VisibleTextEncoder.Instance.Encode("a\uD800b"));

    [Fact]
    public void No_text_leaves_a_tag_or_a_hidden_character() => CsCheck.Check.Sample(CsCheck.Gen.String, text =>
    {
        var encoded = VisibleTextEncoder.Instance.Encode(text);
        Assert.DoesNotContain('<', encoded);
        Assert.DoesNotContain('"', encoded);
        Assert.DoesNotContain(encoded.EnumerateRunes(), rune => VisibleTextEncoder.IsHidden(rune.Value));
    });
}
