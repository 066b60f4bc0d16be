using Inquest.Client.Stacks;

namespace Inquest.Client.Tests.Stacks;

public sealed class MethodNamesTests
{
    [Theory]
    [InlineData("Shop.Shelf", "Lend", "Shop.Shelf", "Lend")]
    [InlineData("Shop.Shelf+<LendAsync>d__3", "MoveNext", "Shop.Shelf", "LendAsync")]
    [InlineData("Shop.Shelf+<LendAsync>d__3`1[[System.__Canon, System.Private.CoreLib]]", "MoveNext", "Shop.Shelf", "LendAsync")]
    [InlineData("Shop.Shelf+<>c", "<Lend>b__0_1", "Shop.Shelf", "Lend.<lambda>")]
    [InlineData("Shop.Shelf+<>c__DisplayClass4_0", "<Lend>b__0", "Shop.Shelf", "Lend.<lambda>")]
    [InlineData("Shop.Shelf+<>c+<<Lend>b__0_0>d", "MoveNext", "Shop.Shelf", "Lend.<lambda>")]
    [InlineData("Shop.Shelf", "<Lend>g__Find|2_0", "Shop.Shelf", "Lend.Find")]
    [InlineData("Program", "<Main>$", "Program", "Main")]
    [InlineData("Program", "<<Main>$>g__Work|0_0", "Program", "Main.Work")]
    [InlineData("Program+<<<Main>$>g__Work|0_0>d", "MoveNext", "Program", "Main.Work")]
    [InlineData("Shop.Box`1+Lid", "Open", "Shop.Box.Lid", "Open")]
    [InlineData("Shop.Walker", "MoveNext", "Shop.Walker", "MoveNext")]
    [InlineData(null, "Dynamic", null, "Dynamic")]
    [InlineData("<", "<", "<", "<")]
    [InlineData("+<>d", "MoveNext", "", "MoveNext")]
    public void What_the_compiler_made_is_undone(string? type, string method, string? cleanType, string function) =>
        Assert.Equal((cleanType, function), MethodNames.Clean(type, method));
}
