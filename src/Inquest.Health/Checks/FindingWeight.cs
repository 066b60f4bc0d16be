namespace Inquest.Health.Checks;

/// <summary>What a finding does to the rates.</summary>
public enum FindingWeight
{
    /// <summary>Worth knowing; rates are right.</summary>
    Note,

    /// <summary>Rates were put right, or miss a part.</summary>
    Warning,

    /// <summary>A rate cannot be told, or would be wrong.</summary>
    Wrong,
}
