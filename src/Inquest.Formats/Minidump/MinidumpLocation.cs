namespace Inquest.Formats.Minidump;

/// <summary>Where something lies in the file (MINIDUMP_LOCATION_DESCRIPTOR, widened for full dumps).</summary>
/// <param name="Rva">Offset from the start of the file.</param>
/// <param name="Size">Bytes, as the file says; the file may end before.</param>
public readonly record struct MinidumpLocation(ulong Rva, ulong Size)
{
    public bool IsEmpty => Size == 0;
}
