namespace Inquest.Symbols.Sources;

/// <summary>CRC-32 as zlib and gdb have it: polynomial 0x04C11DB7, reflected.</summary>
static class Crc32
{
    static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static i => Step((uint)i))];

    public static uint Of(Stream content)
    {
        var buffer = new byte[1 << 16];
        var crc = uint.MaxValue;
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            foreach (var b in buffer.AsSpan(0, count))
            {
                crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
            }
        }

        return ~crc;
    }

    static uint Step(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        }

        return value;
    }
}
