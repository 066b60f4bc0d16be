namespace Inquest.Formats;

/// <summary>The bytes of a file that may be larger than an array can be. Safe for use by many threads.</summary>
public abstract class FileBytes : IDisposable
{
    public abstract long Length { get; }

    /// <summary>A view of part of the file, cut at the end of the file; empty when it starts outside or is over 2 GiB.</summary>
    /// <remarks>No view may be used after the file is disposed of.</remarks>
    public ReadOnlyMemory<byte> Slice(ulong offset, ulong size)
    {
        var length = (ulong)Length;
        if (offset >= length)
        {
            return default;
        }

        size = Math.Min(size, length - offset);
        return size > int.MaxValue ? default : View((long)offset, (int)size);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>A view that lies inside the file.</summary>
    protected abstract ReadOnlyMemory<byte> View(long offset, int size);
}
