using System.Buffers.Binary;

namespace Inquest.Capture.Minidump;

/// <summary>
/// Leaves of a 64-bit stack only what can be walked: small numbers, addresses of code and addresses within the same mapping. All
/// else becomes the word that Breakpad and Crashpad write, and strings are gone with it.
/// </summary>
static class StackSanitizer
{
    const ulong Removed = 0x0DEF_ACED_0DEF_ACED;
    const ulong SmallNumber = 4096;

    public static void Clear(MemoryBlock block, AddressRange mapping, ProcessSnapshot snapshot)
    {
        var content = block.Content.AsSpan();
        var head = (int)Math.Min((ulong)content.Length, (0 - block.Start) & 7);
        content[..head].Clear();
        var at = head;
        for (; at + 8 <= content.Length; at += 8)
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(content[at..]);
            if (word > SmallNumber && unchecked(0 - word) > SmallNumber && !mapping.Contains(word) && !IsCode(word, snapshot))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(content[at..], Removed);
            }
        }

        content[at..].Clear();
    }

    static bool IsCode(ulong word, ProcessSnapshot snapshot) =>
        snapshot.FindMapping(word) is { Protection: { } protection } && protection.HasFlag(MemoryProtection.Execute);
}
