using System.Text;
using Inquest.Reports;
using Inquest.Storage.Symbols;
using Inquest.Symbols.Identity;
using Inquest.Symbols.SourceBundles;

namespace Inquest.Server.Symbols;

/// <summary>Lines around each frame out of uploaded source bundles and portable PDBs, as SDKs that have the sources at hand send them.</summary>
/// <remarks>
/// Looked up when an event is shown: sources that come later appear by themselves, and texts that nobody looks at cost nothing.
/// Nothing is ever fetched from elsewhere.
/// </remarks>
sealed class SourceContext(SymbolCatalog catalog, SymbolVault vault, SymbolUses uses)
{
    /// <summary>The same report when no frame can be given its source.</summary>
    public Report AddTo(Report report, long organizationId)
    {
        if (!report.Threads.Any(thread => thread.Frames.Any(IsWanted)) && !report.Exceptions.Any(e => e.Frames.Any(IsWanted)))
        {
            return report;
        }

        using var lookup = new Lookup(this, report, new SymbolAudience(organizationId));
        var exceptions = report.Exceptions.Select(e => e with { Frames = lookup.AddTo(e.Frames) }).ToList();
        // The crashing thread first: there is a bound.
        var order = Enumerable.Range(0, report.Threads.Count).OrderBy(index => index == report.Crash?.ThreadIndex ? 0 : 1);
        var threads = report.Threads.ToList();
        foreach (var index in order)
        {
            threads[index] = threads[index] with { Frames = lookup.AddTo(threads[index].Frames) };
        }

        return lookup.FramesDone == 0 ? report : report with { Exceptions = exceptions, Threads = threads };
    }

    static bool IsWanted(Frame frame) => frame is { ContextLine: null, Line: > 0, ModuleIndex: not null } && (frame.File ?? frame.AbsolutePath) is not null;

    /// <summary>One report's look-ups: bundles stay open and texts split until it is done.</summary>
    sealed class Lookup(SourceContext context, Report report, SymbolAudience audience) : IDisposable
    {
        readonly Dictionary<int, IReadOnlyList<ISourceFiles>> _filesByModule = [];
        readonly Dictionary<(int Module, string Path), string[]?> _lines = [];

        public int FramesDone { get; private set; }

        public IReadOnlyList<Frame> AddTo(IReadOnlyList<Frame> frames) =>
            FramesDone >= SourceContextLimits.FramesMax || !frames.Any(IsWanted) ? frames : [.. frames.Select(Add)];

        public void Dispose()
        {
            foreach (var files in _filesByModule.Values.SelectMany(list => list))
            {
                files.Dispose();
            }
        }

        Frame Add(Frame frame)
        {
            if (!IsWanted(frame) || FramesDone >= SourceContextLimits.FramesMax)
            {
                return frame;
            }

            var lines = Lines(frame.ModuleIndex!.Value, frame.AbsolutePath) ?? Lines(frame.ModuleIndex.Value, frame.File);
            var index = frame.Line!.Value - 1;
            if (lines is null || index >= lines.Length)
            {
                return frame;
            }

            FramesDone++;
            const int around = SourceContextLimits.LinesAround;
            return frame with
            {
                PreContext = [.. lines[Math.Max(0, index - around)..index].Select(Cut)],
                ContextLine = Cut(lines[index]),
                PostContext = [.. lines[(index + 1)..Math.Min(lines.Length, index + 1 + around)].Select(Cut)],
            };
        }

        string[]? Lines(int module, string? path)
        {
            if (path is null)
            {
                return null;
            }

            if (!_lines.TryGetValue((module, path), out var lines))
            {
                lines = Files(module).Select(files => files.Read(path)).FirstOrDefault(text => text is not null) is { } text
                    ? Encoding.UTF8.GetString(text).Split('\n')
                    : null;
                _lines.Add((module, path), lines);
            }

            return lines;
        }

        IReadOnlyList<ISourceFiles> Files(int module)
        {
            if (!_filesByModule.TryGetValue(module, out var files))
            {
                files = (uint)module < (uint)report.Modules.Count && _filesByModule.Count < SourceContextLimits.ModulesMax ? Open(report.Modules[module]) : [];
                _filesByModule.Add(module, files);
            }

            return files;
        }

        List<ISourceFiles> Open(ReportModule module)
        {
            var opened = new List<ISourceFiles>();
            var found = context.Find(module, audience);
            foreach (var part in found.Take(SourceContextLimits.BundlesPerModuleMax))
            {
                if (context.Open(part) is { } files)
                {
                    opened.Add(files);
                    context.NoteUse(part);
                }
            }

            return opened;
        }

        static string Cut(string line)
        {
            var text = line.TrimEnd('\r');
            return text.Length > SourceContextLimits.LineLengthMax ? text[..SourceContextLimits.LineLengthMax] : text;
        }
    }

    IEnumerable<StoredObject> Find(ReportModule module, SymbolAudience audience) =>
        catalog.ByDebugId(module.DebugId?.ToUpperInvariant() ?? "", audience).Concat(catalog.ByCodeId(module.CodeId?.ToLowerInvariant() ?? "", audience))
            .Where(part => SymbolFileKinds.Parse(part.Kind) is SymbolFileKind.SourceBundle or SymbolFileKind.PortablePdb)
            .Where(part => part.Size <= SourceContextLimits.BundleBytesMax)
            .DistinctBy(part => part.ContentId);

    ISourceFiles? Open(StoredObject part)
    {
        try
        {
            return vault.Open(part.Sha256) is not { } content ? null
                : part.Kind == SymbolFileKind.SourceBundle.Word() ? SourceBundle.TryOpen(content)
                : EmbeddedSources.TryOpen(content);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    void NoteUse(StoredObject part) => uses.Add(part.ContentId);
}
