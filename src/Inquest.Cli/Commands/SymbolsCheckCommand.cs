using System.CommandLine;
using System.Text.Json;
using Inquest.Cli.SymbolFiles;
using Inquest.Symbols.Identity;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest symbols check</c>: what files are, their ids and what they can be used for; nothing is sent.</summary>
static class SymbolsCheckCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Files, folders, zip archives and dSYM bundles.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("check", "Says which ids files have and whether they are usable.") { paths, json };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetValue(paths)!, parsed.GetValue(json))));
        return command;
    }

    /// <summary>Kind, ids and abilities in one line.</summary>
    public static string Describe(FoundSymbolFile file) => string.Join("; ", file.Identity.Objects.Select(part =>
        string.Join(' ', ((string[])[part.Kind.Word(), part.Cpu, part.DebugId, part.CodeId, $"({string.Join(", ", Words(part.Features))})"])
            .Where(word => word.Length > 0))));

    static int Run(string[] paths, bool asJson)
    {
        using var finder = new SymbolFileFinder();
        var found = finder.Find(paths).ToList();
        finder.Absent.ForEach(path => Console.Error.WriteLine($"inquest: {path} does not exist."));
        if (asJson)
        {
            WriteJson(found);
        }
        else
        {
            foreach (var file in found)
            {
                Console.WriteLine(file.IsUsable ? $"usable   {file.Shown}   {Describe(file)}" : $"useless  {file.Shown}   {file.Reason}");
            }
        }

        if (found.Count == 0)
        {
            Console.Error.WriteLine($"inquest: no symbol files found in {string.Join(", ", paths)}.");
            return ExitCode.NothingFound;
        }

        return found.Exists(file => !file.IsUsable) || finder.Absent.Count > 0 ? ExitCode.SomeItemsFailed : ExitCode.Done;
    }

    static void WriteJson(List<FoundSymbolFile> found)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", 1);
            json.WriteStartArray("files");
            foreach (var file in found)
            {
                json.WriteStartObject();
                json.WriteString("file", file.Shown);
                json.WriteNumber("size", file.Size);
                json.WriteString("kind", file.Identity.Kind.Word());
                json.WriteBoolean("usable", file.IsUsable);
                if (!file.IsUsable)
                {
                    json.WriteString("reason", file.Reason);
                }

                json.WriteStartArray("objects");
                foreach (var part in file.Identity.Objects)
                {
                    json.WriteStartObject();
                    json.WriteString("debugId", part.DebugId);
                    json.WriteString("codeId", part.CodeId);
                    json.WriteString("cpu", part.Cpu);
                    json.WriteStartArray("features");
                    Words(part.Features).ForEach(json.WriteStringValue);
                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    static List<string> Words(SymbolFeatures features)
    {
        List<(SymbolFeatures Feature, string Word)> all =
        [
            (SymbolFeatures.Code, "code"), (SymbolFeatures.SymbolTable, "symtab"), (SymbolFeatures.DebugInfo, "debug"),
            (SymbolFeatures.UnwindInfo, "unwind"), (SymbolFeatures.Sources, "sources"),
        ];
        return [.. all.Where(pair => features.HasFlag(pair.Feature)).Select(pair => pair.Word)];
    }
}
