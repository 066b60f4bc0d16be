using CsCheck;
using Inquest.Formats.Minidump;
using Inquest.Testing;

namespace Inquest.Formats.Tests.Minidump;

/// <summary>Bytes that mean harm: nothing throws, nothing hangs, and a file of n bytes costs no more than a few n.</summary>
public sealed class HostileMinidumpTests
{
    static readonly byte[] Rich = MakeRich(false);
    static readonly byte[] RichBigEndian = MakeRich(true);

    public static TheoryData<string> Malformed => Corpus.Root is null
        ? ["absent"]
        : [.. new[] { "malformed/minidump-mutations-a", "malformed/minidump-upstream-a" }
            .SelectMany(set => Directory.EnumerateFiles(Corpus.Case(set)!).Select(path => $"{set}/{Path.GetFileName(path)}"))
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void The_rich_dump_is_right_to_begin_with()
    {
        Assert.Empty(Exercise(Rich)!.Findings);
        Assert.Empty(Exercise(RichBigEndian)!.Findings);
    }

    [Fact]
    public void Changed_bytes_never_throw()
    {
        var change = Gen.Select(Gen.Int[0, Rich.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf(Gen.Const((byte)0), Gen.Const((byte)0xFF), Gen.Const((byte)0x7F), Gen.Const((byte)0x80))));
        Gen.Select(Gen.Bool, change.Array[1, 24]).Sample(
            (bigEndian, changes) =>
            {
                var bytes = (byte[])(bigEndian ? RichBigEndian : Rich).Clone();
                foreach (var (offset, value) in changes)
                {
                    bytes[Math.Min(offset, bytes.Length - 1)] = value;
                }

                Exercise(bytes);
            },
            iter: 3000);
    }

    [Fact]
    public void Changed_words_never_throw()
    {
        // Whole words reach counts, sizes and offsets far more often than single bytes.
        var word = Gen.OneOf(Gen.UInt, Gen.UInt[0, (uint)Rich.Length], Gen.OneOf(Gen.Const(0u), Gen.Const(uint.MaxValue), Gen.Const(0x7FFFFFFFu), Gen.Const(0x80000000u)));
        Gen.Select(Gen.Int[8, (Rich.Length / 4) - 1], word).Array[1, 12].Sample(
            changes =>
            {
                var bytes = (byte[])Rich.Clone();
                foreach (var (index, value) in changes)
                {
                    BitConverter.TryWriteBytes(bytes.AsSpan(index * 4), value);
                }

                Exercise(bytes);
            },
            iter: 3000);
    }

    [Fact]
    public void Every_length_of_a_cut_file_is_taken()
    {
        for (var length = 0; length < Rich.Length; length++)
        {
            Exercise(Rich[..length]);
        }
    }

    [Fact]
    public void Random_bytes_behind_a_header_never_throw() =>
        Gen.Byte.Array[0, 600].Sample(tail => Exercise([.. "MDMP"u8, 0x93, 0xA7, 0, 0, 8, 0, 0, 0, 32, 0, 0, 0, .. tail]), iter: 3000);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_files_of_others_give_what_they_hold_and_say_what_is_wrong(string name)
    {
        if (Corpus.Root is null)
        {
            Assert.Skip("corpus not present");
        }

        var bytes = File.ReadAllBytes(Corpus.Case(name)!);
        var file = Exercise(bytes);

        // A flipped bit in memory or in a name is no structural damage; everything else must be named.
        if (file is not null && !name.Contains("flip", StringComparison.Ordinal) && !name.EndsWith("regions-memlist64.dmp", StringComparison.Ordinal))
        {
            Assert.NotEmpty(file.Findings);
        }
    }

    [Fact]
    public void A_dump_that_points_everything_at_one_place_stays_small()
    {
        // 20,000 threads that share one stack and one context, and as many ranges of the whole file.
        var builder = new MinidumpBuilder().SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux);
        var context = builder.Append(ContextBuilder.Amd64(new Dictionary<string, ulong>()));
        var threads = builder.Writer().U32(20_000);
        var memory = builder.Writer().U32(20_000);
        for (var i = 0u; i < 20_000; i++)
        {
            threads.U32(i).Zeros(20).U64(i << 20).U32(1 << 20).U32(32).U32(1232).U32(context);
            memory.U64(i << 16).U32(1 << 20).U32(0);
        }

        var bytes = builder.Stream(3, threads.ToArray()).Stream(5, memory.ToArray()).Build();
        Exercise(bytes);
    }

