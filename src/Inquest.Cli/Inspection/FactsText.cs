using System.Globalization;

namespace Inquest.Cli.Inspection;

/// <summary>Prints <see cref="FileFacts"/> for people.</summary>
sealed class FactsText(TextWriter output)
{
    public void Write(FileFacts facts)
    {
        output.WriteLine($"{Clean(facts.File)}: {facts.Kind}{(facts.Detail is { } detail ? $", {Clean(detail)}" : "")}, {facts.Size} bytes");
        Line("os", $"{facts.Os} {facts.OsVersion}");
        Line("cpu", facts.Cpu);
        Line("debug file", facts.DebugFile);
        Line("debug id", facts.DebugId);
        Line("code file", facts.CodeFile);
        Line("code id", facts.CodeId);
        Line("report id", facts.ReportId);
        Line("process", facts.ProcessId?.ToString());
        Line("written", facts.WrittenAt is > 0 and { } time
            ? DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : null);
        Line("exception", facts.ExceptionCode is { } code ? $"{code} at {facts.ExceptionAddress}" : null);
        Line("thread", facts.CrashingThread?.ToString());
        Line("memory", facts.MemoryBytes is { } bytes ? $"{bytes} bytes" : null);
        List("streams", facts.Streams, stream => $"{stream.Type}  {stream.Name,-22} {stream.Size,10} bytes at 0x{stream.Rva:x}");
        List("threads", facts.Threads, thread =>
            $"{thread.Id,10}  pc {thread.ProgramCounter ?? "?"}  stack {thread.StackStart} {thread.StackSize,8} bytes  {thread.Name}");
        List("modules", facts.Modules, module =>
            $"{module.Base}-{module.End}  {module.DebugId ?? "-",-34} {module.CodeFile} {module.Version}");
        List("sections", facts.Sections, section => section);
        List("findings", facts.Findings, finding => $"{finding.Code}: {finding.Detail}");
    }

    void Line(string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            output.WriteLine($"  {label,-11}{Clean(value.Trim())}");
        }
    }

    void List<T>(string title, IReadOnlyList<T>? items, Func<T, string> print)
    {
        if (items is null or { Count: 0 })
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"{title} ({items.Count})");
        foreach (var item in items)
        {
            output.WriteLine("  " + Clean(print(item)).TrimEnd());
        }
    }

    // Names come from the file: an escape sequence in one must not reach the terminal.
    static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
