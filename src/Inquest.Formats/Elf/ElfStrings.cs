using System.Text;

namespace Inquest.Formats.Elf;

/// <summary>Names in a string table.</summary>
static class ElfStrings
{
    /// <summary>The name at an offset; empty when the offset is outside. A table that lacks its last NUL ends the name.</summary>
    public static string Get(ReadOnlySpan<byte> table, uint offset, ElfLimits limits) =>
        Encoding.UTF8.GetString(GetBytes(table, offset, limits));

    public static ReadOnlySpan<byte> GetBytes(ReadOnlySpan<byte> table, uint offset, ElfLimits limits)
    {
        if (offset >= table.Length)
        {
            return default;
        }

        var rest = table[(int)offset..];
        rest = rest[..Math.Min(rest.Length, limits.NameLengthMax)];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }
}
