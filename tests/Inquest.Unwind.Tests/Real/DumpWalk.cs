using System.IO.Compression;
using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Symbols;

namespace Inquest.Unwind.Tests.Real;

/// <summary>A dump of the corpus with its stacks walked.</summary>
sealed class DumpWalk
{
    DumpWalk(MinidumpFile dump, UnwindProcess process)
    {
        Dump = dump;
        Process = process;
        var walker = new StackWalker(process, UnwindLimits.Default);
        foreach (var thread in dump.Threads)
        {
            // The thread that wrote the dump from inside is left out by the peers as well.
            var context = thread.Id == dump.DumpThreadId ? null : dump.ReadBestContext(thread)?.Registers;
            StackRange? stack = thread.Stack.Size == 0 ? null : new StackRange(thread.Stack.Start, thread.Stack.Size);
            Stacks.Add(context is null ? null : walker.Walk(context, stack));
        }
    }

    public MinidumpFile Dump { get; }

    public UnwindProcess Process { get; }

    /// <summary>In the order of the thread list.</summary>
    public List<StackWalk?> Stacks { get; } = [];

    public static DumpWalk? Open(string folder, string symbols = "symbols")
    {
        var bytes = File.Exists(Path.Combine(folder, "dump.dmp"))
            ? File.ReadAllBytes(Path.Combine(folder, "dump.dmp"))
            : Gunzip(Path.Combine(folder, "dump.dmp.gz"));
        if (bytes is null || MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var dump) != MinidumpError.None
            || RegisterLayout.For(dump!.Architecture) is not { } layout)
        {
            return null;
        }

        var symbolFolder = Path.Combine(folder, symbols);
        var modules = dump.Modules.Select(m => new UnwindModule(m.Index, m.Base, m.Size, m.CodeFileName,
            new ModuleId(m.DebugFileName, m.DebugId ?? "", m.CodeFileName, m.CodeId ?? "")));
        var process = new UnwindProcess(layout, dump.Memory, new UnwindModuleList(modules), new SymFolder(symbolFolder))
        {
            Os = dump.SystemInfo?.Os switch
            {
                OsFamily.Windows => UnwindOs.Windows,
                OsFamily.Linux => UnwindOs.Linux,
                OsFamily.Android => UnwindOs.Android,
                OsFamily.MacOS => UnwindOs.MacOs,
                OsFamily.IOS => UnwindOs.Ios,
                _ => UnwindOs.Unknown,
            },
            MemoryMap = new DumpMap(dump.MemoryMap),
            UnloadedModules = [.. dump.UnloadedModules.Select(u => new UnloadedModule(u.Base, u.Size, u.FileName))],
        };
        return new DumpWalk(dump, process);
    }

    static byte[]? Gunzip(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
