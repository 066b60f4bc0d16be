using System.Text.RegularExpressions;
using Inquest.Testing;

namespace Inquest.Tidy.Tests;

/// <summary>Facts about the tree that a reviewer should not have to look for. Taste is not tested.</summary>
public sealed partial class TreeTests
{
    [Fact]
    public void Every_todo_names_an_issue() =>
        AssertNoLine(SourceFiles(), line => TodoPattern().IsMatch(line) && !TodoWithNumberPattern().IsMatch(line));

    /// <summary>Letters that look like Latin ones and invisible characters change what code means without showing it; a formula in a comment may have its θ.</summary>
    [Fact]
    public void No_look_alike_or_invisible_characters() =>
        AssertNoLine(SourceFiles(), line => line.Any(line.AsSpan().TrimStart().StartsWith("//", StringComparison.Ordinal) ? IsInvisible : IsTreacherous));

    [Fact]
    public void Every_fixture_has_an_origin()
    {
        var folder = Path.Combine(ProjectTree.Root, "tests", "fixtures");
        var readme = File.ReadAllText(Path.Combine(folder, "README.md"));
        var orphans = Tracked("tests/fixtures")
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path != "README.md" && !readme.Contains(path, StringComparison.Ordinal));
        Assert.Empty(orphans);
    }

    [Fact]
    public void Links_in_documents_lead_somewhere()
    {
        var broken = new List<string>();
        foreach (var document in Tracked(".").Where(path => path.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in LinkPattern().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                var path = Path.Combine(Path.GetDirectoryName(document)!, Uri.UnescapeDataString(target));
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    broken.Add($"{Relative(document)}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    /// <summary>A bound on untrusted input that hides in a method cannot be found, set or documented.</summary>
    [Fact]
    public void Limits_live_in_limits_records() =>
        AssertNoLine(
            SourceFiles().Where(path => Relative(path).StartsWith("src/", StringComparison.Ordinal)
                && !Path.GetFileNameWithoutExtension(path).EndsWith("Limits", StringComparison.Ordinal)),
            line => LimitConstantPattern().IsMatch(line));

    [Fact]
    public void No_paths_of_one_machine() =>
        AssertNoLine(Tracked(".").Where(IsText), line => PathsOfThisMachine.Any(path => line.Contains(path, StringComparison.Ordinal)));

    [Fact]
    public void Sizes_for_the_reader()
    {
        var sizes = SourceFiles().Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && Relative(path).StartsWith("src/", StringComparison.Ordinal))
            .Select(path => (Lines: File.ReadLines(path).Count(), Path: Relative(path)))
            .OrderBy(file => file.Lines).ToList();
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{sizes.Count} files, median {sizes[sizes.Count / 2].Lines} lines, 90th percentile {sizes[sizes.Count * 9 / 10].Lines}");
        foreach (var (lines, path) in sizes.AsEnumerable().Reverse().TakeWhile(file => file.Lines > 400))
        {
            output.WriteLine($"{lines,6} {path}");
        }
    }

    static void AssertNoLine(IEnumerable<string> files, Func<string, bool> isWrong) =>
        Assert.Empty(files.Where(path => !Relative(path).StartsWith("tests/Inquest.Tidy.Tests/", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path)
                .Select((line, index) => (Line: line, Place: $"{Relative(path)}:{index + 1}: {line.Trim()}")))
            .Where(entry => isWrong(entry.Line))
            .Select(entry => entry.Place)
            .Take(20));

    static IEnumerable<string> SourceFiles() => Tracked(".").Where(path =>
        Path.GetExtension(path) is ".cs" or ".c" or ".h" or ".cpp" or ".cshtml" or ".js" or ".css" or ".sh" or ".sql");

    static bool IsText(string path) =>
        Path.GetExtension(path) is ".cs" or ".c" or ".h" or ".cpp" or ".cshtml" or ".js" or ".css" or ".sh" or ".sql" or ".md" or ".json" or ".props" or ".csproj" or ".txt" or ".yml" or "";

    /// <summary>Files of the checkout without build output, packages and what git ignores by name.</summary>
    static IEnumerable<string> Tracked(string below) =>
        Directory.EnumerateFiles(Path.GetFullPath(Path.Combine(ProjectTree.Root, below)), "*", SearchOption.AllDirectories)
            .Where(path => !Relative(path).Split('/').Any(part =>
                part is ".git" or "artifacts" or "dist" or "node_modules" or "bin" or "obj" or "data" or "wwwroot"));

    static string Relative(string path) => Path.GetRelativePath(ProjectTree.Root, path).Replace('\\', '/');

    // Where this checkout lies, and the hidden folders of whoever builds it.
    static readonly string[] PathsOfThisMachine =
        [.. new[] { Path.GetDirectoryName(ProjectTree.Root) + "/", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/." }
            .Where(path => path.Length > 2)];

    // Cyrillic and Greek letters, zero-width and bidirectional controls, no-break and other odd spaces.
    static bool IsTreacherous(char c) =>
        c is >= '\u0370' and <= '\u052F' || IsInvisible(c);

    static bool IsInvisible(char c) =>
        c is >= '\u2000' and <= '\u200F' or >= '\u202A' and <= '\u202F' or >= '\u2066' and <= '\u2069' or '\u00A0' or '\u00AD' or '\uFEFF';

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b", RegexOptions.None, 1000)]
    private static partial Regex TodoPattern();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK) ?\(?#\d+", RegexOptions.None, 1000)]
    private static partial Regex TodoWithNumberPattern();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"\bconst\s+\w+\s+(Max\w+|\w+Max|\w+Limit)\b", RegexOptions.None, 1000)]
    private static partial Regex LimitConstantPattern();
}
