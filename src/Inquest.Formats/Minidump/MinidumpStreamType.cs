namespace Inquest.Formats.Minidump;

/// <summary>MINIDUMP_STREAM_TYPE (minidumpapiset.h) and the streams that other writers added.</summary>
public enum MinidumpStreamType : uint
{
    Unused = 0,
    Reserved0 = 1,
    Reserved1 = 2,
    ThreadList = 3,
    ModuleList = 4,
    MemoryList = 5,
    Exception = 6,
    SystemInfo = 7,
    ThreadExList = 8,
    Memory64List = 9,
    CommentA = 10,
    CommentW = 11,
    HandleData = 12,
    FunctionTable = 13,
    UnloadedModuleList = 14,
    MiscInfo = 15,
    MemoryInfoList = 16,
    ThreadInfoList = 17,
    HandleOperationList = 18,
    Token = 19,
    JavaScriptData = 20,
    SystemMemoryInfo = 21,
    ProcessVmCounters = 22,
    IptTrace = 23,
    ThreadNames = 24,

    // Windows CE.
    CeNull = 0x8000,
    CeSystemInfo = 0x8001,
    CeException = 0x8002,
    CeModuleList = 0x8003,
    CeProcessList = 0x8004,
    CeThreadList = 0x8005,
    CeThreadContextList = 0x8006,
    CeThreadCallStackList = 0x8007,
    CeMemoryVirtualList = 0x8008,
    CeMemoryPhysicalList = 0x8009,
    CeBucketParameters = 0x800A,
    CeProcessModuleMap = 0x800B,
    CeDiagnosisList = 0x800C,
    LastReserved = 0xFFFF,

    // Crashpad: "CP" in the high word.
    CrashpadInfo = 0x43500001,

    // Breakpad: "Gg" in the high word.
    BreakpadInfo = 0x47670001,
    AssertionInfo = 0x47670002,
    LinuxCpuInfo = 0x47670003,
    LinuxProcStatus = 0x47670004,
    LinuxLsbRelease = 0x47670005,
    LinuxCmdLine = 0x47670006,
    LinuxEnviron = 0x47670007,
    LinuxAuxv = 0x47670008,
    LinuxMaps = 0x47670009,
    LinuxDsoDebug = 0x4767000A,

    // Chromium's stability report: "Kk" in the high word.
    StabilityReport = 0x4B6B0002,

    // Mozilla: "Mz" in the high word.
    MozMacosCrashInfo = 0x4D7A0001,
    MozMacosBootargs = 0x4D7A0002,
    MozLinuxLimits = 0x4D7A0003,
    MozSoftErrors = 0x4D7A0004,
}
