using System.Globalization;

namespace Inquest.Storage.Events;

/// <summary>Which of two release names is the later one, as far as the names say.</summary>
/// <remarks>
/// <c>package@1.2.3-beta.1+build</c>: the package is left out, numbers compare as numbers, a pre-release comes before its
/// release, the build decides last. Names without a number (commit hashes) say nothing.
/// </remarks>
public static class ReleaseOrder
{
    /// <summary>Negative, zero or positive; null when the names cannot be ordered.</summary>
    public static int? Compare(string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
        {
            return 0;
        }

        var (leftPackage, leftVersion) = Split(left);
        var (rightPackage, rightVersion) = Split(right);
        if (leftPackage != rightPackage || !LooksLikeVersion(leftVersion) || !LooksLikeVersion(rightVersion))
        {
            return null;
        }

        var (leftCore, leftPre, leftBuild) = Parts(leftVersion);
        var (rightCore, rightPre, rightBuild) = Parts(rightVersion);
        var core = CompareDotted(leftCore, rightCore);
        if (core != 0)
        {
            return core;
        }

        var pre = (leftPre.Length == 0, rightPre.Length == 0) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => CompareDotted(leftPre, rightPre),
        };
        return pre != 0 ? pre : CompareDotted(leftBuild, rightBuild);
    }

    static (string Package, string Version) Split(string release)
    {
        var at = release.LastIndexOf('@');
        var version = release[(at + 1)..];
        return (at < 0 ? "" : release[..at], version.StartsWith('v') ? version[1..] : version);
    }

    // A commit hash may begin with a digit too: a version has a dot, or digits alone.
    static bool LooksLikeVersion(string text) =>
        text.Length > 0 && char.IsAsciiDigit(text[0])
        && (text.Contains('.', StringComparison.Ordinal) || (text.Length <= 10 && text.All(char.IsAsciiDigit)));

    static (string Core, string Pre, string Build) Parts(string version)
    {
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? "" : version[(plus + 1)..];
        var rest = plus < 0 ? version : version[..plus];
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (rest, "", build) : (rest[..dash], rest[(dash + 1)..], build);
    }

    static int CompareDotted(string left, string right)
    {
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            // 1.2 and 1.2.0 are the same.
            var (x, y) = (i < a.Length ? a[i] : "0", i < b.Length ? b[i] : "0");
            var bothNumbers = ulong.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
                & ulong.TryParse(y, NumberStyles.None, CultureInfo.InvariantCulture, out var n);
            var order = bothNumbers ? m.CompareTo(n) : string.CompareOrdinal(x, y);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
