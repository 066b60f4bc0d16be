namespace Inquest.Formats.Demangle;

/// <summary>A type as text around the place where a name would stand: <c>int (*</c> and <c>)[4]</c>.</summary>
readonly record struct MsvcType(string Before, string After)
{
    /// <summary>A function or an array: what points to it needs parentheses.</summary>
    public bool NeedsParentheses { get; init; }

    public override string ToString() => Before + After;
}
