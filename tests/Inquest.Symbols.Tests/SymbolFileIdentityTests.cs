using System.Buffers.Binary;
using System.Text;
using Inquest.Formats;
using Inquest.Symbols.Identity;

namespace Inquest.Symbols.Tests;

/// <summary>Ids of every form, from bytes laid out by their specifications.</summary>
public sealed class SymbolFileIdentityTests
{
    static SymbolFileIdentity Read(byte[] bytes) => SymbolFileIdentity.Read(new MemoryFileBytes(bytes));

    static void U32(byte[] bytes, int at, uint value, bool big = false)
    {
        if (big)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        }
    }

    static byte[] MachO(byte first, bool isDebugFile)
    {
        var file = new byte[32 + 24];
        U32(file, 0, 0xFEEDFACF);
        U32(file, 4, 0x0100000C);
        U32(file, 12, isDebugFile ? 10u : 2u);
        U32(file, 16, 1);
        U32(file, 20, 24);
        U32(file, 32, 0x1B);
        U32(file, 36, 24);
        file.AsSpan(40, 16).Fill(first);
        return file;
    }

    /// <summary>Page 0: super block; 1: map of the directory; 2: directory; 3: stream 1; 4: stream 3.</summary>
    static byte[] Pdb()
    {
        const int page = 512;
        var file = new byte[page * 5];
        Encoding.ASCII.GetBytes("Microsoft C/C++ MSF 7.00\r\n\u001aDS\0\0\0").CopyTo(file, 0);
        U32(file, 32, page);
        U32(file, 40, 5);
        U32(file, 44, 4 + (4 * 4) + (2 * 4));
        U32(file, 52, 1);
        U32(file, page, 2);
        uint[] directory = [4, 0xFFFFFFFF, 28, 0, 64, 3, 4];
        for (var i = 0; i < directory.Length; i++)
        {
            U32(file, (2 * page) + (4 * i), directory[i]);
        }

        U32(file, (3 * page) + 8, 7);
        new Guid("00112233-4455-6677-8899-aabbccddeeff").ToByteArray().CopyTo(file, (3 * page) + 12);
        U32(file, (4 * page) + 8, 0x1A);
        file[(4 * page) + 58] = 0x64;
        file[(4 * page) + 59] = 0x86;
        return file;
    }

    [Fact]
    public void A_pdb_has_the_guid_of_its_information_and_the_age_of_its_binary()
    {
        var part = Assert.Single(Read(Pdb()).Objects);
        Assert.Equal(("00112233445566778899AABBCCDDEEFF1A", "x86_64"), (part.DebugId, part.Cpu));
    }

    [Fact]
    public void A_mach_o_has_its_uuid_and_a_universal_one_several()
    {
        Assert.Equal(new string('A', 32) + "0", Assert.Single(Read(MachO(0xAA, isDebugFile: true)).Objects).DebugId);
        var (one, two) = (MachO(0x11, false), MachO(0x22, false));
        var fat = new byte[4096 + 4096 + two.Length];
        U32(fat, 0, 0xCAFEBABE, big: true);
        U32(fat, 4, 2, big: true);
        U32(fat, 8 + 8, 4096, big: true);
        U32(fat, 8 + 12, (uint)one.Length, big: true);
        U32(fat, 28 + 8, 8192, big: true);
        U32(fat, 28 + 12, (uint)two.Length, big: true);
        one.CopyTo(fat, 4096);
        two.CopyTo(fat, 8192);
        Assert.Equal(["1", "2"], Read(fat).Objects.Select(part => part.DebugId[..1]));
    }

    [Fact]
    public void A_wasm_module_has_its_build_id()
    {
        byte[] bytes = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0, 0, 14, 8, .. "build_id"u8, 4, 1, 2, 3, 4];
        var part = Assert.Single(Read(bytes).Objects);
        Assert.Equal("01020304", part.CodeId);
        Assert.Equal(SymbolFileProblem.NoId, Read(bytes[..8]).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("MODULE Linux x86_64 12 app\n")]
    [InlineData("MODULE Linux x86_64\n")]
    public void Others_have_a_reason(string text) => Assert.NotEqual(SymbolFileProblem.None, Read(Encoding.UTF8.GetBytes(text)).Problem);

    [Theory]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff", "00112233445566778899AABBCCDDEEFF0")]
    [InlineData("00112233-4455-6677-8899-aabbccddeeff-1a", "00112233445566778899AABBCCDDEEFF1A")]
    [InlineData("00112233445566778899aabbccddeeff2", "00112233445566778899AABBCCDDEEFF2")]
    [InlineData("00112233445566778899aabbccddeeff", "00112233445566778899AABBCCDDEEFF0")]
    [InlineData("nonsense", "")]
    public void Debug_ids_have_two_spellings(string text, string expected)
    {
        Assert.Equal(expected, DebugIds.FromDashed(text));
        if (expected.Length > 0)
        {
            Assert.Equal(expected, DebugIds.FromDashed(DebugIds.ToDashed(expected)));
        }
    }

    [Fact]
    public void Damage_never_throws()
    {
        byte[][] files = [Pdb(), MachO(1, false), [.. "SYSB\u0002\0\0\0PK\u0003\u0004"u8, .. new byte[200]], [.. "MZ"u8, .. new byte[300]], [.. "BSJB"u8, .. new byte[100]]];
        CsCheck.Check.Sample(CsCheck.Gen.Select(CsCheck.Gen.Int[0, files.Length - 1], CsCheck.Gen.Int[0, 3000], CsCheck.Gen.UInt, CsCheck.Gen.Int[0, 3000]), (which, at, value, length) =>
        {
            var bytes = files[which].ToArray();
            U32(bytes, at % (bytes.Length - 4), value);
            _ = Read(bytes[..(length % bytes.Length)]);
            _ = Read(bytes);
        });
    }
}
