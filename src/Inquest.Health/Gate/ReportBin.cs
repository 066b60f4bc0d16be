namespace Inquest.Health.Gate;

/// <summary>What is known of one stretch of time: the crashes that <em>occurred</em> in it, whenever their reports came.</summary>
/// <param name="NewExposure">Users of the release under test, corrected for adoption (<see cref="AdoptionCurve"/>).</param>
/// <param name="OldExposure">Users of the predecessor in the same stretch.</param>
/// <param name="NewCrashed">Of them, users with their first crash on the release under test.</param>
/// <param name="OldCrashed">The same on the predecessor.</param>
public readonly record struct ReportBin(double NewExposure, double OldExposure, long NewCrashed, long OldCrashed);
