using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Agreement;

/// <summary>Our own walk of a case.</summary>
public static class OwnStacks
{
    /// <summary>The report, or null when the file is not a dump.</summary>
    public static Report? Walk(CorpusCase one)
    {
        if (MinidumpFile.TryOpen(one.ReadDump(), MinidumpLimits.Default, out var dump) != MinidumpError.None)
        {
            return null;
        }

        using (dump)
        {
            ISymbolSource[] sources = one.Symbols is null ? [] : [new FolderSymbolSource(one.Symbols)];
            return DumpProcessor.Process(
                dump!, new SymbolProvider(sources, null), DumpProcessorOptions.Default, CancellationToken.None);
        }
    }

    /// <summary>A thread's frames with inlined calls as frames of their own.</summary>
    public static IReadOnlyList<NamedFrame> Frames(ReportThread thread) => [.. thread.Frames.SelectMany(Expand)];

    static IEnumerable<NamedFrame> Expand(Frame frame)
    {
        foreach (var inline in frame.Inlines)
        {
            yield return new NamedFrame(frame.Module, inline.Function, inline.File, inline.Line, null, null);
        }

        yield return new NamedFrame(
            frame.Module, frame.Function, frame.File, frame.File is null ? null : frame.Line, frame.Instruction, frame.ModuleOffset);
    }
}
