using System.Text;

namespace Inquest.Formats.MachO;

/// <summary>The export trie (LC_DYLD_EXPORTS_TRIE, or part of LC_DYLD_INFO): the names that no stripping can take away.</summary>
/// <remarks>
/// Node: size of its terminal data ULEB128, that data (flags, then an address relative to the header, or for a re-export a
/// library and a name), count of edges u8, and per edge a NUL-terminated piece of a name and the ULEB128 offset of a node.
/// </remarks>
public static class MachOExports
{
    const ulong KindMask = 0x03;
    const ulong Regular = 0x00;
    const ulong Reexport = 0x08;

    /// <summary>In the order of the trie; absolute, thread-local and re-exported names are left out.</summary>
    public static IReadOnlyList<MachOExport> Read(MachOFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (offset, size) = file.ExportsRange;
        var trie = file.Read(offset, size);
        var exports = new List<MachOExport>();
        if (trie.IsEmpty)
        {
            return exports;
        }

        var limits = file.Limits;
        // A node has two bytes at least and one parent: more visits than bytes are those of a trie that loops or shares.
        var nodeCountMax = Math.Min(limits.ExportNodeCountMax, trie.Length);
        var pending = new Stack<(int Node, string Prefix, int Depth)>();
        pending.Push((0, "", 0));
        long text = 0;
        var visited = 0;
        while (pending.Count > 0)
        {
            var (node, prefix, depth) = pending.Pop();
            if (++visited > nodeCountMax || exports.Count >= limits.ExportCountMax || text > limits.ExportTextMax)
            {
                file.AddFinding("exports-too-many", $"The export trie spells out more than {exports.Count} names.");
                break;
            }

            var reader = new ByteReader(trie.Span, file.IsBigEndian) { Position = node };
            var terminalSize = reader.Uleb();
            var children = (ulong)reader.Position + Math.Min(terminalSize, int.MaxValue);
            if (terminalSize > 0)
            {
                var flags = reader.Uleb();
                var address = reader.Uleb();
                if (reader.Ok && (flags & (KindMask | Reexport)) == Regular && prefix.Length > 0)
                {
                    exports.Add(new MachOExport(prefix, unchecked(file.LinkBase + address)));
                }
            }

            reader.Position = (int)Math.Min(children, int.MaxValue);
            var count = reader.U8();
            for (var i = 0; i < count && reader.Ok; i++)
            {
                var piece = reader.CString();
                var child = reader.Uleb();
                if (!reader.Ok || child >= (ulong)trie.Length || depth >= limits.ExportDepthMax
                    || prefix.Length + piece.Length > limits.NameLengthMax || text > limits.ExportTextMax)
                {
                    break;
                }

                // Counted where it is kept, so that a wide node with a long name cannot fill memory before it is visited.
                text += prefix.Length + piece.Length;
                pending.Push(((int)child, prefix + Encoding.UTF8.GetString(piece), depth + 1));
            }
        }

        return exports;
    }
}
