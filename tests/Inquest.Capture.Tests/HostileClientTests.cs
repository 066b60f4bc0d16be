using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Inquest.Capture.ClientMemory;
using Inquest.Capture.Live;
using Inquest.Capture.Minidump;
using Inquest.Formats;

namespace Inquest.Capture.Tests;

/// <summary>A dying process may say and hold anything.</summary>
public sealed class HostileClientTests
{
    const int InfoSize = 114_160;

    // The memory of a process that has these bytes at address 4096 and nothing else.
    sealed class OneRange(byte[] bytes) : IAddressSpace
    {
        public bool IsBigEndian => false;

        public int Read(ulong address, Span<byte> destination)
        {
            if (address < 4096 || address - 4096 >= (ulong)bytes.Length)
            {
                return 0;
            }

            var part = bytes.AsSpan((int)(address - 4096));
            part = part[..Math.Min(part.Length, destination.Length)];
            part.CopyTo(destination);
            return part.Length;
        }
    }

    static byte[] Info()
    {
        var bytes = new byte[InfoSize];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0x4351_4E49);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), InfoSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 64);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), 16);
        return bytes;
    }

    [Fact]
    public void A_setter_that_was_interrupted_leaves_the_old_text()
    {
        var bytes = Info();
        var release = bytes.AsSpan(24 + 520);
        BinaryPrimitives.WriteUInt32LittleEndian(release, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(release[6..], 3);
        Encoding.UTF8.GetBytes("old").CopyTo(release[(8 + 256)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(release[4..], 200);
        Encoding.UTF8.GetBytes("half a ne").CopyTo(release[8..]);
        Assert.Equal("old", ClientInfoReader.Read(new OneRange(bytes), 4096)!.Release);
    }

    [Fact]
    public void Client_info_of_any_content_is_read_without_an_error() =>
        Gen.Select(Gen.Byte.Array[0, 6000], Gen.Int[0, InfoSize - 6000]).Sample((noise, at) =>
        {
            var bytes = Info();
            noise.CopyTo(bytes, at);
            _ = ClientInfoReader.Read(new OneRange(bytes), 4096);
        }, iter: 500);

    [Fact]
    public void Requests_of_any_content_are_taken_or_refused() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            if (CrashRequest.TryRead(bytes, out var request))
            {
                Assert.InRange(request.DumpBytesLimit, 64 << 10, 1 << 30);
            }
        });

    [Theory]
    [InlineData("00400000-00401000 r-xp 00000000 08:01 123   /bin/a b\n", "/bin/a b", 0x400000UL)]
    [InlineData("7ffe0000-7fff0000 rw-p 00000000 00:00 0 \n", "", 0x7ffe0000UL)]
    public void Maps_are_read(string text, string path, ulong start)
    {
        var mapping = Assert.Single(ProcMaps.Read(Encoding.UTF8.GetBytes(text), CaptureLimits.Default));
        Assert.Equal((path, start), (mapping.Path, mapping.Range.Start));
    }

    [Fact]
    public void Maps_of_any_content_are_read() =>
        Gen.Char["0123456789abcdef- rwxp\n/:"].Array[0, 300].Sample(text => ProcMaps.Read(Encoding.ASCII.GetBytes(text), CaptureLimits.Default));

    [Fact]
    public void Homes_are_hidden_in_place()
    {
        var bytes = Encoding.UTF8.GetBytes("a/home/mary/b \0/home/joe\0").Concat(Encoding.Unicode.GetBytes("/home/ann/c")).ToArray();
        var length = bytes.Length;
        HomeHider.Hide(bytes);
        Assert.Equal(length, bytes.Length);
        Assert.StartsWith("a/home/xxxx/b \0/home/xxx\0", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal("/home/xxx/c", Encoding.Unicode.GetString(bytes.AsSpan(length - 22)));
        Assert.Equal("/home/xxxx/lib/home/xx", HomeHider.Hide("/home/mary/lib/home/jo"));
    }

    [Fact]
    public void Hiding_homes_ends_for_any_bytes() =>
        Gen.Char["/home\0x"].Array[0, 200].Sample(text => HomeHider.Hide(Encoding.ASCII.GetBytes(text)));
}
