using System.Text;
using Inquest.Testing;

namespace Inquest.Fuzz;

/// <summary>Writes a first input for each target that is not kept as a file.</summary>
static class Seeds
{
    public static void Write(string folder)
    {
        Save(folder, "minidump", "amd64-linux", new MinidumpBuilder()
            .SystemInfo(MinidumpBuilder.Amd64, MinidumpBuilder.Linux, "6.1")
            .Thread(7, 0x7000, new byte[64], ContextBuilder.Amd64(new Dictionary<string, ulong>(StringComparer.Ordinal) { ["rip"] = 0x400010, ["rsp"] = 0x7000 }))
            .Module(0x400000, 0x1000, "/bin/app", new MinidumpBuilder().ElfBuildId(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))
            .LinuxMaps("00400000-00401000 r-xp 00000000 00:00 0 /bin/app\n")
            .Build());
        Save(folder, "sym", "all-records", Encoding.UTF8.GetBytes(
            """
            MODULE Linux x86_64 4F5ED90A00000000000000000000000A0 app
            INFO CODE_ID 0AD95E4F
            FILE 0 /src/main.cpp
            INLINE_ORIGIN 0 helper()
            FUNC 1000 40 0 main
            INLINE 0 3 0 0 1010 8
            1000 10 1 0
            1010 30 2 0
            PUBLIC 2000 0 _start
            STACK CFI INIT 1000 40 .cfa: $rsp 8 + .ra: .cfa -8 + ^
            STACK CFI 1001 .cfa: $rsp 16 + $rbp: .cfa -16 + ^
            STACK WIN 4 1000 40 1 0 0 0 0 0 1 $T0 .raSearch = $eip $T0 ^ = $esp $T0 4 + =
            """));
        Save(folder, "cfi", "amd64", ".cfa: $rsp 16 + .ra: .cfa -8 + ^ $rbp: .cfa -16 + ^\n.cfa: $rbp 2 * 4096 @"u8.ToArray());
        Save(folder, "multipart", "dump-and-field", Encoding.UTF8.GetBytes(
            "--b\r\nContent-Disposition: form-data; name=\"sentry[release]\"\r\n\r\n1.0\r\n--b\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; filename=\"a.dmp\"\r\n\r\nMDMP\r\n--b--\r\n"));
        const string Context = "<C><RuntimeProperties><CrashType>Assert</CrashType><CallStack>a!b() [c:1]</CallStack><ErrorMessage>x &lt; y</ErrorMessage></RuntimeProperties></C>";
        Save(folder, "unreal", "context-and-log",
        [
            .. "CR1"u8, 1, 0, 0, 0, (byte)'d', 1, 0, 0, 0, (byte)'f', 0, 0, 0, 0, 2, 0, 0, 0,
            0, 0, 0, 0, 24, 0, 0, 0, .. "CrashContext.runtime-xml"u8, (byte)Context.Length, 0, 0, 0, .. Encoding.UTF8.GetBytes(Context),
            1, 0, 0, 0, 5, 0, 0, 0, .. "a.log"u8, 1, 0, 0, 0, (byte)'x',
        ]);
    }

    static void Save(string folder, string target, string name, byte[] bytes)
    {
        var path = Path.Combine(folder, target);
        Directory.CreateDirectory(path);
        File.WriteAllBytes(Path.Combine(path, name), bytes);
    }
}
