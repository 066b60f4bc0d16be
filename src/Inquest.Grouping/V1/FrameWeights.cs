namespace Inquest.Grouping.V1;

/// <summary>Weighs frames by their names. Frozen with its version.</summary>
static class FrameWeights
{
    public static FrameWeight Of(LogicalFrame frame, bool isManaged, bool isHang)
    {
        if (frame.Role is not FrameRole.Code)
        {
            return FrameWeight.None;
        }

        if (frame.Function is not { } function)
        {
            // A script without names has files; a module without symbols has its name; nothing else says anything.
            return isManaged ? frame.File is null ? FrameWeight.None : FrameWeight.Common : frame.Module is null ? FrameWeight.None : FrameWeight.Leaf;
        }

        if (!isManaged)
        {
            if (LeafNames.IsInlinedLibrary(function))
            {
                return FrameWeight.None;
            }

            if (LeafNames.IsLeaf(function))
            {
                return isHang ? FrameWeight.None : FrameWeight.Leaf;
            }
        }

        Split(frame, function, isManaged, out var owner, out var name);
        if (IsTest(owner, name))
        {
            return FrameWeight.Test;
        }

        if (isManaged && NameWords.ReportsFailure(owner, name))
        {
            return FrameWeight.Reporter;
        }

        var isConstructor = name is "<init>" or "<clinit>" or ".ctor" or ".cctor" or "__init__" or "initialize" or "constructor";
        return NameWords.AreCommon(isConstructor ? owner : name) || IsHelperOfHeader(frame) ? FrameWeight.Common : FrameWeight.Full;
    }

    // Frames of tests are where a test run ends up, never the bug.
    static bool IsTest(ReadOnlySpan<char> owner, ReadOnlySpan<char> name) =>
        owner.EndsWith("Test", StringComparison.Ordinal) || owner.EndsWith("Tests", StringComparison.Ordinal) || owner.EndsWith("TestCase", StringComparison.Ordinal)
        || owner.StartsWith("Test", StringComparison.Ordinal) || name.StartsWith("test_", StringComparison.Ordinal);

    static bool IsHelperOfHeader(LogicalFrame frame) => frame.File is { } file && frame.Function!.IndexOf(':', StringComparison.Ordinal) < 0
        && (file.EndsWith(".h", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".inl", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".inc", StringComparison.OrdinalIgnoreCase));

    /// <summary>Class and function of <c>ns::Class::name</c>, <c>Class.name</c> or, for managed code, of module and function.</summary>
    static void Split(LogicalFrame frame, string function, bool isManaged, out ReadOnlySpan<char> owner, out ReadOnlySpan<char> name)
    {
        name = function;
        var cut = name.LastIndexOf("::");
        var width = 2;
        if (cut < 0 && isManaged)
        {
            cut = name[..^1].LastIndexOfAny('.', '#');
            width = 1;
        }

        if (cut > 0)
        {
            owner = name[..cut];
            name = name[(cut + width)..];
        }
        else
        {
            owner = isManaged ? frame.Module : default;
        }

        // foo<…> is foo; <lambda> is a name.
        var arguments = name.IndexOf('<');
        name = arguments > 0 ? name[..arguments] : name;
        var last = owner.LastIndexOfAny(".:$/");
        owner = last >= 0 && last + 1 < owner.Length ? owner[(last + 1)..] : owner;
    }
}
