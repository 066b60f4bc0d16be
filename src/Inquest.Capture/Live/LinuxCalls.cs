using System.Runtime.InteropServices;

namespace Inquest.Capture.Live;

/// <summary>The system calls that .NET has no name for.</summary>
static unsafe partial class LinuxCalls
{
    public const int NoSuchProcess = 3;
    public const int NotPermitted = 1;
    public const int AccessDenied = 13;

    public const int WaitAll = 0x4000_0000;
    public const int WaitNoHang = 1;

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Trace(nint request, int threadId, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static partial int Wait(int processId, out int status, int options);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static partial nint ReadProcess(int processId, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, byte* bytes, nuint size);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint ReadAt(int file, byte* bytes, nuint size, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ReadLink(string path, byte* bytes, nuint size);

    [LibraryImport("libc", EntryPoint = "usleep")]
    public static partial int SleepMicroseconds(uint microseconds);

    [LibraryImport("libc", EntryPoint = "uname")]
    public static partial int SystemName(byte* names);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct IoVector(nint Base, nuint Size);
}
