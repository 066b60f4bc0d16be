namespace Inquest.Grouping;

/// <summary>The bug that a report belongs to, and how that was decided.</summary>
/// <param name="Key">32 lower-case hex digits: the primary key of the bug within its project.</param>
/// <param name="Version">The frozen algorithm that made the key.</param>
/// <param name="Signature">The deciding parts as text, e.g. <c>parse | load | main</c>.</param>
/// <param name="Title">What a list shows, e.g. <c>SIGSEGV / SEGV_MAPERR: null + 24</c>.</param>
/// <param name="Culprit">Where, e.g. <c>parse_header in libimage.so</c>; empty when nothing is known.</param>
/// <param name="DecidingFrames">Logical frames that went into the key, innermost first.</param>
/// <param name="Explanation">One sentence for people.</param>
public sealed record GroupingResult(
    string Key,
    int Version,
    string Signature,
    string Title,
    string Culprit,
    IReadOnlyList<LogicalFrame> DecidingFrames,
    string Explanation);
