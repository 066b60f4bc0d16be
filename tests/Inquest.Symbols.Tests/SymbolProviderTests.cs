using System.IO.Compression;
using System.Text;
using Inquest.Symbols.Sources;

namespace Inquest.Symbols.Tests;

public sealed class SymbolProviderTests : IDisposable
{
    const string DebugId = "0123456789ABCDEF0123456789ABCDEF1";
    const string Sym = $"MODULE windows x86 {DebugId} app.pdb\nINFO CODE_ID 4D52F000 app.exe\nFUNC 10 10 0 f\n";
    static readonly ModuleId App = new("app.pdb", DebugId, "app.exe", "4d52f000");

    readonly string _root = Directory.CreateTempSubdirectory("inquest-provider-").FullName;
    readonly ManualTime _time = new();

    string Symbols => Path.Combine(_root, "symbols");

    string Cache => Path.Combine(_root, "cache");

    [Theory]
    [InlineData($"app.pdb/{DebugId}/app.sym")]
    [InlineData("App.pdb/0123456789abcdef0123456789abcdef1/APP.sym")]
    [InlineData($"app.pdb/{DebugId}/app.sym.gz")]
    [InlineData("any-name.sym")]
    [InlineData("any-name.sym.gz")]
    public void Finds_a_module_in_a_folder(string path)
    {
        Put(path);
        var search = Provider().Find(App);
        Assert.Equal(SymbolStatus.Found, search.Status);
        Assert.Equal(Path.Combine(Symbols, path), search.Source);
        Assert.Equal("f", search.Symbols!.FindLocation(0x10)!.Function);
    }

    [Fact]
    public void Finds_a_loose_file_by_its_code_id()
    {
        Put("x.sym");
        Assert.Equal(SymbolStatus.Found, Provider().Find(new ModuleId("", "", "app.exe", "4d52f000")).Status);
    }

    [Fact]
    public void Takes_a_path_to_one_file()
    {
        Put("x.sym");
        var provider = new SymbolProvider([new FolderSymbolSource(Path.Combine(Symbols, "x.sym"))], Cache);
        Assert.Equal(SymbolStatus.Found, provider.Find(App).Status);
    }

    [Theory]
    [InlineData("app.pdb", $"../{DebugId}")]
    [InlineData("../app.pdb", DebugId)]
    [InlineData("..", DebugId)]
    [InlineData("a/../../app.pdb", DebugId)]
    [InlineData("a\\app.pdb", DebugId)]
    [InlineData("app.pdb\0", DebugId)]
    [InlineData("*", DebugId)]
    [InlineData("app.pdb", "*")]
    public void Names_that_leave_the_folder_are_not_looked_for(string debugFile, string debugId)
    {
        Put($"app.pdb/{DebugId}/app.sym");
        File.Copy(Path.Combine(Symbols, $"app.pdb/{DebugId}/app.sym"), Path.Combine(_root, "app.sym"));
        var search = Provider().Find(new ModuleId(debugFile, debugId, "", ""));
        Assert.Equal(SymbolStatus.NotFound, search.Status);
    }

    [Fact]
    public void Says_where_it_looked()
    {
        Put("other.txt", "nothing");
        var search = Provider().Find(App);
        Assert.Equal($"{Path.Combine(Symbols, "app.pdb", DebugId, "app.sym")}: not found", Assert.Single(search.Lookups).ToString());
    }

    [Fact]
    public void A_file_that_is_no_symbol_file_is_malformed()
    {
        Put($"app.pdb/{DebugId}/app.sym", "<html>not here</html>");
        Assert.Equal(SymbolStatus.Malformed, Provider().Find(App).Status);
    }

