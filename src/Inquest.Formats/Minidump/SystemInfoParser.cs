using System.Text;
using Inquest.Formats.Cpu;

namespace Inquest.Formats.Minidump;

/// <summary>Reads MINIDUMP_SYSTEM_INFO: 32 bytes of numbers, then a union of 24 that depends on the CPU.</summary>
static class SystemInfoParser
{
    const int SizeOnDisk = 56;

    public static MinidumpSystemInfo? Read(DumpReader reader, MinidumpDirectoryEntry stream)
    {
        var bytes = reader.Bytes(stream.Location, SizeOnDisk);
        if (bytes.Length < 24)
        {
            reader.Report("stream-too-short", $"SystemInfo has {bytes.Length} of {SizeOnDisk} bytes; the platform is unknown.");
            return null;
        }

        var cursor = reader.Cursor(bytes);
        var architecture = cursor.U16();
        var info = new MinidumpSystemInfo
        {
            ProcessorArchitecture = architecture,
            Architecture = ArchitectureOf(architecture),
            ProcessorLevel = cursor.U16(),
            ProcessorRevision = cursor.U16(),
            NumberOfProcessors = cursor.U8(),
            ProductType = cursor.U8(),
            MajorVersion = cursor.U32(),
            MinorVersion = cursor.U32(),
            BuildNumber = cursor.U32(),
            PlatformId = cursor.U32(),
        };
        var csdRva = cursor.U32();
        info = info with
        {
            Os = OsOf(info.PlatformId),
            CsdVersion = reader.Utf16(csdRva, "CSD version"),
            SuiteMask = cursor.U16(),
        };
        cursor.Skip(2);
        if (info.Architecture == CpuArchitecture.Unknown)
        {
            reader.Report("cpu-unknown", $"SystemInfo names processor architecture 0x{architecture:X}.");
        }

        return WithCpu(info, cursor);
    }

    static MinidumpSystemInfo WithCpu(MinidumpSystemInfo info, DumpCursor cpu)
    {
        switch (info.Architecture)
        {
            // Folklore: the vendor belongs to 32-bit x86 only, but Breakpad on Linux and macOS and Crashpad fill it in for
            // amd64 as well, where Windows writes feature bits. Text of twelve printable characters can only be a vendor.
            case CpuArchitecture.X86 or CpuArchitecture.Amd64 when Vendor(cpu) is { } vendor:
                cpu.Skip(12);
                return info with
                {
                    CpuVendor = vendor,
                    CpuVersionInformation = cpu.U32(),
                    CpuFeatureInformation = cpu.U32(),
                    CpuAmdFeatures = cpu.U32(),
                };
            case CpuArchitecture.Arm when info.Os != OsFamily.Windows:
            case CpuArchitecture.Arm64 when info.Os != OsFamily.Windows:
                return info with { ArmCpuId = cpu.U32(), ArmHwcaps = cpu.U32() };
            default:
                return info with { ProcessorFeatures = [cpu.U64(), cpu.U64()] };
        }
    }

    static string? Vendor(DumpCursor cpu)
    {
        // Three registers, so the text's order inside each follows the file's byte order.
        Span<byte> text = stackalloc byte[12];
        for (var i = 0; i < text.Length; i += 4)
        {
            var register = cpu.U32();
            for (var b = 0; b < 4; b++)
            {
                text[i + b] = (byte)(register >> (8 * b));
            }
        }

        return text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) ? null : Encoding.ASCII.GetString(text);
    }

    static CpuArchitecture ArchitectureOf(ushort number) => number switch
    {
        // 10 and 14 are 32-bit x86 programs on 64-bit x86 and ARM Windows, 13 is 32-bit ARM on 64-bit ARM.
        0 or 10 or 14 => CpuArchitecture.X86,
        1 => CpuArchitecture.Mips,
        2 or 7 => CpuArchitecture.Alpha,
        3 => CpuArchitecture.Ppc,
        5 or 13 => CpuArchitecture.Arm,
        6 => CpuArchitecture.Ia64,
        9 => CpuArchitecture.Amd64,
        12 => CpuArchitecture.Arm64,
        0x8001 => CpuArchitecture.Sparc,
        0x8002 => CpuArchitecture.Ppc64,
        0x8003 => CpuArchitecture.Arm64,
        0x8004 => CpuArchitecture.Mips64,
        0x8005 => CpuArchitecture.RiscV32,
        0x8006 => CpuArchitecture.RiscV64,
        _ => CpuArchitecture.Unknown,
    };

    static OsFamily OsOf(uint platform) => platform switch
    {
        // 0 to 2 are Windows 3.1, 95 and NT; 3 is Windows CE; minidumps of NT say 2.
        0 or 1 or 2 => OsFamily.Windows,
        3 => OsFamily.WindowsCe,
        0x8000 => OsFamily.Unix,
        0x8101 => OsFamily.MacOS,
        0x8102 => OsFamily.IOS,
        0x8201 => OsFamily.Linux,
        0x8202 => OsFamily.Solaris,
        0x8203 => OsFamily.Android,
        0x8204 => OsFamily.PlayStation3,
        0x8205 => OsFamily.NativeClient,
        0x8206 => OsFamily.Fuchsia,
        _ => OsFamily.Unknown,
    };
}
