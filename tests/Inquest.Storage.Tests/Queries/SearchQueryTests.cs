using Inquest.Storage.Queries;

namespace Inquest.Storage.Tests.Queries;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("DrawMesh", "\"DrawMesh\"*")]
    [InlineData("Renderer::Draw http://x C:\\y", "\"Renderer::Draw\"* AND \"http://x\"* AND \"C:\\y\"*")]
    [InlineData("\"out of memory\"", "\"out of memory\"")]
    [InlineData("a\"b OR NOT *", "\"ab OR NOT *\"*")]
    [InlineData(":: -- ()", null)]
    public void Words_become_phrases_that_the_index_takes_as_data(string text, string? match) =>
        Assert.Equal(match, SearchQuery.Parse(text).Match);

    [Fact]
    public void Filters_are_told_from_words()
    {
        var query = SearchQuery.Parse("os:Windows release:6.4.0 gpu:\"RTX 4070\" is:crash Draw");
        Assert.Equal("\"Draw\"*", query.Match);
        Assert.Equal(["6.4.0"], query.Releases);
        Assert.True(query.IsCrash);
        Assert.Equal([new("os", "Windows"), new("gpu", "RTX 4070")], query.Tags);
    }

    [Fact]
    public void What_is_not_understood_is_said() => Assert.Contains("is:red", SearchQuery.Parse("is:red").Problem, StringComparison.Ordinal);

    [Fact]
    public void Takes_any_text() => CsCheck.Check.Sample(CsCheck.Gen.String, text => { SearchQuery.Parse(text); });
}
