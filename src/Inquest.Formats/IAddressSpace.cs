namespace Inquest.Formats;

/// <summary>The memory of a process as far as a dump holds it.</summary>
public interface IAddressSpace
{
    /// <summary>True when multi-byte values in this memory are big-endian.</summary>
    bool IsBigEndian { get; }

    /// <summary>Copies bytes at <paramref name="address"/> and returns how many there were: 0 when the address is absent.</summary>
    int Read(ulong address, Span<byte> destination);
}
