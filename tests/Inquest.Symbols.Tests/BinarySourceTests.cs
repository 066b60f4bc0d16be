using System.IO.Compression;
using Inquest.Formats;
using Inquest.Symbols.Identity;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols.Tests;

/// <summary>Binaries and debug files as sources of symbols, with files from a real compiler.</summary>
public sealed class BinarySourceTests : IDisposable
{
    const string Source = """
        __attribute__((noinline)) int inner(int x) { return x * 7; }
        int outer(int x) { return inner(x + 1) + 2; }
        int main(void) { return outer(3); }
        """;

    readonly string _root = Directory.CreateTempSubdirectory("inquest-binaries-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("anywhere/deep/app")]
    [InlineData("renamed.bin")]
    [InlineData("app/{debug}/app")]
    [InlineData(".build-id/{first}/{rest}")]
    [InlineData("{first}/{rest}/executable")]
    [InlineData("buildid/{code}/executable")]
    [InlineData("app/elf-buildid-{code}/app")]
    public void Finds_a_binary_by_its_build_id(string path)
    {
        var (file, id) = Build();
        Put(file, Named(path, id));
        var search = Find(id);
        Assert.Equal(SymbolStatus.Found, search.Status);
        Assert.Empty(search.Gaps);
        Assert.Contains(Names(search.Symbols!), static name => name == "inner");
    }

    [Theory]
    [InlineData("app.debug")]
    [InlineData(".build-id/{first}/{rest}.debug")]
    [InlineData("_.debug/elf-buildid-sym-{code}/_.debug")]
    public void A_stripped_binary_and_its_debug_file_are_one(string debugPath)
    {
        var (file, id) = Build();
        var (stripped, debug) = Part(file);
        Put(stripped, "bin/app");
        Put(debug, Named("other/" + debugPath, id));
        var search = new SymbolProvider(
            [new FolderSymbolSource(Path.Combine(Store, "bin")), new FolderSymbolSource(Path.Combine(Store, "other"))], null).Find(id);
        Assert.Equal(SymbolStatus.Found, search.Status);
        Assert.Empty(search.Gaps);
        Assert.EndsWith(Path.GetFileName(Named(debugPath, id)), search.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_debug_id_is_needed()
    {
        var (file, id) = Build();
        Put(file, "app");
        Assert.Equal(SymbolStatus.Found, Find(id with { CodeId = "" }).Status);
        Assert.Equal(SymbolStatus.Found, Find(id with { DebugId = "" }).Status);
    }

    [Fact]
    public void A_stripped_binary_alone_says_what_is_missing()
    {
        var (file, id) = Build();
        Put(Part(file).Stripped, "app");
        var search = Find(id);
        Assert.Equal([SymbolGap.Functions, SymbolGap.Lines], search.Gaps);
        Assert.EndsWith("app: found, exported names only, no line numbers", search.Lookups[0].ToString(), StringComparison.Ordinal);
        Assert.True(search.Symbols!.HasUnwindInfo);
    }

    [Fact]
    public void A_debug_file_without_an_id_is_found_by_the_link_and_its_checksum()
    {
        var (file, id) = Build("-Wl,--build-id=none");
        var (stripped, debug) = Part(file);
        Put(stripped, "app");
        Put(debug, "app.debug");
        Assert.Empty(Find(id).Gaps);

        File.AppendAllText(Path.Combine(Store, "app.debug"), "another file now");
        Assert.Contains(SymbolGap.Lines, Find(id).Gaps);
    }

    [Fact]
    public void Another_build_is_told_by_its_id()
    {
        var (file, id) = Build();
        Put(file, "app");
        var other = id with { CodeId = new string('a', 40), DebugId = new string('A', 32) + "0" };
        var search = Find(other);
        Assert.Equal(SymbolStatus.WrongId, search.Status);
        Assert.Contains(search.Lookups, lookup => lookup.Status == SymbolStatus.WrongId && lookup.Detail.Contains(id.CodeId, StringComparison.Ordinal));

        Put(file, Named(".build-id/{first}/{rest}.debug", other));
        Assert.Equal(SymbolStatus.WrongId, Find(other).Status);
    }

    [Fact]
    public void A_packed_binary_is_unpacked()
    {
        var (file, id) = Build();
        var packed = Path.Combine(Store, Named(".build-id/{first}/{rest}", id));
        Directory.CreateDirectory(Path.GetDirectoryName(packed)!);
        using (var from = File.OpenRead(file))
        using (var to = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            from.CopyTo(to);
        }

        Assert.Equal(SymbolStatus.Found, Find(id).Status);
    }

    [Fact]
    public void A_cut_binary_is_malformed_or_says_what_is_missing()
    {
        var (file, id) = Build();
        var bytes = File.ReadAllBytes(file);
        foreach (var length in (int[])[40, 100, 500, bytes.Length / 2])
        {
            Put(bytes[..length], Named(".build-id/{first}/{rest}", id));
            var search = Find(id);
            Assert.True(search.Status is SymbolStatus.Malformed or SymbolStatus.WrongId or SymbolStatus.Found, search.Status.ToString());
        }
    }

    [Fact]
    public void Symbol_text_without_unwind_rules_takes_them_from_the_binary()
    {
        var (file, id) = Build();
        Put(Part(file).Stripped, "app");
        Directory.CreateDirectory(Path.Combine(Store, "app.so", id.DebugId));
        File.WriteAllText(
            Path.Combine(Store, "app.so", id.DebugId, "app.so.sym"), $"MODULE Linux x86_64 {id.DebugId} app.so\nFILE 0 a.c\nFUNC 1000 4000 0 f\n1000 4000 7 0\n");
        var search = Find(id with { DebugFile = "app.so" });
        Assert.Empty(search.Gaps);
        Assert.EndsWith(".sym", search.Source, StringComparison.Ordinal);
        Assert.Equal("f", search.Symbols!.FindLocation(0x1100)!.Function);
        Assert.NotNull(search.Symbols.FindCfi(Entry(file)));
    }

    [Fact]
    public void Symbol_text_of_another_build_in_the_right_place_is_refused()
    {
        var (_, id) = Build();
        Directory.CreateDirectory(Path.Combine(Store, "app", id.DebugId));
        File.WriteAllText(Path.Combine(Store, "app", id.DebugId, "app.sym"), $"MODULE Linux x86_64 {new string('B', 32)}0 app\nFUNC 1000 4000 0 f\n");
        Assert.Equal(SymbolStatus.WrongId, Find(id).Status);
    }

    [Fact]
    public void A_new_file_is_seen_and_a_changed_one_is_read_again()
    {
        var (file, id) = Build();
        Directory.CreateDirectory(Store);
        var source = new FolderSymbolSource(Store);
        Assert.All(source.Find(id), static c => Assert.StartsWith("absent:", c.Identity, StringComparison.Ordinal));
        Put(file, "late");
        Assert.All(source.Find(id), static c => Assert.StartsWith("file:", c.Identity, StringComparison.Ordinal));
        File.Delete(Path.Combine(Store, "late"));
        Assert.All(source.Find(id), static c => Assert.StartsWith("absent:", c.Identity, StringComparison.Ordinal));
    }

    [Fact]
    public void An_index_ends_at_its_limits_and_does_not_follow_links_to_folders()
    {
        var (file, id) = Build();
        Put(file, "z/app");
        Directory.CreateSymbolicLink(Path.Combine(Store, "loop"), Store);
        Assert.Equal(SymbolStatus.Found, Find(id).Status);
        for (var i = 0; i < 5; i++)
        {
            File.WriteAllText(Path.Combine(Store, $"a{i}"), new string('x', 100));
        }

        var source = new FolderSymbolSource(Store, SymbolLimits.Default with { IndexFilesMax = 3 });
        Assert.All(source.Find(id), static c => Assert.StartsWith("absent:", c.Identity, StringComparison.Ordinal));
    }

    string Store => Path.Combine(_root, "store");

    SymbolSearch Find(ModuleId id) => new SymbolProvider([new FolderSymbolSource(Store)], Path.Combine(_root, "cache")).Find(id);

    (string File, ModuleId Id) Build(string flag = "-Wl,--build-id=sha1")
    {
        var file = Path.Combine(_root, "built");
        File.WriteAllText(Path.Combine(_root, "a.c"), Source);
        if (!Tool.TryRun("gcc", ["-g", "-O2", flag, "-o", file, Path.Combine(_root, "a.c")]))
        {
            Assert.Skip("no gcc");
        }

        using var bytes = MappedFileBytes.TryOpen(file, out _)!;
        var head = Assert.Single(SymbolFileIdentity.Read(bytes).Objects);
        return (file, new ModuleId("app", head.DebugId, "app", head.CodeId));
    }

    (string Stripped, string Debug) Part(string file)
    {
        var (stripped, debug) = (Path.Combine(_root, "stripped"), Path.Combine(_root, "app.debug"));
        if (!Tool.TryRun("objcopy", ["--only-keep-debug", file, debug])
            || !Tool.TryRun("objcopy", ["--strip-all", "--add-gnu-debuglink=" + debug, file, stripped]))
        {
            Assert.Skip("no objcopy");
        }

        return (stripped, debug);
    }

    void Put(string file, string path) => Put(File.ReadAllBytes(file), path);

    void Put(byte[] content, string path)
    {
        var full = Path.Combine(Store, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    static string Named(string path, ModuleId id) => path
        .Replace("{debug}", id.DebugId, StringComparison.Ordinal)
        .Replace("{code}", id.CodeId, StringComparison.Ordinal)
        .Replace("{first}", id.CodeId[..2], StringComparison.Ordinal)
        .Replace("{rest}", id.CodeId[2..], StringComparison.Ordinal);

    static ulong Entry(string file)
    {
        using var bytes = MappedFileBytes.TryOpen(file, out _)!;
        Formats.Elf.ElfFile.TryOpen(bytes, Formats.Elf.ElfLimits.Default, out var elf);
        return elf!.Entry;
    }

    static IEnumerable<string> Names(IModuleSymbols symbols)
    {
        for (var rva = 0x1000UL; rva < 0x1400; rva++)
        {
            if (symbols.FindLocation(rva) is { Line: not null } location)
            {
                yield return location.Function;
            }
        }
    }
}
