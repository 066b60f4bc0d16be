using CsCheck;
using Inquest.Formats.Cpu;
using Inquest.Formats.Minidump;
using Inquest.Processing.Reasons;

namespace Inquest.Processing.Tests.Reasons;

public sealed class CrashReasonTests
{
    [Theory]
    [InlineData(0xC0000005, "EXCEPTION_ACCESS_VIOLATION_READ", 0UL, 0x18UL)]
    [InlineData(0xC0000005, "EXCEPTION_ACCESS_VIOLATION_WRITE", 1UL, 0x18UL)]
    [InlineData(0xC0000005, "EXCEPTION_ACCESS_VIOLATION_EXEC", 8UL, 0x18UL)]
    [InlineData(0xC0000005, "EXCEPTION_ACCESS_VIOLATION", 3UL, 0x18UL)]
    [InlineData(0xC0000005, "EXCEPTION_ACCESS_VIOLATION")]
    [InlineData(0xC0000006, "EXCEPTION_IN_PAGE_ERROR_READ / STATUS_IO_DEVICE_ERROR", 0UL, 0x10UL, 0xFFFFFFFFC0000185UL)]
    [InlineData(0xC0000006, "EXCEPTION_IN_PAGE_ERROR_WRITE / 0xcafebabe", 1UL, 0x10UL, 0xCAFEBABEUL)]
    [InlineData(0xC0000409, "EXCEPTION_STACK_BUFFER_OVERRUN / FAST_FAIL_FATAL_APP_EXIT", 7UL)]
    [InlineData(0xC0000409, "EXCEPTION_STACK_BUFFER_OVERRUN / FAST_FAIL_GUARD_ICALL_CHECK_FAILURE", 10UL)]
    [InlineData(0xC0000409, "EXCEPTION_STACK_BUFFER_OVERRUN / FAST_FAIL_INVALID_FLS_DATA", 70UL)]
    [InlineData(0xC0000409, "EXCEPTION_STACK_BUFFER_OVERRUN / 0x00000fff", 0xFFFUL)]
    [InlineData(0xC0000409, "STATUS_STACK_BUFFER_OVERRUN")]
    [InlineData(0xC0000374, "STATUS_HEAP_CORRUPTION")]
    [InlineData(0xC000000D, "STATUS_INVALID_PARAMETER")]
    [InlineData(0xC00000FD, "EXCEPTION_STACK_OVERFLOW")]
    [InlineData(0xE06D7363, "Unhandled C++ Exception")]
    [InlineData(0xE0434352, "MANAGED_EXCEPTION_CODE_V4")]
    [InlineData(0xE0000008, "Out of Memory")]
    [InlineData(0x0517A7ED, "Simulated Exception")]
    [InlineData(0xC06D007E, "FACILITY_VISUALCPP / ERROR_MOD_NOT_FOUND")]
    [InlineData(0x0EEDFADE, "unknown 0x0eedfade")]
    public void Names_exceptions_of_Windows(uint code, string expected, params ulong[] parameters) =>
        Assert.Equal(expected, CrashReason.Describe(Record(code, 0, parameters), OsFamily.Windows, CpuArchitecture.Amd64));

    [Theory]
    [InlineData(11, 1, "SIGSEGV / SEGV_MAPERR", "SIGSEGV /SEGV_MAPERR")]
    [InlineData(11, 2, "SIGSEGV / SEGV_ACCERR", "SIGSEGV /SEGV_ACCERR")]
    [InlineData(11, 0, "SIGSEGV", "SIGSEGV /0x00000000")]
    [InlineData(11, 0x80, "SIGSEGV / SI_KERNEL", "SIGSEGV /0x00000080")]
    [InlineData(7, 2, "SIGBUS / BUS_ADRERR", "SIGBUS / BUS_ADRERR")]
    [InlineData(8, 1, "SIGFPE / FPE_INTDIV", "SIGFPE / FPE_INTDIV")]
    [InlineData(4, 2, "SIGILL / ILL_ILLOPN", "SIGILL / ILL_ILLOPN")]
    [InlineData(5, 1, "SIGTRAP / TRAP_BRKPT", "SIGTRAP")]
    [InlineData(6, -6, "SIGABRT / SI_TKILL", "SIGABRT")]
    [InlineData(6, 0, "SIGABRT", "SIGABRT")]
    [InlineData(31, 1, "SIGSYS / SYS_SECCOMP", "SIGSYS")]
    [InlineData(-1, 0, "DUMP_REQUESTED", "DUMP_REQUESTED")]
    [InlineData(99, 3, "unknown 0x00000063 / 0x00000003", "0x00000063 / 0x00000003")]
    public void Names_signals_of_Linux_in_both_spellings(int signal, int code, string expected, string breakpad)
    {
        var record = Record((uint)signal, (uint)code);
        Assert.Equal(expected, CrashReason.Describe(record, OsFamily.Android, CpuArchitecture.Arm64));
        Assert.Equal(breakpad, BreakpadReason.Describe(record, OsFamily.Android, CpuArchitecture.Arm64));
    }

