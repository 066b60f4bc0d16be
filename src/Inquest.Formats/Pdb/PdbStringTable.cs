using System.Text;

namespace Inquest.Formats.Pdb;

/// <summary>The /names stream: file names and frame programs by offset.</summary>
/// <remarks>Layout: signature 0xEFFEEFFE, version u32, size u32, then NUL-terminated texts.</remarks>
public sealed class PdbStringTable
{
    readonly ReadOnlyMemory<byte> _text;

    PdbStringTable(ReadOnlyMemory<byte> text) => _text = text;

    public static PdbStringTable Empty { get; } = new(default);

    public static PdbStringTable Read(MsfStream? stream, PdbLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = stream?.ReadAll(limits.TableSizeMax) ?? default;
        var reader = new ByteReader(bytes.Span);
        var isKnown = reader.U32() == 0xEFFE_EFFE;
        reader.Skip(4);
        var size = reader.U32();
        return reader.Ok && isKnown ? new PdbStringTable(bytes.Slice(12, (int)Math.Min(size, (uint)bytes.Length - 12))) : Empty;
    }

    /// <summary>The bytes of the text at an offset; empty when it lies outside.</summary>
    public ReadOnlySpan<byte> Bytes(uint offset)
    {
        if (offset >= _text.Length)
        {
            return default;
        }

        var rest = _text.Span[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    public string Text(uint offset) => Encoding.UTF8.GetString(Bytes(offset));
}
