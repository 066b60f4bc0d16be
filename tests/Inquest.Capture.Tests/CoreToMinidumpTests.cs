using System.Text;
using CsCheck;
using Inquest.Capture.Core;
using Inquest.Capture.Minidump;
using Inquest.Formats;

namespace Inquest.Capture.Tests;

public sealed class CoreToMinidumpTests
{
    const ulong StackStart = 0x7FFF_0000_0000;
    const ulong CodeStart = 0x40_0000;

    static CoreDump Open(byte[] core)
    {
        Assert.Equal(CoreError.None, CoreDump.TryOpen(new MemoryFileBytes(core), new CoreOptions(), out var dump));
        return dump!;
    }

    static byte[] Write(ProcessSnapshot snapshot)
    {
        using var stream = new MemoryStream();
        MinidumpWriter.Write(snapshot, stream);
        return stream.ToArray();
    }

    static (int Rva, int Size) Stream(byte[] dump, uint type)
    {
        for (var i = 0; i < BitConverter.ToInt32(dump, 8); i++)
        {
            var entry = BitConverter.ToInt32(dump, 12) + (12 * i);
            if (BitConverter.ToUInt32(dump, entry) == type)
            {
                return (BitConverter.ToInt32(dump, entry + 8), BitConverter.ToInt32(dump, entry + 4));
            }
        }

        return default;
    }

    static byte[] Stack(int size)
    {
        var stack = new byte[size];
        for (var i = 0; i < size; i++)
        {
            stack[i] = (byte)(i * 7);
        }

        return stack;
    }

    static CoreBuilder Crash(ulong rsp = StackStart + 0x800) => new CoreBuilder()
        .Thread(42, 11, CodeStart + 0x200, rsp)
        .SignalInfo(11, 1, 0x10)
        .Memory(CodeStart, 5, new byte[4096])
        .Memory(StackStart, 6, Stack(8192));

    [Fact]
    public void Refuses_what_is_not_a_core()
    {
        Assert.Equal(CoreError.NotElf, CoreDump.TryOpen(new MemoryFileBytes(new byte[100]), new CoreOptions(), out _));
        var program = Crash().Build();
        program[16] = 2;
        Assert.Equal(CoreError.NotCore, CoreDump.TryOpen(new MemoryFileBytes(program), new CoreOptions(), out _));
        Assert.Equal(CoreError.NoThreads, CoreDump.TryOpen(new MemoryFileBytes(new CoreBuilder().Build()), new CoreOptions(), out _));
    }

    [Fact]
    public void The_exception_is_the_signal_with_its_code_and_address()
    {
        using var core = Open(Crash().Build());
        var dump = Write(core.Snapshot);
        Assert.Equal("MDMP"u8, dump.AsSpan(0, 4));
        var (rva, size) = Stream(dump, 6);
        Assert.Equal(168, size);
        Assert.Equal(42u, BitConverter.ToUInt32(dump, rva));
        Assert.Equal(11u, BitConverter.ToUInt32(dump, rva + 8));
        Assert.Equal(1u, BitConverter.ToUInt32(dump, rva + 12));
        Assert.Equal(0x10ul, BitConverter.ToUInt64(dump, rva + 24));
        var context = BitConverter.ToInt32(dump, rva + 164);
        Assert.Equal(1232, BitConverter.ToInt32(dump, rva + 160));
        Assert.Equal(CodeStart + 0x200, BitConverter.ToUInt64(dump, context + 248));
        Assert.Equal(StackStart + 0x800, BitConverter.ToUInt64(dump, context + 152));
    }

