namespace Inquest.Formats.Minidump;

/// <summary>An open handle or file descriptor (MINIDUMP_HANDLE_DESCRIPTOR, 32 bytes; _2 is 40).</summary>
/// <param name="Handle">Its value.</param>
/// <param name="TypeName">E.g. <c>File</c>, <c>Event</c>; null when the dump has none.</param>
/// <param name="ObjectName">Path or name; null when it has none.</param>
/// <param name="Attributes">OBJ_ bits.</param>
/// <param name="GrantedAccess">Access mask.</param>
/// <param name="HandleCount">Handles to the same object.</param>
/// <param name="PointerCount">References to the same object.</param>
public sealed record MinidumpHandle(
    ulong Handle, string? TypeName, string? ObjectName, uint Attributes, uint GrantedAccess, uint HandleCount, uint PointerCount)
{
    /// <summary>What else is known of the object (version 2), e.g. the owner of a mutex.</summary>
    public IReadOnlyList<HandleObjectInfo> ObjectInfo { get; init; } = [];
}
