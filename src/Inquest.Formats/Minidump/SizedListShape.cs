namespace Inquest.Formats.Minidump;

/// <summary>The sizes of a list that states them itself.</summary>
/// <param name="HeaderSize">Bytes of the header as known today.</param>
/// <param name="EntrySize">Bytes of an entry as known today.</param>
/// <param name="EntrySizeMin">Bytes of the oldest entry that still says something.</param>
/// <param name="HasWideCount">True when the count has 64 bits.</param>
readonly record struct SizedListShape(int HeaderSize, int EntrySize, int EntrySizeMin, bool HasWideCount = false);
