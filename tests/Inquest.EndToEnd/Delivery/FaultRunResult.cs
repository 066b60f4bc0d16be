using Inquest.Testing;

namespace Inquest.EndToEnd.Delivery;

/// <summary>What arrived of what was crashed.</summary>
/// <param name="Events">Events in the database; each crash once, copies included.</param>
/// <param name="Counted">What the issues say.</param>
/// <param name="Missing">Crashes that are no event.</param>
/// <param name="Waiting">Crashes that still lie in a folder.</param>
/// <param name="Strangers">Events that nobody crashed.</param>
public sealed record FaultRunResult(
    int Crashes, long Events, long Counted, int Missing, int Waiting, int Strangers, int Launches, int Kills, IReadOnlyDictionary<NetworkFault, int> Faults);
