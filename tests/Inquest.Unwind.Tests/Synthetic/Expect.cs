using System.Globalization;

namespace Inquest.Unwind.Tests.Synthetic;

static class Expect
{
    /// <summary>Each frame as <c>trust resume-address</c>.</summary>
    public static void Frames(StackWalk walk, params string[] expected) =>
        Assert.Equal(expected, walk.Frames.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Trust} {f.ResumeAddress:x}")));
}
