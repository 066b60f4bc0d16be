using System.Runtime.InteropServices;
using Inquest.Formats;

namespace Inquest.Capture.Live;

/// <summary>The memory of another process: process_vm_readv, and /proc/PID/mem where a filter forbids that call.</summary>
sealed unsafe class ProcessMemory(int processId, int procId) : IAddressSpace, IDisposable
{
    const int CloseOnExec = 0x80000;

    // Ranges of one process_vm_readv; the kernel takes 1,024.
    const int PieceCount = 64;
    const int PageSize = 4096;

    int _file = -1;
    bool _callIsDenied;

    public bool IsBigEndian => false;

    /// <summary>True once /proc/PID/mem had to be used.</summary>
    public bool UsedFile => _file >= 0;

    public int Read(ulong address, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        fixed (byte* start = destination)
        {
            return _callIsDenied ? ReadFile(address, start, destination.Length) : ReadCall(address, start, destination.Length);
        }
    }

    public void Dispose()
    {
        if (_file >= 0)
        {
            _ = LinuxCalls.Close(_file);
            _file = -1;
        }
    }

    int ReadCall(ulong address, byte* destination, int size)
    {
        var total = 0;
        while (total < size)
        {
            var got = ReadOnce(unchecked(address + (ulong)total), destination + total, size - total);
            if (got < 0 && Marshal.GetLastPInvokeError() is LinuxCalls.NotPermitted or 38 /* ENOSYS */)
            {
                _callIsDenied = true;
                return total + ReadFile(unchecked(address + (ulong)total), destination + total, size - total);
            }

            if (got <= 0)
            {
                break;
            }

            total += (int)got;
        }

        return total;
    }

    // The kernel gives up at the first range that cannot be read whole, so large reads are cut at page borders: what lies before a
    // hole is still had.
    static nint Slice(ulong address, int left) => (nint)Math.Min((ulong)left, PageSize - (address % PageSize));

    nint ReadOnce(ulong address, byte* destination, int size)
    {
        var remote = stackalloc LinuxCalls.IoVector[PieceCount];
        var count = 0;
        var planned = 0;
        while (planned < size && count < PieceCount)
        {
            var at = unchecked(address + (ulong)planned);
            var piece = Slice(at, size - planned);
            remote[count++] = new LinuxCalls.IoVector(unchecked((nint)at), (nuint)piece);
            planned += (int)piece;
        }

        var local = new LinuxCalls.IoVector((nint)destination, (nuint)planned);
        return LinuxCalls.ReadProcess(processId, &local, 1, remote, (nuint)count, 0);
    }

    int ReadFile(ulong address, byte* destination, int size)
    {
        if (_file < 0)
        {
            _file = LinuxCalls.Open($"/proc/{procId}/mem", CloseOnExec);
        }

        var total = 0;
        while (_file >= 0 && total < size)
        {
            var got = LinuxCalls.ReadAt(_file, destination + total, (nuint)(size - total), unchecked((long)address + total));
            if (got <= 0)
            {
                break;
            }

            total += (int)got;
        }

        return total;
    }
}