    static MinidumpFile? Exercise(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (MinidumpFile.TryOpen(bytes, MinidumpLimits.Default, out var file) != MinidumpError.None)
        {
            return null;
        }

        MinidumpCorpusTests.Touch(file!);
        Span<byte> buffer = stackalloc byte[64];
        foreach (var range in file!.Memory.Ranges.Take(100))
        {
            file.Memory.Read(range.Start - 8, buffer);
            file.Memory.Read(range.End - 8, buffer);
        }

        // Allocated, not held: chunks and lists that are thrown away again count as well, hence the factor and the base.
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 2_000_000 + (24L * bytes.Length), $"{allocated} bytes for a file of {bytes.Length}");
        return file;
    }

    static byte[] MakeRich(bool bigEndian)
    {
        var builder = new MinidumpBuilder(bigEndian).SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux, "Linux 6.1");
        var registers = new Dictionary<string, ulong> { ["rip"] = 0x401000, ["rsp"] = 0x7000 };
        var key = builder.Utf8Text("key");
        var dictionary = builder.Append(builder.Writer().U32(1).U32(key).U32(key).ToArray());
        var value = builder.Append(builder.Writer().U32(3).Bytes("abc"u8).ToArray());
        var objects = builder.Append(builder.Writer().U32(1).U32(key).U16(1).U16(0).U32(value).ToArray());
        var strings = builder.Append(builder.Writer().U32(1).U32(key).ToArray());
        var module = builder.Append(
            builder.Writer().U32(1).U32(8).U32(strings).U32(12).U32(dictionary).U32(16).U32(objects).ToArray());
        var modules = builder.Append(builder.Writer().U32(1).U32(0).U32(28).U32(module).ToArray());
        var map = builder.Append(builder.Writer().U64(0x1000).U32(builder.Text("/lib/ld.so")).U32(0).U64(1).ToArray());
        var info = builder.Append(builder.Writer().U32(0).U32(1).U32(0).ToArray());
        var record = builder.Append(builder.Writer().U64(1).U64(5).U64(0).U64(0).U64(0).Bytes("a\0b\0c\0d\0e\0"u8).ToArray());
        return builder
            .Thread(1, 0x7000, new byte[64], ContextBuilder.Amd64(registers, bigEndian: bigEndian), 0x9000)
            .Thread(2, 0x8000, new byte[64], ContextBuilder.Amd64(registers, bigEndian: bigEndian))
            .ThreadName(1, "main").ThreadName(2, "worker")
            .Module(0x400000, 0x1000, "/bin/program", builder.ElfBuildId(1, 2, 3, 4))
            .Module(0x500000, 0x1000, @"C:\a.dll", builder.Pdb70(Guid.Parse("5a9832e5-2872-41c1-838e-d98914e9b7ff"), 1, "a.pdb"), 5, 6)
            .UnloadedModule(0x600000, 0x1000, "gone.dll", 7)
            .Memory(0x400000, new byte[128]).Memory64(0x10000, new byte[64]).Memory64(0x20000, new byte[64])
            .MemoryInfo(0x400000, 0x1000, 0x20)
            .Exception(1, 11, 0x10, ContextBuilder.Amd64(registers, bigEndian: bigEndian), 1, 2, 3)
            .BreakpadInfo(3, 2, 1)
            .LinuxMaps("00400000-00401000 r-xp 00000000 08:01 1 /bin/program\n")
            .Stream(0x43500001, builder.Writer().U32(1).Zeros(32).U32(12).U32(dictionary).U32(16).U32(modules).U32(0).U64(0).ToArray())
            .Stream(0x4767000A, builder.Writer().U32(1).U32(map).U32(1).U32(0).U64(1).U64(2).U64(3).ToArray())
            .Stream(0x47670008, builder.Writer().U64(6).U64(4096).U64(0).U64(0).ToArray())
            .Stream(0x47670007, "A=1\0B=2\0"u8.ToArray())
            .Stream(0x4D7A0001, builder.Writer().U32(0).U32(1).U32(40).U32(50).U32(record).Zeros(152).ToArray())
            .Stream(12, builder.Writer().U32(16).U32(40).U32(1).U32(0).U64(4).U32(builder.Text("File")).Zeros(20).U32(info).U32(0).ToArray())
            .Stream(15, builder.Writer().U32(24).U32(3).U32(4711).U32(1).U32(2).U32(3).ToArray())
            .Stream(17, builder.Writer().U32(12).U32(64).U32(1).Zeros(64).ToArray())
            .Stream(21, new byte[492]).Stream(22, new byte[152]).Stream(0x47670002, new byte[776]).Stream(10, "note"u8.ToArray())
            .Build();
    }
}
