using System.Globalization;

namespace Inquest.Storage.Queries;

/// <summary>Where a page of the issue list ended: the value it is ordered by, and the issue.</summary>
public readonly record struct IssueCursor(long Value, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}-{Id}");

    /// <summary>Null for text that is no cursor.</summary>
    public static IssueCursor? Parse(string? text) =>
        text?.Split('-') is [var value, var id]
        && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var v)
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
            ? new(v, i)
            : null;
}
