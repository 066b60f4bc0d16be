using System.Text;

namespace Inquest.Formats.Minidump;

/// <summary>One typed annotation (MinidumpAnnotation, 12 bytes).</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">0 invalid, 1 string, 0x8000 and above the application's own.</param>
/// <param name="Value">Its bytes.</param>
public sealed record CrashpadAnnotation(string Name, ushort Type, ReadOnlyMemory<byte> Value)
{
    const ushort StringType = 1;

    /// <summary>The value as text when it is a string, otherwise null.</summary>
    public string? Text => Type == StringType ? Encoding.UTF8.GetString(Value.Span).TrimEnd('\0') : null;
}
