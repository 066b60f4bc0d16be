using System.Diagnostics;
using CsCheck;
using Inquest.Formats.Demangle;
using Inquest.Formats.Elf;

namespace Inquest.Formats.Tests.Demangle;

public sealed class DemanglerTests
{
    [Theory]
    [InlineData("main", "main")]
    [InlineData("_Z3foov", "foo()")]
    [InlineData("_ZN6arcade7Monster6attackERNS_6EntityE", "arcade::Monster::attack(arcade::Entity&)")]
    [InlineData("_ZNK3Foo3barEPKc", "Foo::bar(char const*) const")]
    [InlineData("_ZN12_GLOBAL__N_14callEv", "(anonymous namespace)::call()")]
    [InlineData("_ZN3FooC1Ev", "Foo::Foo()")]
    [InlineData("_ZN3FooD0Ev", "Foo::~Foo()")]
    [InlineData("_ZNSsC1EPKc", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >::basic_string(char const*)")]
    [InlineData("_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector<int, std::allocator<int> >::push_back(int const&)")]
    [InlineData("_Z1fIiEvT_", "void f<int>(int)")]
    [InlineData("_ZplRK3FooS1_", "operator+(Foo const&, Foo const&)")]
    [InlineData("_ZN3FoocvbEv", "Foo::operator bool()")]
    [InlineData("_Z1fPFivE", "f(int (*)())")]
    [InlineData("_Z1fRA3_i", "f(int (&) [3])")]
    [InlineData("_Z1fM3FooKFviE", "f(void (Foo::*)(int) const)")]
    [InlineData("_ZZ4mainENKUlvE_clEv", "main::{lambda()#1}::operator()() const")]
    [InlineData("_ZTV3Foo", "vtable for Foo")]
    [InlineData("_ZThn16_N3Foo3barEv", "non-virtual thunk to Foo::bar()")]
    [InlineData("_ZN1AB5cxx111fEv", "A[abi:cxx11]::f()")]
    [InlineData("_Z1fIJidEEvDpT_", "void f<int, double>(int, double)")]
    [InlineData("_Z1fIJRKiEEvDpOT_", "void f<int const&>(int const&)")]
    [InlineData("_Z3foov.isra.0.cold", "foo() [clone .isra.0] [clone .cold]")]
    [InlineData("_ZN4core3fmt9Formatter3pad17h0123456789abcdefE", "core::fmt::Formatter::pad")]
    [InlineData("_ZN66_$LT$alloc..vec..Vec$LT$T$GT$$u20$as$u20$core..ops..drop..Drop$GT$4drop17h0123456789abcdefE",
        "<alloc::vec::Vec<T> as core::ops::drop::Drop>::drop")]
    public void Writes_names_as_people_do(string mangled, string expected) => Assert.Equal(expected, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("_Z")]
    [InlineData("_ZN")]
    [InlineData("_Z3fo")]
    [InlineData("_Z1fS_")]
    [InlineData("_ZNSt")]
    [InlineData("_Z99999999999999999999x")]
    public void Leaves_what_it_does_not_understand_as_it_is(string name) => Assert.Equal(name, Demangler.Demangle(name));

    [Fact]
    public void A_name_that_would_grow_without_end_stays_mangled()
    {
        // Each substitution doubles the text.
        var name = "_Z1f" + string.Concat(Enumerable.Repeat("1AI", 60)) + "i" + new string('E', 60);
        Assert.True(Demangler.Demangle(name).Length <= DemangleLimits.Default.TextLengthMax);
        var doubling = "_Z1fN1AI" + string.Concat(Enumerable.Range(0, 40).Select(_ => "JS_S_E")) + "EE";
        Assert.True(Demangler.Demangle(doubling).Length <= DemangleLimits.Default.TextLengthMax);
    }

    [Fact]
    public void Never_throws_whatever_the_name() =>
        Gen.Char["NZSTIJEKRPOFMDXLabcilvst0123456789_.Bnwpr"].Array[0, 60].Sample(letters => Demangler.Demangle("_Z" + new string(letters)));

    [Fact]
    public void Agrees_with_c_plus_plus_filt_over_libstdcpp()
    {
        const string Library = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";
        if (!File.Exists(Library) || !File.Exists("/usr/bin/c++filt"))
        {
            Assert.Skip("no libstdc++ or no c++filt here");
        }

        var bytes = new MemoryFileBytes(File.ReadAllBytes(Library));
        Assert.Equal(ElfError.None, ElfFile.TryOpen(bytes, ElfLimits.Default, out var file));
        var names = ElfSymbolTable.Read(file!, ElfSection.TypeDynamicSymbols).Select(symbol => symbol.Name)
            .Where(name => name.StartsWith("_Z", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        var expected = Filter(names);
        var different = names.Zip(expected).Where(pair => Short(Demangler.Demangle(pair.First)) != Short(pair.Second)).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{names.Count - different.Count} of {names.Count} agree");
        Assert.Empty(different);
    }

    // c++filt writes the abbreviations of std in full.
    static string Short(string name) => name
        .Replace("std::basic_string<char, std::char_traits<char>, std::allocator<char> > >", "std::string>", StringComparison.Ordinal)
        .Replace("std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string", StringComparison.Ordinal)
        .Replace("std::basic_istream<char, std::char_traits<char> >", "std::istream", StringComparison.Ordinal)
        .Replace("std::basic_ostream<char, std::char_traits<char> >", "std::ostream", StringComparison.Ordinal)
        .Replace("std::basic_iostream<char, std::char_traits<char> >", "std::iostream", StringComparison.Ordinal);

    static List<string> Filter(List<string> names)
    {
        var folder = Directory.CreateTempSubdirectory("inquest-demangle");
        try
        {
            var input = Path.Combine(folder.FullName, "names");
            File.WriteAllLines(input, names);
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"c++filt < '{input}'"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return [.. text.TrimEnd('\n').Split('\n')];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
