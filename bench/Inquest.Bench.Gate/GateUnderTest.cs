using Inquest.Health.Gate;

namespace Inquest.Bench.Gate;

/// <summary>Our gate, fed report by report: the same numbers as <see cref="ReleaseGate"/> over all bins, without starting over at each poll.</summary>
sealed class GateUnderTest(Scenario scenario, GateRule rule) : IRule
{
    readonly EProcess _whole = new(1, rule.Worse);
    readonly EProcess _good = new((Scenario.Baseline + rule.Margin) / Scenario.Baseline, rule.Better);
    readonly EProcess[] _segments = [.. Enumerable.Range(0, scenario.Segments).Select(_ => new EProcess(1, rule.WorseInSegment))];

    public string Name => "Inquest gate";

    public bool IsAdvanced { get; private set; }

    public bool Halts(Traffic traffic, int bin, IReadOnlyList<(int Bin, int Segment, bool IsNew)> arrived)
    {
        foreach (var (occurred, segment, isNew) in arrived)
        {
            var (x1, x0) = isNew ? (1, 0) : (0, 1);
            var report = traffic.Exposed(occurred, -1, x1, x0);
            _whole.Add(report);
            _good.Add(report);
            if (_segments.Length > 0)
            {
                _segments[segment].Add(traffic.Exposed(occurred, segment, x1, x0));
            }
        }

        IsAdvanced = _good.LogValue >= Math.Log(rule.AdvanceEvidence);
        if (_segments.Length == 0)
        {
            return _whole.LogValue >= Math.Log(1 / rule.Alpha);
        }

        var mean = 0.0;
        for (var i = 0; i < _segments.Length; i++)
        {
            mean += scenario.SegmentShare(i) * Math.Exp(_segments[i].LogValue);
        }

        return (rule.WholeWeight * Math.Exp(_whole.LogValue)) + ((1 - rule.WholeWeight) * mean) >= 1 / rule.Alpha;
    }
}
