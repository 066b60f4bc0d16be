namespace Inquest.Server.Api.Wire;

/// <summary>An objective and its budget.</summary>
sealed record SloBody(
    double Objective, int Days, RateBody CrashFreeUserDays, double? BudgetLeft, IReadOnlyList<BurnBody> Burns, double? ExhaustedInDays,
    IReadOnlyList<SpendingBody> Releases, IReadOnlyList<SpendingBody> Segments, IReadOnlyList<SpendingBody> Issues);

/// <summary>How fast the budget is spent: 1 spends it over the objective's time.</summary>
sealed record BurnBody(double Hours, double? Rate);

/// <summary>A part of what was spent.</summary>
sealed record SpendingBody(string Name, long Crashes, double Share);

/// <summary>Something that makes rates wrong, with the way out.</summary>
sealed record FindingBody(string Code, string Weight, string? Release, string? Sdk, string What, string Fix);
