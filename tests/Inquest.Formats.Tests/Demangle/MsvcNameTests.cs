using CsCheck;
using Inquest.Formats.Demangle;

namespace Inquest.Formats.Tests.Demangle;

public sealed class MsvcNameTests
{
    [Theory]
    [InlineData("?f@@YAXXZ", "f(void)")]
    [InlineData("?test4@@YAXHIGPAN@Z", "test4(int, unsigned int, unsigned short, double*)")]
    [InlineData("?run@C@N@@QEBAHPEBD0@Z", "N::C::run(char const*, char const*) const")]
    [InlineData("??0C@N@@QEAA@AEBV01@@Z", "N::C::C(N::C const&)")]
    [InlineData("??1C@N@@UEAA@XZ", "N::C::~C(void)")]
    [InlineData("??BC@@QBE_NXZ", "C::operator bool(void) const")]
    [InlineData("??HC@@QEBA?AV0@AEBV0@@Z", "C::operator+(C const&) const")]
    [InlineData("??_GC@@UAEPAXI@Z", "C::`scalar deleting dtor'(unsigned int)")]
    [InlineData("??_7C@@6BBase@@@", "C::`vftable'{for `Base'}")]
    [InlineData("?log@@YAXPBDZZ", "log(char const*, ...)")]
    [InlineData("?test7@@YAHP6AXHIGPAN@Z@Z", "test7(void (*)(int, unsigned int, unsigned short, double*))")]
    [InlineData("?mem@@YAXP8C@@EAAXH@Z@Z", "mem(void (C::*)(int))")]
    [InlineData("?dat@@YAXPEQC@@H@Z", "dat(int C::*)")]
    [InlineData("?arr@@YAXQAY1CC@DI@H@Z", "arr(int (* const)[34][56])")]
    [InlineData("??$get@H$04@?$Box@PEAD@@QEAAHXZ", "Box<char*>::get<int, 5>(void)")]
    [InlineData("??R<lambda_0>@?0??main@@YAHXZ@QEBA?A?<auto>@@H@Z", "`main(void)'::`1'::<lambda_0>::operator()(int) const")]
    [InlineData("?go@Hidden@?A0x12345678@@QEAAXXZ", "(anonymous namespace)::Hidden::go(void)")]
    [InlineData("?counter@?1??f@@YAXXZ@4HA", "`f(void)'::`2'::counter")]
    [InlineData("?f@Virt@@$4PPPPPPPM@DA@EAAHH@Z", "Virt::f`vtordisp{-4, 48}'(int)")]
    [InlineData("??__Eonce@@YAXXZ", "`dynamic initializer for 'once''(void)")]
    [InlineData("??_C@_04BHIIPFEC@wide?$AA@", "\"wide\"")]
    [InlineData(".?AVruntime_error@std@@", "std::runtime_error")]
    public void Writes_names_as_people_do(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("?")]
    [InlineData("??")]
    [InlineData("?f")]
    [InlineData("?f@@YAX")]
    [InlineData("?f@@YAX9@Z")]
    [InlineData("?f@@YAXXZ!")]
    [InlineData("??_")]
    [InlineData("??$f@")]
    [InlineData(".?A")]
    [InlineData("??_C@_0")]
    public void Leaves_alone_what_it_does_not_understand(string name) => Assert.Equal(name, Demangler.Demangle(name));

    [Fact]
    public void Back_references_that_double_the_text_each_time_are_bounded()
    {
        // Each level is a template of the one before, twice.
        var name = "?$A@H@";
        for (var i = 0; i < 60; i++)
        {
            name = $"?$A@V{name}@V{name[..Math.Min(name.Length, 40)]}@@";
        }

        Assert.True(Demangler.Demangle("?f@" + name + "@YAXXZ").Length <= DemangleLimits.Default.NameLengthMax);
        var parameters = string.Concat(Enumerable.Repeat("P6AXP6AX", 5000));
        Assert.NotNull(Demangler.Demangle("?f@@YAX" + parameters + "XZ"));
    }

    [Fact]
    public void Any_text_is_read_or_left_alone()
    {
        var alphabet = Gen.OneOf(Gen.Char["?@$_ABCDEFGHIPQUVWXYZ0123456789<>a"], Gen.Char);
        Gen.String[alphabet, 0, 60].Sample(text => Assert.NotNull(Demangler.Demangle("?" + text)), iter: 20_000);
        string[] pieces = ["?", "@", "@@", "?$", "$0", "P6A", "P8", "QEAA", "YAX", "XZ", "@Z", "V", "H", "PEAD", "0", "1", "a@", "??0", "??_R0", "?A", "$$Q", "Y1CC@", "4HA", "_N"];
        Gen.Int[0, pieces.Length - 1].Array[0, 40].Sample(
            parts => Assert.NotNull(Demangler.Demangle("?" + string.Concat(parts.Select(part => pieces[part])))), iter: 20_000);
    }
}
