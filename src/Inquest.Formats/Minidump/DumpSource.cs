namespace Inquest.Formats.Minidump;

/// <summary>The bytes of a dump, read by offset. Safe for use by many threads.</summary>
abstract class DumpSource : IDisposable
{
    public abstract ulong Length { get; }

    /// <summary>Copies what lies at <paramref name="offset"/> and returns how many bytes there were.</summary>
    public int Read(ulong offset, Span<byte> destination)
    {
        var length = Length;
        if (offset >= length)
        {
            return 0;
        }

        var count = (int)Math.Min((ulong)destination.Length, length - offset);
        Copy(offset, destination[..count]);
        return count;
    }

    public abstract void Dispose();

    /// <summary>Fills <paramref name="destination"/>; the range lies inside.</summary>
    protected abstract void Copy(ulong offset, Span<byte> destination);
}
