using Inquest.Formats.Minidump;

namespace Inquest.Cli.Inspection;

/// <summary>What there is to say about a minidump without walking it.</summary>
static class MinidumpInspector
{
    public static FileFacts Inspect(string path, FileFacts facts)
    {
        facts = facts with { Kind = "minidump" };
        var error = MinidumpFile.TryOpen(path, MinidumpLimits.Default, out var file);
        if (error != MinidumpError.None)
        {
            return facts with { Error = Explain(error) };
        }

        using (file)
        {
            return Of(file!, facts);
        }
    }

    static FileFacts Of(MinidumpFile file, FileFacts facts)
    {
        var width = file.SystemInfo?.PointerSize == 4 ? 8 : 16;
        string Hex(ulong address) => "0x" + address.ToString("x" + width);
        facts = facts with
        {
            Detail = file.BigEndian ? "big-endian" : null,
            Os = file.SystemInfo?.Os.ToString(),
            OsVersion = file.SystemInfo is { } system ? $"{system.OsVersion} {system.CsdVersion}".TrimEnd() : null,
            Cpu = file.SystemInfo is { } cpu ? $"{cpu.Architecture.ToString().ToLowerInvariant()} {cpu.CpuDescription}".TrimEnd() : null,
            ReportId = file.CrashpadInfo is { } crashpad && crashpad.ReportId != Guid.Empty ? crashpad.ReportId.ToString() : null,
            ProcessId = file.ProcessId,
            WrittenAt = file.Header.TimeDateStamp,
            CrashingThread = file.RequestingThreadId,
            ExceptionCode = file.Exception is { } exception ? $"0x{exception.Code:x8}" : null,
            ExceptionAddress = file.Exception is { } at ? Hex(at.Address) : null,
            MemoryBytes = file.Memory.Ranges.Sum(range => (long)range.Size),
            Streams = [.. file.Directory.Select(s => new StreamFacts($"0x{(uint)s.Type:x8}", s.Name, s.Location.Size, s.Location.Rva))],
            Threads = [.. file.Threads.Select(thread => new ThreadFacts(
                thread.Id, file.ThreadName(thread.Id),
                file.ReadBestContext(thread)?.Registers is { } registers ? Hex(registers.ProgramCounter) : null,
                Hex(thread.StackStart), thread.Stack.Size))],
            Modules = [.. file.Modules.Select(module => new ModuleFacts(
                Hex(module.Base), Hex(module.End), module.CodeFile, module.DebugFile, module.DebugId, module.CodeId,
                module.Version))],
        };

        // The parts that only a question would parse: what is wrong with them belongs into the answer.
        _ = (file.UnloadedModules, file.MiscInfo, file.Assertion, file.Handles, file.MemoryMap, file.Linux.DsoDebug,
            file.ThreadInfos, file.SystemMemory, file.ProcessMemory, file.Mozilla.MacCrashInfo);
        return facts with { Findings = [.. file.Findings.Select(finding => new FindingFacts(finding.Code, finding.Detail))] };
    }

    static string Explain(MinidumpError error) => error switch
    {
        MinidumpError.TooShort => "The minidump ends within its header.",
        MinidumpError.NoStreams => "The minidump's header promises no streams.",
        MinidumpError.NoDirectory => "The minidump's directory of streams lies outside the file.",
        _ => $"The minidump cannot be read: {error}.",
    };
}
