namespace Inquest.Formats;

/// <summary>Something readable but odd in a file: processing went on, and a person should know.</summary>
/// <param name="Code">Stable kebab-case name, e.g. <c>stream-truncated</c>: a metric label and a test's handle.</param>
/// <param name="Detail">One sentence that names the place and the values.</param>
public readonly record struct Finding(string Code, string Detail);
