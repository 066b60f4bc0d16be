namespace Inquest.Unwind.Instructions;

/// <summary>Explains a fault from the instruction that made it.</summary>
public static class FaultAnalysis
{
    public static FaultFindings Analyse(UnwindProcess process, FaultQuestion question)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(question);
        return new FaultFindings();
    }
}
