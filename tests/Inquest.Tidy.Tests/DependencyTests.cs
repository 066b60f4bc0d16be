using System.Xml.Linq;
using Inquest.Testing;

namespace Inquest.Tidy.Tests;

/// <summary>Holds every ProjectReference to the table of docs/design/overview.md.</summary>
public sealed class DependencyTests
{
    static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Formats"] = [],
        ["Reports"] = [],
        ["Health"] = [],
        ["Protocol"] = ["Reports"],
        ["Grouping"] = ["Reports"],
        ["Web"] = ["Reports"],
        ["Symbols"] = ["Formats"],
        ["Unwind"] = ["Formats", "Symbols", "Reports"],
        ["Processing"] = ["Formats", "Symbols", "Unwind", "Grouping", "Reports"],
        ["Storage"] = ["Reports", "Grouping", "Health"],
        ["Capture"] = ["Formats"],
        ["Client"] = ["Protocol"],
        ["Client.Hosting"] = ["Client"],
        ["Client.AspNetCore"] = ["Client.Hosting"],
        ["Handler"] = ["Capture", "Client"],
        ["Server"] = ["Formats", "Reports", "Symbols", "Unwind", "Grouping", "Health", "Protocol", "Processing", "Storage", "Web", "Capture", "Client"],
        ["Cli"] = ["Formats", "Reports", "Symbols", "Unwind", "Grouping", "Health", "Protocol", "Processing", "Storage", "Web", "Server", "Capture", "Client", "Handler"],
    };

    public static TheoryData<string> Projects =>
        [.. Directory.EnumerateFiles(Path.Combine(ProjectTree.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_only_what_the_table_allows(string project)
    {
        var name = project["Inquest.".Length..];
        Assert.True(Allowed.ContainsKey(name), $"src/{project} is not in the dependency table: add a row with its reason.");
        var references = XDocument.Load(Path.Combine(ProjectTree.Root, "src", project, project + ".csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)["Inquest.".Length..]);
        Assert.Empty(references.Except(Allowed[name], StringComparer.Ordinal));
    }
}
