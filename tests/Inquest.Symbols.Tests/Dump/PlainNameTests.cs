using Inquest.Symbols.Dump;

namespace Inquest.Symbols.Tests.Dump;

public sealed class PlainNameTests
{
    [Theory]
    [InlineData("f", "f")]
    [InlineData("a::b::f", "f")]
    [InlineData("a<b::c>::f<d::e>", "f")]
    [InlineData("(anonymous namespace)::forward<(anonymous namespace)::<lambda(double)> >", "forward")]
    [InlineData("a::operator<", "operator")]
    [InlineData("a<int>::operator()", "operator")]
    [InlineData("Shape::~Shape", "~Shape")]
    [InlineData("desc.get", "desc.get")]
    [InlineData("", "")]
    [InlineData("a::", "")]
    [InlineData("<lambda()>", "")]
    [InlineData(">>>:::", "")]
    public void The_identifier_is_what_stands_in_the_source(string name, string identifier) =>
        Assert.Equal(identifier, PlainName.Identifier(name).ToString());

    [Theory]
    [InlineData("_Z1fv.cold", "_Z1fv")]
    [InlineData("_Z1fv.part.0.cold", "_Z1fv")]
    [InlineData("copy.constprop.1.isra.0", "copy")]
    [InlineData("main.main", "main.main")]
    [InlineData(".cold", ".cold")]
    public void A_clone_is_called_like_its_function(string symbol, string name) => Assert.Equal(name, CloneSuffix.Remove(symbol));
}
