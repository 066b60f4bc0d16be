using System.Text.RegularExpressions;
using Inquest.Server.Settings;
using Inquest.Testing;

namespace Inquest.Server.Tests.Settings;

/// <summary>What docs/operate says about settings and metrics is what the server has.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_setting_is_documented_as_it_is_defined_and_no_other()
    {
        var rows = Configuration.Definitions.Select(option =>
            $"| `{option.Key}` | `{option.Variable}` | {(option.Default.Length > 0 ? $"`{option.Default}`" : "–")} | {option.Meaning} |");
        var written = Read("configuration.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(rows, written);
    }

    [Fact]
    public async Task Every_metric_is_documented_with_its_meaning_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        var help = HelpPattern().Matches(await server.Client.GetStringAsync("/metrics"))
            .Select(match => $"| `{match.Groups["name"].Value}` | {match.Groups["kind"].Value} | {match.Groups["text"].Value} |");
        var written = Read("monitor.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && !line.Contains("| `/", StringComparison.Ordinal));
        Assert.Equal(help, written);
    }

    [Fact]
    public void Every_environment_variable_in_the_documents_is_one_of_ours()
    {
        string[] others = ["INQUEST_PASSWORD", "INQUEST_DEBUG", "INQUEST_TOKEN", "INQUEST_URL"];
        var known = Configuration.Definitions.Select(option => option.Variable).Concat(others).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ProjectTree.Root, "docs", "operate"), "*.md"))
        {
            Assert.Subset(known, VariablePattern().Matches(File.ReadAllText(file)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal));
        }
    }

    static string Read(string name) => File.ReadAllText(Path.Combine(ProjectTree.Root, "docs", "operate", name));

    [GeneratedRegex(@"# HELP (?<name>\S+) (?<text>[^\n]+)\n# TYPE \S+ (?<kind>\S+)", RegexOptions.None, 1000)]
    private static partial Regex HelpPattern();

    [GeneratedRegex("INQUEST_[A-Z_]+", RegexOptions.None, 1000)]
    private static partial Regex VariablePattern();
}
