namespace Inquest.Cli.Simulation;

/// <summary>Bounds of a simulation: more of it takes minutes and says the same.</summary>
static class SimulationLimits
{
    public const int RunsMax = 20_000;

    public const int HoursMax = 24 * 30;

    public const int UsersPerHourMax = 100_000_000;
}
