namespace Inquest.Protocol.Forms;

/// <summary>One part of a multipart body.</summary>
/// <param name="Name">Empty when the part has none.</param>
/// <param name="FileName">Null for a text field.</param>
/// <param name="Content">Slice of the body.</param>
public readonly record struct MultipartPart(string Name, string? FileName, string? ContentType, ReadOnlyMemory<byte> Content);
