namespace Inquest.Formats.Minidump;

/// <summary>One stream (MINIDUMP_DIRECTORY, 12 bytes).</summary>
/// <param name="Type">What it holds; a value without a name is a stream of the application's own.</param>
/// <param name="Location">Where it lies; clipped to nothing of the file.</param>
public readonly record struct MinidumpDirectoryEntry(MinidumpStreamType Type, MinidumpLocation Location)
{
    /// <summary>The type's name, or its number in hex when it has none.</summary>
    public string Name => Enum.GetName(Type) ?? $"0x{(uint)Type:X}";

    public bool IsKnown => Enum.IsDefined(Type);
}
