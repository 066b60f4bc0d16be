namespace Inquest.Storage.Pipeline;

/// <summary>The pipeline's numbers of some span, of everything or of one platform and release.</summary>
/// <param name="Events">Crashes and errors that arrived, copies included.</param>
/// <param name="Suppressed">Of them, counted without an upload.</param>
/// <param name="Taken">Reports that the ledger says were accepted.</param>
/// <param name="Lost">Reports that it says were refused: damaged, too large, forged, never confirmed.</param>
/// <param name="P50">Half of the events took less from the crash to here; null without events.</param>
public sealed record PipelineFigures(long Events, long Suppressed, long Taken, long Lost, TimeSpan? P50, TimeSpan? P95)
{
    /// <summary>0…1; 1 when nothing came.</summary>
    public double SuccessRate => Taken + Lost == 0 ? 1 : (double)Taken / (Taken + Lost);

    /// <summary>0…1.</summary>
    public double DedupRate => Events == 0 ? 0 : (double)Math.Min(Suppressed, Events) / Events;
}
