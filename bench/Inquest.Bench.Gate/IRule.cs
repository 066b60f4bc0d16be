namespace Inquest.Bench.Gate;

/// <summary>A way to judge a release while it is rolled out.</summary>
interface IRule
{
    string Name { get; }

    /// <summary>After each bin. True halts the release.</summary>
    bool Halts(Traffic traffic, int bin, IReadOnlyList<(int Bin, int Segment, bool IsNew)> arrived);
}
