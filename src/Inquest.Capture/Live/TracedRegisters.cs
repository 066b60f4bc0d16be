using Inquest.Capture.Core;

namespace Inquest.Capture.Live;

/// <summary>Reads the registers of a stopped thread (PTRACE_GETREGSET).</summary>
static unsafe class TracedRegisters
{
    const int GetRegisterSet = 0x4204;
    const int GeneralSet = 1;
    const int FloatingPointSet = 2;

    // user_regs_struct has 216 (amd64) or 272 (arm64) bytes, user_fpregs_struct 512 or 528.
    const int GeneralBytes = 512;
    const int FloatingPointBytes = 1024;

    public static ThreadSnapshot? Read(TracedThread thread, CoreThreadLayout layout, string? name)
    {
        Span<byte> general = stackalloc byte[GeneralBytes];
        var size = ReadSet(thread, GeneralSet, general);
        if (size == 0 || layout.ReadRegisters(general[..size], isBigEndian: false) is not { } registers)
        {
            return null;
        }

        Span<byte> floating = stackalloc byte[FloatingPointBytes];
        var floatingSize = ReadSet(thread, FloatingPointSet, floating);
        return new ThreadSnapshot((uint)thread.Id, name, registers, floating[..floatingSize].ToArray());
    }

    static int ReadSet(TracedThread thread, int set, Span<byte> destination)
    {
        fixed (byte* start = destination)
        {
            var part = new LinuxCalls.IoVector((nint)start, (nuint)destination.Length);
            return LinuxCalls.Trace(GetRegisterSet, thread.TraceId, set, (nint)(&part)) == 0 ? (int)part.Size : 0;
        }
    }
}
