using Inquest.Formats;

namespace Inquest.Symbols.Dump;

/// <summary>Opens the files that debug information refers to. It may be called by several threads at once.</summary>
/// <remarks>
/// Names come from untrusted bytes: an implementation decides what may be opened, and one that runs on a server never takes
/// the name as a path.
/// </remarks>
public interface ICompanionFiles
{
    /// <summary>The file, or null when there is none. The implementation owns it and disposes of it.</summary>
    /// <param name="kind">What is missing.</param>
    /// <param name="name">The path as the producer wrote it; for a package the binary's own name.</param>
    /// <param name="folder">The folder that a relative name counts from; empty when unknown.</param>
    /// <param name="id">The build id that the file must have; empty where there is none (split files are told by their units' ids).</param>
    FileBytes? Open(CompanionKind kind, string name, string folder, ReadOnlySpan<byte> id);
}
