using System.Text.Json;
using Inquest.Protocol.Json;

namespace Inquest.Protocol.Events;

/// <summary>Return address → address inside the call, by <c>instruction_addr_adjustment</c> (§4).</summary>
readonly struct AddressRule
{
    readonly bool _adjustFirst;
    readonly bool _adjustOthers;

    public AddressRule(JsonElement stack, string platform)
    {
        var rule = stack.Get("instruction_addr_adjustment"u8).Text(32);
        IsNative = platform is "native" or "cocoa" or "c" or "objc" or "swift";
        _adjustFirst = rule == "all";
        _adjustOthers = rule != "none";
    }

    public bool IsNative { get; }

    /// <summary>One byte before the return address lies inside the call on every processor.</summary>
    public ulong Instruction(ulong address, bool isInnermost) =>
        address > 0 && (isInnermost ? _adjustFirst : _adjustOthers) ? address - 1 : address;

    /// <summary>The last segment of a path of any system, and the name of a .NET assembly without its version.</summary>
    public static string BaseName(string path)
    {
        var assembly = path.IndexOf(", Version=", StringComparison.Ordinal);
        var name = assembly > 0 ? path[..assembly] : path;
        var end = name.AsSpan().LastIndexOfAny('/', '\\');
        return end >= 0 && end < name.Length - 1 ? name[(end + 1)..] : name;
    }
}