    [Fact]
    public void The_stack_starts_in_the_red_zone_and_is_repeated_in_the_memory_list()
    {
        using var core = Open(Crash().Build());
        var dump = Write(core.Snapshot);
        var thread = Stream(dump, 3).Rva + 4;
        Assert.Equal(StackStart + 0x780, BitConverter.ToUInt64(dump, thread + 24));
        var (size, rva) = (BitConverter.ToInt32(dump, thread + 32), BitConverter.ToInt32(dump, thread + 36));
        Assert.Equal(8192 - 0x780, size);
        Assert.Equal(Stack(8192).AsSpan(0x780), dump.AsSpan(rva, size));
        var memory = Stream(dump, 5).Rva;
        var starts = Enumerable.Range(0, BitConverter.ToInt32(dump, memory))
            .Select(i => BitConverter.ToUInt64(dump, memory + 4 + (16 * i))).ToList();
        Assert.Equal([CodeStart + 0x180, StackStart + 0x780], starts);
    }

    [Fact]
    public void A_stack_pointer_below_its_stack_is_an_overflow_and_the_stack_is_kept()
    {
        using var core = Open(Crash(rsp: StackStart - 0x100).Build());
        var dump = Write(core.Snapshot);
        var thread = Stream(dump, 3).Rva + 4;
        Assert.Equal(StackStart, BitConverter.ToUInt64(dump, thread + 24));
        var (rva, size) = Stream(dump, 0x4D7A0004);
        Assert.Contains("below its stack", Encoding.UTF8.GetString(dump, rva, size), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_stack_keeps_its_hot_and_cold_ends()
    {
        using var core = Open(new CoreBuilder().Thread(42, 11, CodeStart, StackStart).Memory(StackStart, 6, Stack(1 << 20)).Build());
        var dump = Write(core.Snapshot);
        var memory = Stream(dump, 5).Rva;
        Assert.Equal(2, BitConverter.ToInt32(dump, memory));
        Assert.Equal(256 * 1024, BitConverter.ToInt32(dump, memory + 12));
        Assert.Equal(StackStart + (1 << 20) - (64 * 1024), BitConverter.ToUInt64(dump, memory + 20));
        Assert.Equal(64 * 1024, BitConverter.ToInt32(dump, memory + 28));
    }

    [Fact]
    public void Argument_and_environment_strings_are_written_as_zeros()
    {
        // argc 1, argv, 0, one environment pointer, 0, auxiliary vector, strings: as the kernel lays it out.
        var stack = new byte[4096];
        var strings = StackStart + 0x400;
        ulong[] vector = [25, StackStart + 0x300, 31, StackStart + 0x480, 6, 4096, 0, 0];
        ulong[] words = [1, strings, 0, strings + 16, 0, .. vector];
        for (var i = 0; i < words.Length; i++)
        {
            BitConverter.GetBytes(words[i]).CopyTo(stack, 0x200 + (8 * i));
        }

        "crash-me\0"u8.CopyTo(stack.AsSpan(0x400));
        "TOKEN=hunter2\0"u8.CopyTo(stack.AsSpan(0x410));
        "/bin/crash-me\0"u8.CopyTo(stack.AsSpan(0x480));
        var core = new CoreBuilder().Thread(42, 6, CodeStart, StackStart + 0x100)
            .Note("CORE", 6, [.. vector.SelectMany(BitConverter.GetBytes)])
            .Memory(StackStart, 6, stack).Build();
        using var dump = Open(core);
        Assert.Equal(new AddressRange(strings, StackStart + 0x480), Assert.Single(dump.Snapshot.Secrets));
        var text = Encoding.Latin1.GetString(Write(dump.Snapshot));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.Contains("/bin/crash-me", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_cores_never_throw()
    {
        var original = Crash().Note("CORE", 0x46494C45, new byte[64]).Note("CORE", 6, new byte[64]).Build();
        Gen.Select(Gen.Int[0, 1200], Gen.Byte, Gen.Int[0, 1200], Gen.Byte).Sample((firstAt, first, secondAt, second) =>
        {
            var core = (byte[])original.Clone();
            core[firstAt % core.Length] = first;
            core[secondAt % core.Length] = second;
            if (CoreDump.TryOpen(new MemoryFileBytes(core), new CoreOptions(), out var dump) == CoreError.None)
            {
                using (dump)
                {
                    Write(dump!.Snapshot);
                }
            }
        }, iter: 5000);
    }
}