    [Fact]
    public void A_miss_is_remembered_until_it_expires_or_is_forgotten()
    {
        var source = new CountingSource(() => SymbolContent.Missing(SymbolStatus.NotFound));
        var provider = new SymbolProvider([source], Cache, SymbolLimits.Default, _time);
        provider.Find(App);
        provider.Find(App);
        Assert.Equal(1, source.Opened);
        var other = new SymbolProvider([source], Cache, SymbolLimits.Default, _time);
        other.Find(App);
        Assert.Equal(1, source.Opened);
        provider.Forget(App);
        provider.Find(App);
        Assert.Equal(2, source.Opened);
        _time.Advance(SymbolLimits.Default.NotFoundExpiry);
        other.Find(App);
        Assert.Equal(3, source.Opened);
    }

    [Fact]
    public void A_time_out_is_tried_again_sooner_and_is_not_written_down()
    {
        var source = new CountingSource(() => SymbolContent.Missing(SymbolStatus.TimedOut));
        var provider = new SymbolProvider([source], Cache, SymbolLimits.Default, _time);
        Assert.Equal(SymbolStatus.TimedOut, provider.Find(App).Status);
        new SymbolProvider([source], Cache, SymbolLimits.Default, _time).Find(App);
        Assert.Equal(2, source.Opened);
        _time.Advance(SymbolLimits.Default.FailureExpiry);
        provider.Find(App);
        Assert.Equal(3, source.Opened);
    }

    [Fact]
    public void Converts_once_however_many_ask()
    {
        var source = new CountingSource(() => new SymbolContent(SymbolStatus.Found, new MemoryStream(Encoding.UTF8.GetBytes(Sym))));
        var provider = new SymbolProvider([source], Cache);
        Parallel.For(0, 32, _ => Assert.Equal("f", provider.Find(App).Symbols!.FindLocation(0x10)!.Function));
        new SymbolProvider([source], Cache).Find(App);
        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public void Drops_the_least_used_module_when_there_are_too_many()
    {
        var source = new CountingSource(() => new SymbolContent(SymbolStatus.Found, new MemoryStream(Encoding.UTF8.GetBytes(Sym))));
        var provider = new SymbolProvider([source], null, new SymbolLimits { RememberedModulesMax = 2 });
        var first = provider.Find(App).Symbols!;
        provider.Find(App with { DebugId = "AA" });
        provider.Find(App with { DebugId = "BB" });
        provider.Find(App);
        Assert.Equal(4, source.Opened);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal("f", first.FindLocation(0x10)!.Function);
    }

    [Fact]
    public void A_changed_file_is_converted_again()
    {
        Put($"app.pdb/{DebugId}/app.sym");
        Provider().Find(App);
        Put($"app.pdb/{DebugId}/app.sym", Sym.Replace(" f\n", " renamed\n", StringComparison.Ordinal));
        Assert.Equal("renamed", Provider().Find(App).Symbols!.FindLocation(0x10)!.Function);
    }

    [Fact]
    public void A_damaged_cache_file_is_made_again()
    {
        Put($"app.pdb/{DebugId}/app.sym");
        Provider().Find(App);
        var cached = Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(cached, [1, 2, 3]);
        Assert.Equal("f", Provider().Find(App).Symbols!.FindLocation(0x10)!.Function);
    }

    [Fact]
    public void Works_without_a_cache_folder_and_with_one_that_cannot_be_written()
    {
        Put($"app.pdb/{DebugId}/app.sym");
        File.WriteAllText(Cache, "a file where the folder should be");
        Assert.Equal(SymbolStatus.Found, Provider().Find(App).Status);
        Assert.Equal(SymbolStatus.Found, new SymbolProvider([new FolderSymbolSource(Symbols)], null).Find(App).Status);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    SymbolProvider Provider() => new([new FolderSymbolSource(Symbols)], Cache, SymbolLimits.Default, _time);

    void Put(string path, string content = Sym)
    {
        var full = Path.Combine(Symbols, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using Stream file = File.Create(full);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(content));
    }

    sealed class CountingSource(Func<SymbolContent> open) : ISymbolSource
    {
        int _opened;

        public int Opened => _opened;

        public IEnumerable<SymbolCandidate> Find(ModuleId id) =>
        [
            new("place", "place", IsRemote: true, () =>
            {
                Interlocked.Increment(ref _opened);
                return open();
            }),
        ];
    }
}
