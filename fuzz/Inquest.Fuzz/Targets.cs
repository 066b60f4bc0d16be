using Inquest.Formats.Minidump;
using Inquest.Protocol;
using Inquest.Protocol.Envelopes;

namespace Inquest.Fuzz;

/// <summary>One target for each format; each must return for any bytes, without an exception.</summary>
static class Targets
{
    public static readonly IReadOnlyDictionary<string, Action<byte[]>> ByName = new Dictionary<string, Action<byte[]>>(StringComparer.Ordinal)
    {
        ["minidump"] = Minidump,
        ["envelope"] = bytes => EnvelopeReader.Read(bytes, ProtocolLimits.Default),
    };

    static void Minidump(byte[] bytes)
    {
        if (MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var file) != MinidumpError.None)
        {
            return;
        }

        using (file)
        {
            foreach (var thread in file!.Threads)
            {
                file.ReadBestContext(thread);
            }

            Span<byte> word = stackalloc byte[8];
            foreach (var module in file.Modules)
            {
                file.Memory.Read(module.Base, word);
            }

            _ = (file.SystemInfo, file.MiscInfo, file.CrashpadInfo, file.UnloadedModules, file.Handles, file.Comment, file.Assertion);
            _ = (file.MemoryMap, file.ThreadInfos, file.SystemMemory, file.ProcessMemory, file.ReadExceptionContext());
            _ = (file.Mozilla, file.Linux, file.Findings);
        }
    }
}
