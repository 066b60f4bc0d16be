namespace Inquest.Formats.MachO;

/// <summary>
/// One range of __unwind_info: code from <paramref name="Start"/> to before <paramref name="End"/>, relative to the header, that is
/// unwound by one encoding. Linkers merge neighbours of the same encoding, so it may be several functions.
/// </summary>
public readonly record struct CompactUnwindEntry(ulong Start, ulong End, uint Encoding);
