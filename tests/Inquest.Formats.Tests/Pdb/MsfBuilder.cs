namespace Inquest.Formats.Tests.Pdb;

/// <summary>Builds multi-stream files from the format's description.</summary>
static class MsfBuilder
{
    /// <param name="reversed">Blocks of each stream from the last to the first.</param>
    /// <param name="claimedSize">What the directory says of the last stream, if not the truth.</param>
    public static byte[] Build(int blockSize, byte[][] streams, bool reversed, uint? claimedSize = null)
    {
        var blocks = new List<byte[]> { new byte[blockSize], new byte[blockSize], new byte[blockSize] };
        var numbers = new List<uint>();
        foreach (var stream in streams)
        {
            var own = stream.Chunk(blockSize).ToArray();
            var first = (uint)blocks.Count;
            for (uint i = 0; i < own.Length; i++)
            {
                numbers.Add(reversed ? first + (uint)own.Length - 1 - i : first + i);
            }

            blocks.AddRange((reversed ? own.Reverse() : own).Select(chunk => chunk.Concat(new byte[blockSize - chunk.Length]).ToArray()));
        }

        var sizes = streams.Select(stream => (uint)stream.Length).ToArray();
        sizes[^1] = claimedSize ?? sizes[^1];
        byte[] directory = [.. BitConverter.GetBytes(streams.Length), .. sizes.SelectMany(BitConverter.GetBytes), .. numbers.SelectMany(BitConverter.GetBytes)];
        var directoryFirst = (uint)blocks.Count;
        var parts = directory.Chunk(blockSize).ToArray();
        blocks.AddRange(parts.Select(chunk => chunk.Concat(new byte[blockSize - chunk.Length]).ToArray()));
        var map = (uint)blocks.Count;
        var mapBlock = new byte[blockSize];
        for (var i = 0; i < parts.Length; i++)
        {
            BitConverter.TryWriteBytes(mapBlock.AsSpan(i * 4), directoryFirst + (uint)i);
        }

        blocks.Add(mapBlock);
        var head = blocks[0];
        "Microsoft C/C++ MSF 7.00\r\n\u001ADS\0\0\0"u8.CopyTo(head);
        uint[] fields = [(uint)blockSize, 1, (uint)blocks.Count, (uint)directory.Length, 0, map];
        for (var i = 0; i < fields.Length; i++)
        {
            BitConverter.TryWriteBytes(head.AsSpan(32 + (4 * i)), fields[i]);
        }

        return [.. blocks.SelectMany(block => block)];
    }
}
