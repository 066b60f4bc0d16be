namespace Inquest.Capture;

/// <summary>One mapping of a process.</summary>
/// <param name="Protection">Null when the source does not say.</param>
/// <param name="FileOffset">Offset of the first page in <paramref name="Path"/>, in bytes.</param>
/// <param name="Path">The mapped file, a name in brackets such as <c>[stack]</c>, or empty.</param>
public sealed record MemoryMapping(
    AddressRange Range, MemoryProtection? Protection, ulong FileOffset, string Path)
{
    public bool IsFile => Path.StartsWith('/');
}
