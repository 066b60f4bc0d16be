using System.Numerics;
using Inquest.Formats.Minidump;

namespace Inquest.Processing.Reasons;

/// <summary>EXC_GUARD: which guarded object was misused (kern/exc_guard.h, mach/port.h, sys/guarded.h).</summary>
/// <remarks>Code: type in bits 61–63, flavor in 32–60, target below. Subcode: the guard's identifier.</remarks>
static class MacGuard
{
    static readonly string[] MachPort =
    [
        "DESTROY", "MOD_REFS", "SET_CONTEXT", "UNGUARDED", "INCORRECT_GUARD", "IMMOVABLE", "STRICT_REPLY", "MSG_FILTERED",
        "INVALID_RIGHT", "INVALID_NAME", "INVALID_VALUE", "INVALID_ARGUMENT", "RIGHT_EXISTS", "KERN_NO_SPACE", "KERN_FAILURE",
        "KERN_RESOURCE", "SEND_INVALID_REPLY", "SEND_INVALID_VOUCHER", "SEND_INVALID_RIGHT", "RCV_INVALID_NAME",
        "RCV_GUARDED_DESC", "MOD_REFS_NON_FATAL", "IMMOVABLE_NON_FATAL",
    ];

    static readonly string[] FileDescriptor = ["CLOSE", "DUP", "NOCLOEXEC", "SOCKET_IPC", "FILEPORT", "MISMATCH", "WRITE"];

    static readonly string[] Vnode =
        ["RENAME_TO", "RENAME_FROM", "UNLINK", "WRITE_OTHER", "TRUNC_OTHER", "LINK", "EXCHDATA"];

    static readonly string[] VirtualMemory = ["DEALLOC_GAP"];

    public static string? Describe(MinidumpException exception)
    {
        var code = MacReason.Parameter(exception, 1);
        var subcode = MacReason.Parameter(exception, 2);
        var flavor = (code >> 32) & 0x1FFFFFFF;
        var target = code & 0xFFFFFFF;
        return ((exception.Flags >> 29) & 7) switch
        {
            0 => "GUARD_TYPE_NONE",
            1 => "GUARD_TYPE_MACH_PORT / " + (Flavor(MachPort, flavor) is { } name
                ? $"{name} port name: {target}" + (subcode == 0 ? "" : $" subcode: {subcode}")
                : Raw(code, subcode)),
            2 => "GUARD_TYPE_FD / " + (Flavor(FileDescriptor, flavor) is { } name
                ? $"{name} file descriptor: {target} guard identifier: {subcode}"
                : Raw(code, subcode)),

            // The missing blank is the peers' spelling.
            3 => $"GUARD_TYPE_USER/ namespace: {code & 0xFFFFFFFF} guard identifier: {subcode}",
            4 => "GUARD_TYPE_VN / " + (Flavor(Vnode, flavor) is { } name
                ? $"{name} pid: {target} guard identifier: {subcode}"
                : Raw(code, subcode)),
            5 => "GUARD_TYPE_VIRT_MEMORY / " + (Flavor(VirtualMemory, flavor) is { } name
                ? $"{name} offset: {subcode}"
                : Raw(code, subcode)),
            6 => "GUARD_TYPE_REJECTED_SC / " + Raw(code, subcode),
            _ => null,
        };
    }

    // A flavor is one bit; its place in the list is the bit's number.
    static string? Flavor(string[] names, ulong flavor) =>
        BitOperations.IsPow2(flavor) && BitOperations.Log2(flavor) < names.Length
            ? "GUARD_EXC_" + names[BitOperations.Log2(flavor)]
            : null;

    static string Raw(ulong code, ulong subcode) => $"0x{code:x16} / 0x{subcode:x16}";
}
