namespace Inquest.Bench.Gate;

/// <summary>A clock that stands where it is put; delays of the server run on the real one.</summary>
sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref _ticks, now.UtcTicks);
}
