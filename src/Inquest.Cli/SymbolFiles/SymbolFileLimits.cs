namespace Inquest.Cli.SymbolFiles;

/// <summary>Every bound of looking for symbol files, each with its reason.</summary>
static class SymbolFileLimits
{
    /// <summary>Symbol files taken out of one archive: the symbols of a whole distribution fit.</summary>
    public const int FilesPerArchiveMax = 20_000;

    /// <summary>Files asked about in one request.</summary>
    public const int FilesPerQuestion = 64;

    /// <summary>Pieces sent side by side: more do not fill a line better.</summary>
    public const int ChunksAtOnce = 4;

    /// <summary>Attempts to send a piece before the command gives up; it can be started again and goes on.</summary>
    public const int AttemptsMax = 4;
}
