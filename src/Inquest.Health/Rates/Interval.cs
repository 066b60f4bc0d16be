namespace Inquest.Health.Rates;

/// <summary>A closed range of a rate, both ends in 0…1.</summary>
public readonly record struct Interval(double Low, double High)
{
    public bool Contains(double rate) => rate >= Low && rate <= High;
}
