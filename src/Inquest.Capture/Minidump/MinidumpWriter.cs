namespace Inquest.Capture.Minidump;

/// <summary>Writes a <see cref="ProcessSnapshot"/> as a minidump that Breakpad's, rust-minidump's and LLDB's readers take.</summary>
/// <remarks>
/// Order in the file: header (32 bytes) and directory (12 bytes a stream), then everything small, then memory, so that a file
/// that was cut keeps the essentials. The signature is written last of all, so that a torn file is not taken for a dump.
/// </remarks>
public static class MinidumpWriter
{
    /// <summary>Writes a dump to a stream that can seek, from its current end of zero bytes.</summary>
    public static void Write(ProcessSnapshot snapshot, Stream destination, MinidumpWriterOptions? options = null) =>
        Plan(snapshot, options).WriteTo(destination);

    /// <summary>Reads all memory that the dump will hold. Afterwards the process may go.</summary>
    public static PlannedMinidump Plan(ProcessSnapshot snapshot, MinidumpWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        options ??= new MinidumpWriterOptions();
        var errors = new SoftErrors(options.Limits);
        foreach (var finding in snapshot.Findings)
        {
            errors.Add($"{finding.Code}: {finding.Detail}");
        }

        var plan = new MemoryPlan(snapshot, options, errors);
        var stacks = new StackPlanner(snapshot, options.Limits, plan, errors).Plan();
        new IndirectPlanner(snapshot, options.Limits, plan).Add(stacks);
        return new PlannedMinidump(snapshot, options, plan, stacks, errors);
    }
}
