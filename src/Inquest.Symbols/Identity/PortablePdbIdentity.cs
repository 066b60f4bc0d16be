using System.Globalization;
using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>The 20-byte id of a portable PDB: the start of its <c>#Pdb</c> stream (ECMA-335 II.24.2 and the Portable PDB specification).</summary>
static class PortablePdbIdentity
{
    /// <returns>Null when the metadata root cannot be read.</returns>
    public static List<SymbolObject>? Read(FileBytes bytes)
    {
        var reader = new ByteReader(bytes.Slice(0, 4096).Span);
        reader.Skip(12);
        reader.Skip(reader.U32());
        reader.Skip(2);
        int count = reader.U16();
        for (var i = 0; i < Math.Min(count, IdentityLimits.StreamCountMax) && reader.Ok; i++)
        {
            var (offset, size) = (reader.U32(), reader.U32());
            var name = reader.Text();
            reader.AlignTo(4);
            if (reader.Ok && name == "#Pdb" && size >= 20)
            {
                return Objects(bytes.Slice(offset, 20).Span);
            }
        }

        return null;
    }

    static List<SymbolObject>? Objects(ReadOnlySpan<byte> id)
    {
        if (id.Length < 20)
        {
            return null;
        }

        // The same file is asked for in two ways: dumps carry the CodeView record, whose age is always 1, and SDKs of
        // .NET give the stamp in its place.
        var guid = new Guid(id[..16]).ToString("N").ToUpperInvariant();
        var stamp = BitConverter.ToUInt32(id[16..]).ToString("X", CultureInfo.InvariantCulture);
        string[] ids = stamp == "1" ? [guid + "1"] : [guid + "1", guid + stamp];
        return [.. ids.Select(debugId => new SymbolObject(
            SymbolFileKind.PortablePdb, debugId, "", "", "", "", "", SymbolFeatures.DebugInfo | SymbolFeatures.SymbolTable))];
    }
}
