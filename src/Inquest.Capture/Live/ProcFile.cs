using System.Runtime.InteropServices;
using System.Text;

namespace Inquest.Capture.Live;

/// <summary>Small files of /proc. Each is read with three calls, since there are hundreds of them and a process waits.</summary>
static unsafe class ProcFile
{
    const int CloseOnExec = 0x80000;

    /// <summary>The file's bytes, up to <paramref name="sizeMax"/>; empty when it cannot be read.</summary>
    public static byte[] Read(string path, int sizeMax)
    {
        var file = LinuxCalls.Open(path, CloseOnExec);
        if (file < 0)
        {
            return [];
        }

        var bytes = new byte[Math.Min(sizeMax, 16 * 1024)];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                if (length >= sizeMax)
                {
                    break;
                }

                Array.Resize(ref bytes, Math.Min(sizeMax, length * 2));
            }

            nint got;
            fixed (byte* start = &bytes[length])
            {
                got = LinuxCalls.Read(file, start, (nuint)(bytes.Length - length));
            }

            if (got <= 0)
            {
                break;
            }

            length += (int)got;
        }

        _ = LinuxCalls.Close(file);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>The file's first line without its line feed; null when it cannot be read.</summary>
    public static string? Line(string path)
    {
        var bytes = Read(path, 256);
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        return bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    /// <summary>Where a link leads; null when it is none.</summary>
    public static string? Link(string path)
    {
        Span<byte> target = stackalloc byte[CaptureLimits.LinkBytesMax];
        nint length;
        fixed (byte* start = target)
        {
            length = LinuxCalls.ReadLink(path, start, (nuint)target.Length);
        }

        return length <= 0 ? null : Encoding.UTF8.GetString(target[..(int)length]);
    }

    /// <summary>The error of the last call, in words.</summary>
    public static string LastError() => Marshal.GetLastPInvokeErrorMessage();
}
