namespace Inquest.Formats.MachO;

/// <summary>LC_FUNCTION_STARTS: where each function starts, which stripping leaves in place.</summary>
/// <remarks>ULEB128 distances, the first from the start of __TEXT; a zero ends the list. Thumb functions have odd addresses.</remarks>
public static class MachOFunctionStarts
{
    /// <summary>Addresses of the linked file, in order.</summary>
    public static IReadOnlyList<ulong> Read(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (offset, size) = file.FunctionStartsRange;
        var starts = new List<ulong>();
        var reader = new ByteReader(file.Read(offset, size).Span, file.IsBigEndian);
        var address = file.LinkBase;
        while (reader.HasMore && starts.Count < file.Limits.FunctionStartCountMax)
        {
            var distance = reader.Uleb();
            if (!reader.Ok || distance == 0 || unchecked(address + distance) < address)
            {
                break;
            }

            address += distance;
            starts.Add(address);
        }

        return starts;
    }
}
