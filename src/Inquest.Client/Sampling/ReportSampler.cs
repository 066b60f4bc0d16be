using System.Security.Cryptography;

namespace Inquest.Client.Sampling;

/// <summary>Decides which handled reports are sent; <see cref="HandledSampling"/> has the rules. Memory is bounded by its fingerprints.</summary>
sealed class ReportSampler
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly HandledSampling _rules;
    readonly TimeProvider _time;
    readonly Func<double> _draw;
    readonly Lock _gate = new();
    readonly Dictionary<int, LinkedListNode<Seen>> _seen = [];
    readonly LinkedList<Seen> _recent = new();
    long _minuteStart;
    int _minuteCount;

    /// <param name="rules">The shares and caps.</param>
    /// <param name="time">Whose clock the windows follow.</param>
    /// <param name="draw">Uniform in 0…1; the system's generator when null.</param>
    public ReportSampler(HandledSampling rules, TimeProvider time, Func<double>? draw = null)
    {
        (_rules, _time, _draw) = (rules, time, draw ?? Draw);
        _minuteStart = time.GetTimestamp();
    }

    public SamplingDecision Decide(int fingerprint)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var seen = Find(fingerprint, now, out var isNew);
            seen.Count++;
            if (seen.Sent >= _rules.MaxPerFingerprint)
            {
                return SamplingDecision.OverFingerprintCap;
            }

            if (seen.Count > _rules.FirstPerFingerprint && _draw() >= _rules.Rate)
            {
                return SamplingDecision.LeftOutByRate;
            }

            if (!MinuteHasRoom(now) && !isNew)
            {
                return SamplingDecision.Spike;
            }

            _minuteCount++;
            seen.Sent++;
            return SamplingDecision.Send;
        }
    }

    Seen Find(int fingerprint, long now, out bool isNew)
    {
        isNew = !_seen.TryGetValue(fingerprint, out var node);
        if (node is null)
        {
            if (_seen.Count >= _rules.MaxFingerprints && _recent.Last is { } oldest)
            {
                _seen.Remove(oldest.Value.Fingerprint);
                _recent.RemoveLast();
            }

            _seen.Add(fingerprint, node = new LinkedListNode<Seen>(new Seen(fingerprint, now)));
        }
        else
        {
            _recent.Remove(node);
        }

        _recent.AddFirst(node);
        if (_time.GetElapsedTime(node.Value.WindowStart, now) >= _rules.Window)
        {
            node.Value = new Seen(fingerprint, now);
        }

        return node.Value;
    }

    bool MinuteHasRoom(long now)
    {
        if (_time.GetElapsedTime(_minuteStart, now) >= Minute)
        {
            (_minuteStart, _minuteCount) = (now, 0);
        }

        return _minuteCount < _rules.MaxPerMinute;
    }

    static double Draw() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    sealed class Seen(int fingerprint, long windowStart)
    {
        public int Fingerprint { get; } = fingerprint;

        public long WindowStart { get; } = windowStart;

        public int Count { get; set; }

        public int Sent { get; set; }
    }
}
