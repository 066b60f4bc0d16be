using System.Buffers.Binary;

namespace Inquest.Capture.Live;

/// <summary>What a dying client says (struct inquest__message of native/src/handler/protocol.h). Addresses are the client's.</summary>
public sealed record CrashRequest
{
    /// <summary>Bytes of the message.</summary>
    public const int Size = 184;

    const uint Magic = 0x4D51_4E49;
    const uint Version = 1;

    public ReportKind Kind { get; init; }

    /// <summary>As the client numbers itself.</summary>
    public int OwnId { get; init; }

    /// <summary>As the kernel says in our PID namespace.</summary>
    public int KernelId { get; init; }

    /// <summary>As the client's /proc says.</summary>
    public int ProcId { get; init; }

    /// <summary>The thread that the report is about.</summary>
    public int SubjectThreadId { get; init; }

    /// <summary>The thread that waits for us; its registers are at <see cref="Context"/>.</summary>
    public int WriterThreadId { get; init; }

    public int SignalNumber { get; init; }

    public int SignalCode { get; init; }

    public RequestFlags Flags { get; init; }

    public int DumpBytesLimit { get; init; }

    public int IndirectBytesLimit { get; init; }

    public TimeSpan Patience { get; init; }

    public ProcessTimes Times { get; init; }

    public ulong FaultAddress { get; init; }

    public ulong Context { get; init; }

    public ulong Tls { get; init; }

    public ulong ClientInfo { get; init; }

    /// <summary>Of the variable that holds the address of glibc's abort message.</summary>
    public ulong AbortMessage { get; init; }

    /// <summary>Of the variable <c>environ</c>.</summary>
    public ulong Environment { get; init; }

    public AddressRange Strings { get; init; }

    public ulong Reason { get; init; }

    /// <summary>When it died, in nanoseconds since 1970.</summary>
    public ulong TimeNs { get; init; }

    public Guid ReportId { get; init; }

    public int RequestedBackend { get; init; }

    /// <summary>False for anything but a whole message of a known version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out CrashRequest request)
    {
        request = null!;
        if (message.Length < Size || U32(message, 0) != Magic || U32(message, 4) != Version || U32(message, 8) < Size)
        {
            return false;
        }

        request = new CrashRequest
        {
            Kind = U32(message, 20) switch { 0 => ReportKind.Crash, 1 => ReportKind.Hang, _ => ReportKind.Request },
            OwnId = I32(message, 24),
            KernelId = I32(message, 28),
            ProcId = I32(message, 32),
            SubjectThreadId = I32(message, 36),
            WriterThreadId = I32(message, 40),
            SignalNumber = I32(message, 44),
            SignalCode = I32(message, 48),
            Flags = (RequestFlags)U32(message, 52),
            DumpBytesLimit = (int)Math.Clamp(U32(message, 56), 64u << 10, 1u << 30),
            IndirectBytesLimit = (int)Math.Min(U32(message, 60), 64u << 20),
            Patience = TimeSpan.FromMilliseconds(U32(message, 64)),
            Times = new ProcessTimes(U32(message, 68), U32(message, 72), U32(message, 76)),
            FaultAddress = U64(message, 80),
            Context = U64(message, 88),
            Tls = U64(message, 96),
            ClientInfo = U64(message, 104),
            AbortMessage = U64(message, 112),
            Environment = U64(message, 120),
            Strings = new AddressRange(U64(message, 128), U64(message, 136)),
            Reason = U64(message, 144),
            TimeNs = U64(message, 152),
            ReportId = new Guid(message.Slice(160, 16), bigEndian: true),
            RequestedBackend = I32(message, 176),
        };
        return true;
    }

    static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    static int I32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);

    static ulong U64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
