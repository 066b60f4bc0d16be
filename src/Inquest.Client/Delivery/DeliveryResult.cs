namespace Inquest.Client.Delivery;

/// <summary>What became of the reports of one pass.</summary>
/// <param name="Sent">Taken by the server.</param>
/// <param name="Repeated">Counted and not sent: the same crash was sent often enough.</param>
/// <param name="Refused">Finally refused; kept under <c>refused/</c>.</param>
/// <param name="Dropped">Too old, too many, too large or damaged.</param>
/// <param name="Waiting">Still there, for the next launch.</param>
/// <param name="LastFailure">Why the last failure failed; null without one.</param>
public sealed record DeliveryResult(int Sent, int Repeated, int Refused, int Dropped, int Waiting, string? LastFailure);
