using Inquest.Web.Text;

namespace Inquest.Web.Tests;

public sealed class FunctionNameTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("std::vector<int>::size() const", "std::vector<int>::size() const")]
    [InlineData("std::map<std::string, std::vector<int>>::find(int)", "std::map<…>::find(int)")]
    [InlineData("a::operator<(b const&, c<dddddddddddddddd> const&)", "a::operator<(b const&, c<…> const&)")]
    [InlineData("a::operator<<(std::basic_ostream<char, std::char_traits<char>>&)", "a::operator<<(std::basic_ostream<…>&)")]
    [InlineData("<alloc::vec::Vec<T> as core::ops::Deref>::deref", "<alloc::vec::Vec<T> as core::ops::Deref>::deref")]
    [InlineData("Program.<Main>$(string[] args)", "Program.<Main>$(string[] args)")]
    [InlineData("f<unbalanced, and, long, arguments", "f<unbalanced, and, long, arguments")]
    [InlineData("apply<(Swift.Int) -> Swift.Optional<Swift.String>>(x)", "apply<…>(x)")]
    public void Folds_only_long_template_arguments(string name, string expected) => Assert.Equal(expected, FunctionName.Fold(name));

    [Fact]
    public void Folds_parameters_of_a_name_longer_than_a_line()
    {
        var parameters = string.Join(", ", Enumerable.Repeat("unsigned long long", 10));
        Assert.Equal("Scene::Load(…) const", FunctionName.Fold($"Scene::Load({parameters}) const"));
    }

    [Fact]
    public void Takes_any_text() =>
        CsCheck.Check.Sample(CsCheck.Gen.String[CsCheck.Gen.Char["<>():- operatx"], 0, 200], text => { FunctionName.Fold(text); });
}
