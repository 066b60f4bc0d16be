using Inquest.Storage.Symbols;

namespace Inquest.Server.Symbols;

/// <summary>State of a file that is sent in pieces.</summary>
/// <param name="Missing">Pieces to send.</param>
/// <param name="Uploads">What was found in the file, or why it was refused.</param>
/// <param name="Known">The objects, when the store had the file already.</param>
sealed record AssemblyAnswer(
    AssemblyState State, IReadOnlyList<string> Missing, IReadOnlyList<SymbolUpload> Uploads, IReadOnlyList<StoredObject> Known);
