using Inquest.Formats;
using Inquest.Formats.Elf;

namespace Inquest.Capture.Core;

/// <summary>Which signal a core was written for, and in which thread.</summary>
static class CoreSignal
{
    /// <summary>Null when no thread has one: gcore of a process that was running.</summary>
    /// <remarks>The kernel writes the thread that died first; gdb the thread that it had selected.</remarks>
    public static CrashSignal? Find(IReadOnlyList<CoreThread> threads, ElfFile core)
    {
        foreach (var thread in threads)
        {
            // Folklore: gcore stops a running process with SIGSTOP or SIGTRAP of its own and leaves that in pr_cursig.
            if (Read(thread, core) is { Number: > 0 and not (17 or 19 or 20) } signal)
            {
                return signal;
            }
        }

        return null;
    }

    static CrashSignal Read(CoreThread thread, ElfFile core)
    {
        var reader = new ByteReader(thread.SignalInformation.Span, core.IsBigEndian);
        var number = (int)reader.U32();
        reader.U32();
        var code = (int)reader.U32();
        // The union that follows is aligned to a pointer.
        reader.Position = core.Is64Bit ? 16 : 12;
        var field = reader.Unsigned(core.PointerSize);
        if (!reader.Ok || number == 0)
        {
            return new CrashSignal(thread.Id, thread.Signal, 0, 0, 0);
        }

        // Codes from 1 come from the kernel for a fault and carry an address; others carry the sender's process id.
        var isFault = number is 4 or 5 or 7 or 8 or 11 && code is > 0 and < 0x80;
        return isFault
            ? new CrashSignal(thread.Id, number, code, field, 0)
            : new CrashSignal(thread.Id, number, code, 0, (uint)field);
    }
}
