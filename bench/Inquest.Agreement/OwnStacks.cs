using System.IO.Compression;
using Inquest.Formats.Minidump;
using Inquest.Processing;
using Inquest.Reports;
using Inquest.Symbols;
using Inquest.Symbols.Sources;

namespace Inquest.Agreement;

/// <summary>Our own walk of a case.</summary>
public static class OwnStacks
{
    /// <summary>The report with the case's symbol files, or null when the file is not a dump.</summary>
    public static Report? Walk(CorpusCase one) => Walk(one, one.Symbols);

    /// <summary>The report with nothing but the process's own binaries.</summary>
    public static Report? WalkByBinaries(CorpusCase one)
    {
        var unpacked = Directory.CreateTempSubdirectory("inquest-binaries-").FullName;
        try
        {
            foreach (var file in one.Binaries is null ? [] : Directory.GetFiles(one.Binaries))
            {
                Unpack(file, unpacked);
            }

            return Walk(one, unpacked);
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    static void Unpack(string file, string folder)
    {
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            return;
        }

        using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var plain = File.Create(Path.Combine(folder, Path.GetFileNameWithoutExtension(file)));
        packed.CopyTo(plain);
    }

    static Report? Walk(CorpusCase one, string? symbols)
    {
        if (MinidumpFile.TryOpen(one.ReadDump(), MinidumpLimits.Default, out var dump) != MinidumpError.None)
        {
            return null;
        }

        using (dump)
        {
            ISymbolSource[] sources = symbols is null ? [] : [new FolderSymbolSource(symbols)];
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
