using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Inquest.Capture.Live;

namespace Inquest.Handler;

/// <summary>The socket to inquest-waiter, as standard input (native/src/handler/protocol.h).</summary>
sealed unsafe partial class WaiterConnection
{
    const int Socket = 0;
    const int AnswerSize = 8;
    const uint OwnAnswer = 1;
    const uint FailedAnswer = 2;
    const uint ReleaseAnswer = 3;

    /// <summary>The request, which is there when we are started.</summary>
    public static bool TryReadRequest(out CrashRequest request)
    {
        Span<byte> message = stackalloc byte[2 * CrashRequest.Size];
        nint length;
        fixed (byte* start = message)
        {
            length = Read(Socket, start, (nuint)message.Length);
        }

        request = null!;
        return length > 0 && CrashRequest.TryRead(message[..(int)length], out request);
    }

    /// <summary>Takes the report over. False when the client has given up and writes itself: then nothing may be left behind.</summary>
    /// <param name="letGo">The client goes on at once; otherwise <see cref="Release"/> lets it go.</param>
    public static bool TryOwn(bool letGo)
    {
        Send(OwnAnswer, letGo ? 1 : 0);
        byte wanted = 0;
        return Read(Socket, &wanted, 1) == 1 && wanted == 1;
    }

    /// <summary>Lets a client go that was asked to stay.</summary>
    public static void Release() => Send(ReleaseAnswer, 0);

    /// <summary>Gives the report back to the client.</summary>
    /// <param name="errno">Why; it stands in the report that the client writes.</param>
    public static void Fail(int errno) => Send(FailedAnswer, errno);

    static void Send(uint kind, int detail)
    {
        Span<byte> answer = stackalloc byte[AnswerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(answer, kind);
        BinaryPrimitives.WriteInt32LittleEndian(answer[4..], detail);
        fixed (byte* start = answer)
        {
            // A waiter that is gone has nobody to tell.
            _ = Write(Socket, start, AnswerSize);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte* bytes, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, byte* bytes, nuint size);
}
