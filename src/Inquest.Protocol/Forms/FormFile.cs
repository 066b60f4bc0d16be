namespace Inquest.Protocol.Forms;

/// <summary>A file part of a form.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="FileName">As the client wrote it: never a path to write to.</param>
/// <param name="Content">Slice of the form's bytes, or the unpacked copy.</param>
public sealed record FormFile(string Name, string? FileName, string? ContentType, ReadOnlyMemory<byte> Content);
