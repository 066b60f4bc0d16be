using System.Globalization;
using System.Text.Json;
using Inquest.Symbols.Sources;
using Inquest.Testing;

namespace Inquest.Symbols.Tests;

/// <summary>Frames as another stackwalker printed them, looked up again here from the same symbol files.</summary>
public sealed class PeerAgreementTests
{
    [Fact]
    public void Functions_files_lines_and_inlined_calls_are_those_of_rust_minidump()
    {
        Assert.SkipWhen(Corpus.Root is null, "corpus not present");
        var compared = 0;
        var differences = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories(Corpus.Root + "/dumps/cases", "symbols", SearchOption.AllDirectories))
        {
            var golden = Path.Combine(folder, "..", "golden", "rs.json");
            if (File.Exists(golden))
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(golden));
                compared += Compare(json.RootElement, new SymbolProvider([new FolderSymbolSource(folder)], null), differences, folder);
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(compared > 50, $"only {compared} frames");
    }

    static int Compare(JsonElement report, SymbolProvider provider, List<string> differences, string folder)
    {
        var modules = report.GetProperty("modules").EnumerateArray()
            .GroupBy(m => m.GetProperty("filename").GetString()!)
            .ToDictionary(g => g.Key, g => g.First());
        var compared = 0;
        foreach (var frame in report.GetProperty("threads").EnumerateArray().SelectMany(t => t.GetProperty("frames").EnumerateArray()))
        {
            if (frame.GetProperty("function").GetString() is not { } function ||
                !modules.TryGetValue(frame.GetProperty("module").GetString()!, out var module))
            {
                continue;
            }

            var id = new ModuleId(
                module.GetProperty("debug_file").GetString() ?? "", module.GetProperty("debug_id").GetString() ?? "",
                module.GetProperty("filename").GetString() ?? "", module.GetProperty("code_id").GetString() ?? "");
            var rva = ulong.Parse(frame.GetProperty("module_offset").GetString()![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var location = provider.Find(id).Symbols?.FindLocation(rva);
            var expected = $"{function} {frame.GetProperty("file").GetString()}:{Line(frame)}" + Inlines(frame);
            var actual = location is null
                ? "nothing"
                : $"{location.Function} {location.File}:{location.Line}" +
                    string.Concat(location.Inlines.Select(i => $" < {i.Function} {i.File}:{i.Line}"));
            compared++;
            if (expected != actual)
            {
                differences.Add($"{folder} {id.DebugFile}+{rva:x}: expected {expected}, got {actual}");
            }
        }

        return compared;
    }

    static string Inlines(JsonElement frame) =>
        frame.GetProperty("inlines") is { ValueKind: JsonValueKind.Array } inlines
            ? string.Concat(inlines.EnumerateArray().Select(i =>
                $" < {i.GetProperty("function").GetString()} {i.GetProperty("file").GetString()}:{Line(i)}"))
            : "";

    static int? Line(JsonElement place) =>
        place.GetProperty("line") is { ValueKind: JsonValueKind.Number } line ? line.GetInt32() : null;
}
