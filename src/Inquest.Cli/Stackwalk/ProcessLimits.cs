namespace Inquest.Cli.Stackwalk;

/// <summary>One line of /proc/PID/limits.</summary>
sealed record ProcessLimits(string Name, string Soft, string Hard, string? Unit)
{
    // The kernel pads: name 26 characters, soft and hard limit 21 each, then the unit.
    const int SoftColumn = 26;
    const int HardColumn = 47;
    const int UnitColumn = 68;

    public static IReadOnlyList<ProcessLimits> Parse(string? text)
    {
        var limits = new List<ProcessLimits>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length < HardColumn || line.StartsWith("Limit "))
            {
                continue;
            }

            var hard = line.Length < UnitColumn ? line[HardColumn..] : line[HardColumn..UnitColumn];
            var unit = line.Length <= UnitColumn ? default : line[UnitColumn..].Trim();
            limits.Add(new ProcessLimits(
                line[..SoftColumn].Trim().ToString(),
                line[SoftColumn..HardColumn].Trim().ToString(),
                hard.Trim().ToString(),
                unit.IsEmpty ? null : unit.ToString()));
        }

        return limits;
    }
}
