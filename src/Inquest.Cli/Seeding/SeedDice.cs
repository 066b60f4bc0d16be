namespace Inquest.Cli.Seeding;

/// <summary>Pseudo-random numbers that are the same on every machine for the same seed (SplitMix64).</summary>
struct SeedDice(ulong seed)
{
    ulong _state = seed;

    /// <summary>A stream of its own for one thing of the seed: an event, an issue.</summary>
    public static SeedDice For(ulong seed, ulong index) => new((seed * 0x9E37_79B9_7F4A_7C15) ^ (index * 0xD134_2543_DE82_EF95) ^ (index >> 32));

    public ulong Next()
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to <paramref name="count"/> less one, evenly.</summary>
    public int Below(int count) => (int)(Next() % (uint)count);

    /// <summary>From 0 to <paramref name="count"/> less one; small numbers are far more frequent.</summary>
    public int Skewed(int count)
    {
        var unit = Unit();
        return Math.Min(count - 1, (int)(unit * unit * unit * count));
    }

    /// <summary>From 0 up to and without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(T[] from) => from[Below(from.Length)];

    public T PickSkewed<T>(T[] from) => from[Skewed(from.Length)];
}
