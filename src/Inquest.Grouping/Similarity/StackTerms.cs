using Inquest.Grouping.V1;

namespace Inquest.Grouping.Similarity;

/// <summary>Stack → the calls that similarity compares, innermost first.</summary>
public static class StackTerms
{
    /// <summary>Calls beyond weigh nothing at their depth.</summary>
    public const int MostCalls = 32;

    const ulong FnvOffset = 14695981039346656037, FnvPrime = 1099511628211;

    /// <param name="stack">A current stack, with its facts.</param>
    /// <param name="names">Gets the name of each term, for explanations; may be null.</param>
    public static StackTerm[] Of(NormalisedStack stack, List<string>? names = null)
    {
        var isManaged = Languages.IsManaged(stack.Facts?.Platform ?? "other");
        var terms = new List<StackTerm>(MostCalls);
        var isHang = stack.Facts?.Kind == "hang";
        for (var i = 0; i < stack.Frames.Count && terms.Count < MostCalls; i++)
        {
            var frame = stack.Frames[i];
            if (frame.Role is FrameRole.CrashHandling or FrameRole.Entry || (frame.Function ?? frame.Module ?? frame.File) is not { } name)
            {
                continue;
            }

            var weight = isManaged && !frame.InApp ? 0.2f : frame.Function is null ? 0.15f : FrameWeights.Of(frame, isManaged, isHang) switch
            {
                FrameWeight.Full => 1f,
                FrameWeight.Common => 0.5f,
                FrameWeight.Reporter => 0.3f,
                FrameWeight.Leaf or FrameWeight.Test => 0.25f,
                _ => 0.1f,
            };
            terms.Add(new(IdOf(frame, isManaged), weight));
            names?.Add(frame.Function ?? "code of " + name);
        }

        return [.. terms];
    }

    /// <summary>The term of one frame.</summary>
    public static ulong IdOf(LogicalFrame frame, string platform) => IdOf(frame, Languages.IsManaged(platform));

    // Two places in one module without symbols have nothing in common but the module.
    static ulong IdOf(LogicalFrame frame, bool isManaged) => Hash(
        frame.Function ?? (frame is { Module: { } module, Offset: { } offset } ? PlaceNames.Of(module, offset) : frame.Module ?? frame.File ?? ""), isManaged ? frame.Module : null);

    static ulong Hash(string name, string? module)
    {
        var hash = FnvOffset;
        foreach (var c in name)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        foreach (var c in module ?? "")
        {
            hash = (hash ^ c) * FnvPrime;
        }

        return hash;
    }
}
