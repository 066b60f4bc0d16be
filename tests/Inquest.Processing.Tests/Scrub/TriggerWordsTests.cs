using System.Text;
using CsCheck;
using Inquest.Processing.Scrub;

namespace Inquest.Processing.Tests.Scrub;

public sealed class TriggerWordsTests
{
    static readonly string[] Words = ["abc", "://", "Token", "tokens", "/home/", "\"pw\""];

    static readonly TriggerWords Triggers = new(Words);

    [Fact]
    public void Finds_what_a_search_for_each_word_finds() =>
        Gen.OneOf([.. Words.Concat(["ab", "TOK", "en", "/", "é", "\uD83D\uDE00"]).Select(Gen.Const)]).Array[0, 6].Select(parts => string.Concat(parts)).Sample(text =>
        {
            var expected = Words.Select(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
            Assert.Equal(expected, Triggers.IndexIn(text));
            Assert.Equal(expected >= 0, Triggers.IsIn(Encoding.UTF8.GetBytes(text)));
        });
}
