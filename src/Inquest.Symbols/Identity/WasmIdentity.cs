using Inquest.Formats;

namespace Inquest.Symbols.Identity;

/// <summary>The build id of a WebAssembly module: its custom section <c>build_id</c> (WebAssembly tool conventions).</summary>
static class WasmIdentity
{
    const int HeadBytes = 256;

    /// <returns>Empty when there is no build id.</returns>
    public static List<SymbolObject> Read(FileBytes bytes)
    {
        ReadOnlySpan<byte> id = default;
        var features = SymbolFeatures.Code;
        ulong position = 8;
        for (var i = 0; i < IdentityLimits.WasmSectionCountMax && position < (ulong)bytes.Length; i++)
        {
            var reader = new ByteReader(bytes.Slice(position, HeadBytes).Span);
            var section = reader.U8();
            var size = reader.Uleb();
            var start = position + (ulong)reader.Position;
            if (!reader.Ok || size > (ulong)bytes.Length - start)
            {
                break;
            }

            if (section == 0)
            {
                var name = reader.Bytes(reader.Uleb());
                features |= name.SequenceEqual(".debug_info"u8) ? SymbolFeatures.DebugInfo | SymbolFeatures.SymbolTable
                    : name.SequenceEqual("name"u8) ? SymbolFeatures.SymbolTable : SymbolFeatures.None;
                if (name.SequenceEqual("build_id"u8))
                {
                    id = reader.Bytes(reader.Uleb());
                }
            }

            position = start + size;
        }

        return id.IsEmpty ? [] :
        [
            new SymbolObject(SymbolFileKind.Wasm, Formats.Elf.ElfBuildId.ToDebugId(id), Convert.ToHexStringLower(id), "", "", "", "wasm32", features),
        ];
    }
}
