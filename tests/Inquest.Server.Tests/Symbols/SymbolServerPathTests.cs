using Inquest.Server.Symbols.Serve;

namespace Inquest.Server.Tests.Symbols;

/// <summary>The paths as each kind of client asks for them.</summary>
public sealed class SymbolServerPathTests
{
    const string Id = "5afbac813ba52653fba4439c36a202609269c902";
    const string Uuid = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("buildid/" + Id + "/debuginfo", "DebugInfo", Id, "")]
    [InlineData("buildid/" + Id + "/executable", "Executable", Id, "")]
    [InlineData(".build-id/5a/fbac813ba52653fba4439c36a202609269c902.debug", "DebugInfo", Id, "")]
    [InlineData("5a/fbac813ba52653fba4439c36a202609269c902", "Executable", Id, "")]
    [InlineData("5a/fbac813ba52653fba4439c36a202609269c902/debuginfo", "DebugInfo", Id, "5AFBAC813BA52653FBA4439C36A202609269C902")]
    [InlineData("5a/fbac813ba52653fba4439c36a202609269c902/sourcebundle", "SourceBundle", Id, "5AFBAC813BA52653FBA4439C36A202609269C902")]
    [InlineData("0123/4567/89AB/CDEF/0123/456789ABCDEF", "DebugInfo", "", "0123456789ABCDEF0123456789ABCDEF0")]
    [InlineData("0123/4567/89AB/CDEF/0123/456789ABCDEF.app", "Executable", "", "0123456789ABCDEF0123456789ABCDEF0")]
    [InlineData("app.exe/5F8A3B2C1e000/app.exe", "Executable", "5f8a3b2c1e000", "")]
    [InlineData("APP.PDB/0123456789abcdef0123456789abcdef1/app.pdb", "Any", "", "0123456789ABCDEF0123456789ABCDEF1")]
    [InlineData("ap/app.pdb/0123456789abcdef0123456789abcdef1/app.pdb", "Any", "", "0123456789ABCDEF0123456789ABCDEF1")]
    [InlineData("app.pdb/0123456789abcdef0123456789abcdefFFFFFFFF/app.pdb", "DebugInfo", "", "0123456789ABCDEF0123456789ABCDEF1")]
    [InlineData("app.pdb/0123456789ABCDEF0123456789ABCDEF1/app.sym", "Breakpad", "", "0123456789ABCDEF0123456789ABCDEF1")]
    [InlineData("libapp.so/elf-buildid-" + Id + "/libapp.so", "Executable", Id, "")]
    [InlineData("_.debug/elf-buildid-sym-" + Id + "/_.debug", "DebugInfo", Id, "")]
    [InlineData("a.dylib/mach-uuid-" + Uuid + "/a.dylib", "Executable", "", "0123456789ABCDEF0123456789ABCDEF0")]
    [InlineData("_.dwarf/mach-uuid-sym-" + Uuid + "/_.dwarf", "DebugInfo", "", "0123456789ABCDEF0123456789ABCDEF0")]
    public void Understands(string path, string part, string codeId, string debugId)
    {
        var wanted = SymbolServerPath.Parse(path)!;
        Assert.Equal((part, codeId, debugId), (wanted.Part.ToString(), wanted.CodeId, wanted.DebugId));
    }

    [Fact]
    public void Source_paths_keep_their_slashes()
    {
        Assert.Equal("/usr/src/a b.c", SymbolServerPath.Parse($"buildid/{Id}/source/usr/src/a b.c")!.Argument);
        Assert.Equal("/usr/src/x.c", SymbolServerPath.Parse($"buildid/{Id}/source//usr/src/x.c")!.Argument);
        Assert.Equal("C:/src/x.c", SymbolServerPath.Parse($"buildid/{Id}/source/C:/src/x.c")!.Argument);
    }

    [Theory]
    [InlineData("")]
    [InlineData("index2.txt")]
    [InlineData("buildid/5af/debuginfo")]
    [InlineData("buildid/../debuginfo")]
    [InlineData("buildid/zz/debuginfo")]
    [InlineData("app.pdb/..%2f/app.pdb")]
    [InlineData("../0123456789abcdef0123456789abcdef1/..")]
    [InlineData("app.pdb/0123456789abcdef0123456789abcdef1/other.pdb")]
    [InlineData("app.pdb/0123456789abcdef0123456789abcdef1/app.pd_")]
    [InlineData("app.pdb/0123456789abcdef0123456789abcdef1/file.ptr")]
    [InlineData("a/b/c/d/e")]
    public void Knows_nothing_of(string path) => Assert.Null(SymbolServerPath.Parse(path));

    [Fact]
    public void Never_throws() => CsCheck.Check.Sample(
        CsCheck.Gen.OneOf(CsCheck.Gen.String[CsCheck.Gen.Char["a0/.-:%"], 0, 80], CsCheck.Gen.String), path =>
        {
            _ = SymbolServerPath.Parse(path);
        });
}
