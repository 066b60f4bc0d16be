namespace Inquest.Server.Symbols.Serve;

/// <summary>What a request for symbols asks for, whichever layout its path is of.</summary>
/// <param name="CodeId">Lower-case hex, or empty.</param>
/// <param name="DebugId">Breakpad form, upper case, or empty.</param>
/// <param name="FileName">The name in the path, or empty; it decides between several files with one id.</param>
/// <param name="Argument">Path of a source, name of a section, or digits of a hash.</param>
sealed record WantedFile(WantedPart Part, string CodeId, string DebugId, string FileName = "", string Argument = "");