    [Theory]
    [InlineData(1, 1, CpuArchitecture.Arm64, "EXC_BAD_ACCESS / KERN_INVALID_ADDRESS")]
    [InlineData(1, 13, CpuArchitecture.Amd64, "EXC_BAD_ACCESS / EXC_I386_GPFLT")]
    [InlineData(1, 0x101, CpuArchitecture.Arm64, "EXC_BAD_ACCESS / EXC_ARM_DA_ALIGN")]
    [InlineData(2, 1, CpuArchitecture.Amd64, "EXC_BAD_INSTRUCTION / EXC_I386_INVOP")]
    [InlineData(2, 1, CpuArchitecture.Arm64, "EXC_BAD_INSTRUCTION / EXC_ARM_UNDEFINED")]
    [InlineData(3, 1, CpuArchitecture.X86, "EXC_ARITHMETIC / EXC_I386_DIV")]
    [InlineData(5, 0x10002, CpuArchitecture.Arm64, "EXC_SOFTWARE / SIGABRT")]
    [InlineData(6, 1, CpuArchitecture.Arm64, "EXC_BREAKPOINT / EXC_ARM_BREAKPOINT")]
    [InlineData(6, 2, CpuArchitecture.Amd64, "EXC_BREAKPOINT / EXC_I386_BPT")]
    [InlineData(7, 9, CpuArchitecture.Amd64, "EXC_SYSCALL / 0x00000009")]
    [InlineData(1, 77, CpuArchitecture.Ppc, "EXC_BAD_ACCESS / 0x0000004d")]
    [InlineData(0x43507378, 0, CpuArchitecture.Amd64, "Simulated Exception")]
    [InlineData(0x43506E78, 0, CpuArchitecture.Amd64, "Uncaught NSException")]
    public void Names_Mach_exceptions(uint exception, uint code, CpuArchitecture architecture, string expected) =>
        Assert.Equal(expected, CrashReason.Describe(Record(exception, code), OsFamily.MacOS, architecture));

    [Theory]
    [InlineData(10, 0x0B100001UL, 0UL, "EXC_CRASH / SIGSEGV / EXC_BAD_ACCESS")]
    [InlineData(10, 0x06000000UL, 0UL, "EXC_CRASH / SIGABRT")]
    [InlineData(11, (3UL << 61) | (1UL << 58) | 1500, 0UL,
        "EXC_RESOURCE / RESOURCE_TYPE_MEMORY / FLAVOR_HIGH_WATERMARK high watermark limit: 1500MiB")]
    [InlineData(12, (2UL << 61) | (1UL << 32) | 17, 99UL,
        "EXC_GUARD / GUARD_TYPE_FD / GUARD_EXC_CLOSE file descriptor: 17 guard identifier: 99")]
    [InlineData(12, (1UL << 61) | (0x10UL << 32) | 515, 0UL,
        "EXC_GUARD / GUARD_TYPE_MACH_PORT / GUARD_EXC_INCORRECT_GUARD port name: 515")]
    public void Takes_the_details_of_Mach_exceptions_from_the_parameters(uint exception, ulong code, ulong subcode, string expected) =>
        Assert.Equal(
            expected,
            CrashReason.Describe(
                Record(exception, (uint)(exception == 10 ? code : code >> 32), exception, code, subcode), OsFamily.IOS, CpuArchitecture.Arm64));

    [Fact]
    public void Every_code_of_every_system_has_words() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.ULong.Array[0, 15], Gen.Enum<OsFamily>(), Gen.Enum<CpuArchitecture>())
            .Sample((code, flags, parameters, os, cpu) =>
            {
                var record = Record(code, flags, parameters);
                return CrashReason.Describe(record, os, cpu).Length > 0 && BreakpadReason.Describe(record, os, cpu).Length > 0;
            });

    [Fact]
    public void Every_name_of_the_tables_is_found_by_its_number()
    {
        foreach (var resource in new[] { "ntstatus.txt", "winerror.txt" })
        {
            using var reader = new StreamReader(typeof(CrashReason).Assembly.GetManifestResourceStream(resource)!);
            var names = new NumberedNames(resource);
            var previous = -1L;
            while (reader.ReadLine() is { } line)
            {
                var number = Convert.ToUInt32(line[..line.IndexOf(' ')], 16);
                Assert.True(number > previous, line);
                Assert.Equal(line[(line.IndexOf(' ') + 1)..], names.Find(number));
                previous = number;
            }
        }

        Assert.Null(new NumberedNames("ntstatus.txt").Find(uint.MaxValue));
    }

    [Fact]
    public void An_address_of_a_32_bit_process_has_32_bits() =>
        Assert.Equal(0x80001000UL, CrashReason.Address(Record(0xC0000005, 0, 0, 0xFFFFFFFF80001000), OsFamily.Windows, 4));

    static MinidumpException Record(uint code, uint flags, params ulong[] parameters) =>
        new(1, code, flags, 0, 0x1234, parameters, default);
}
