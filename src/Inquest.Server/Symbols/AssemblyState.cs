namespace Inquest.Server.Symbols;

/// <summary>How far a file has come that is sent in pieces.</summary>
enum AssemblyState
{
    /// <summary>Pieces are missing.</summary>
    NotFound,

    /// <summary>All pieces are here; they are being put together.</summary>
    Assembling,
    Done,
    Refused,
}
